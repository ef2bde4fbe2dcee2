/**
 * Spellings of one phone that WhatsApp uses instead of the number that people write (delivery-events.md §1.4). Pure.
 *
 * Mexico: `521…` for `52…`; Argentina: `549…` for `54…`; Brazil: mobile numbers with and without the ninth digit.
 */
import type { Channel } from '#contract/vocabulary.ts';

interface Spelling {
  readonly pattern: RegExp;
  readonly other: string;
}

const spellings: readonly Spelling[] = [
  { pattern: /^\+521(\d{10})$/, other: '+52$1' },
  { pattern: /^\+52([2-9]\d{9})$/, other: '+521$1' },
  { pattern: /^\+549(\d{10})$/, other: '+54$1' },
  { pattern: /^\+54([1-8]\d{9})$/, other: '+549$1' },
  { pattern: /^\+55(\d{2})9([6-9]\d{7})$/, other: '+55$1$2' },
  { pattern: /^\+55(\d{2})([6-9]\d{7})$/, other: '+55$19$2' },
];

/**
 * The sender's number as it came, and the other spelling of the same phone where there is one.
 * @param from digits with `+`
 */
export const senderVariants = (channel: Channel, from: string): readonly string[] => {
  if (channel !== 'whatsapp') return [from];
  const spelling = spellings.find(({ pattern }) => pattern.test(from));
  return spelling === undefined ? [from] : [from, from.replace(spelling.pattern, spelling.other)];
};
