/** Inbound messages whose sender is unknown or ambiguous: kept, listed, assigned (D13, reliability §5.6 #109). */
import * as z from 'zod';
import { AttachmentSchema } from './attachments.ts';
import { IdSchema, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { defineRoute, readers, writers } from './route.ts';
import { ChannelSchema } from './vocabulary-schemas.ts';

const resource = 'inbound';

/**
 * `OWN_ADDRESS`: the mail names a user or an account of the company itself as its sender. `REPLY_ADDRESS_REFUSED`: it
 * came to a reply address whose signature is not ours.
 */
export const unmatchedReasons = ['UNKNOWN_SENDER', 'AMBIGUOUS_SENDER', 'OWN_ADDRESS', 'REPLY_ADDRESS_REFUSED'] as const;

export const UnmatchedSchema = z.strictObject({
  id: z.string(),
  channel: ChannelSchema,
  from: z.string(),
  to: z.string(),
  text: z.string(),
  receivedAt: TimestampSchema,
  reason: z.enum(unmatchedReasons),
  /** Customers that share the address. */
  candidates: z.array(z.string()),
  /** Of e-mail; null for other channels. */
  subject: z.string().nullable(),
  /** Written by a program: an absence note, a newsletter. */
  automatic: z.boolean(),
  /** The sender is not proven. */
  unverified: z.boolean(),
  attachments: z.array(AttachmentSchema),
});

export const listUnmatched = defineRoute({
  id: 'listUnmatched',
  method: 'GET',
  path: '/v1/inbound/unmatched',
  resource,
  summary: 'Lists inbound messages of unknown or ambiguous senders, newest first',
  roles: readers,
  params: undefined,
  query: z.strictObject(pageQuery),
  body: undefined,
  status: 200,
  answer: pageOf(UnmatchedSchema),
  errors: ['LIMIT_INVALID', 'CURSOR_INVALID'],
});

export const assignUnmatched = defineRoute({
  id: 'assignUnmatched',
  method: 'POST',
  path: '/v1/inbound/unmatched/{id}/assign',
  resource,
  summary: 'Makes the message an interaction of the customer',
  roles: writers,
  params: z.strictObject({ id: IdSchema }),
  query: undefined,
  body: z.strictObject({ customerId: IdSchema }),
  status: 200,
  answer: z.strictObject({ messageId: z.string(), customerId: z.string() }),
  errors: ['NOT_FOUND'],
});

export const inboundRoutes = [listUnmatched, assignUnmatched] as const;
