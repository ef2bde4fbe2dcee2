/**
 * What a message says, in parts of ours: text, a pay button, an account statement. The plain text and the HTML of an
 * e-mail are both made from these parts, so that they say the same, and no HTML of anybody else is ever sent
 * (docs/decisions: e-mail from structured parts). Pure.
 */
import * as z from 'zod';
import { SheetSchema, sheetText } from '../documents/sheet.ts';
import { escaped, sheetHtml } from '../documents/sheet-html.ts';

export const ContentPartSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('payButton'), label: z.string(), url: z.string() }),
  z.object({ kind: z.literal('statement'), statement: SheetSchema }),
]);
export type ContentPart = z.infer<typeof ContentPartSchema>;

/** The parts as plain text: what lists, registers, SMS and WhatsApp show. */
export const textOfParts = (parts: readonly ContentPart[]): string =>
  parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return part.kind === 'payButton' ? `${part.label}: ${part.url}` : sheetText(part.statement);
    })
    .join('');

/** Plain text as HTML: everything escaped, line breaks kept. */
export const htmlOf = (text: string): string => escaped(text).replace(/\r\n|\r|\n/g, '<br>\n');

const button = (label: string, url: string): string =>
  `<a href="${escaped(url)}" style="display:inline-block;padding:12px 24px;background:#0972d3;color:#ffffff;text-decoration:none;border-radius:4px;font-weight:bold">${escaped(label)}</a>`;

/** The parts as the HTML of an e-mail. */
export const htmlOfParts = (parts: readonly ContentPart[]): string =>
  parts
    .map((part) => {
      if (part.kind === 'text') return htmlOf(part.text);
      return part.kind === 'payButton' ? button(part.label, part.url) : sheetHtml(part.statement);
    })
    .join('');
