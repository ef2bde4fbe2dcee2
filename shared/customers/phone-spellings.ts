/**
 * Spellings of one phone, in E.164 or what passes for it (delivery-events.md §1.4). Pure.
 *
 * Mexico: `521…` for `52…`; Argentina: `549…` for `54…`; Brazil: mobile numbers with and without the ninth digit. WhatsApp
 * uses the other spelling, networks and exchanges pass on what they were given, and addresses that were stored before
 * `phones.ts` read both as one are stored in either.
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
 * The address as it is given, and the other spelling of the same phone where there is one.
 * @param value normalised e-mail address, or digits with `+`
 */
export const addressSpellings = (channel: Channel, value: string): readonly string[] => {
  const spelling = channel === 'email' ? undefined : spellings.find(({ pattern }) => pattern.test(value));
  return spelling === undefined ? [value] : [value, value.replace(spelling.pattern, spelling.other)];
};
