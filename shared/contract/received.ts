/**
 * What came with a message of a customer beside its words: files, what was left out of them and why, and what is
 * remarkable about an e-mail (issue "Inbound e-mail", §5.6 #110). Codes stand here once, with their labels.
 */
import * as z from 'zod';
import { IdSchema } from './fields.ts';
import { receivedNotices, refusalReasons } from './received-words.ts';
import { defineRoute, readers } from './route.ts';
import type { Label } from './vocabulary.ts';

const codesOf = <Code extends string>(labels: Readonly<Record<Code, Label>>) =>
  z.enum(Object.keys(labels) as [Code, ...Code[]]);

export const RefusedFileSchema = z.strictObject({
  fileName: z.string(),
  /** Bytes; null where nobody knows. */
  size: z.int().nullable(),
  reason: codesOf(refusalReasons),
});
export type RefusedFile = z.infer<typeof RefusedFileSchema>;
/** What a message brought along that its words do not show. */
export const ReceivedSchema = z.strictObject({
  /** Real sender as the mail names it; null for other channels. */
  sender: z.strictObject({ address: z.string(), name: z.string() }).nullable(),
  /**
   * When its sender says to have written the mail: the `Date` header, an instant where it can be read, else as it
   * stands; null without one. Order and `at` follow the receipt.
   */
  date: z.string().nullable(),
  /** Quoted history below the new text, shown folded (D2); null when there is none. */
  quoted: z.string().nullable(),
  /** Whether `GET /v1/messages/{messageId}/html` has a version with formatting. */
  hasHtml: z.boolean(),
  refused: z.array(RefusedFileSchema),
  notices: z.array(codesOf(receivedNotices)),
});

export const getMessageHtml = defineRoute({
  id: 'getMessageHtml',
  method: 'GET',
  path: '/v1/messages/{messageId}/html',
  resource: 'attachments',
  summary: 'Reads the formatted version of a received e-mail as its sender wrote it: show it only in a sandbox',
  roles: readers,
  scope: 'named',
  params: z.strictObject({ messageId: IdSchema }),
  query: undefined,
  body: undefined,
  status: 200,
  /** Never to be put into a page as it is: clean it, and show it in a frame without scripts and without our origin. */
  answer: z.strictObject({ html: z.string() }),
  errors: ['NOT_FOUND'],
});

export const receivedRoutes = [getMessageHtml] as const;
