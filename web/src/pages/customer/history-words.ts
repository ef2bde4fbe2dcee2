import { type AlertReason, alertReasons } from '#contract/vocabulary.ts';
import { contactTexts } from '#web/features/customers/contact-texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import type { HistoryEntry } from './queries.ts';
import { customerPageTexts } from './texts.ts';

const isAlertReason = (code: string): code is AlertReason => Object.hasOwn(alertReasons, code);

/** `2026-06-05 150000 CLP`: what a promise is recorded as. */
const promisePattern = /^(\d{4}-\d{2}-\d{2}) (\d+) ([A-Z]{3})$/;

/** Who, why and what else of an entry, in words (F5). */
export const useHistoryWords = () => {
  const t = useTexts(customerPageTexts);
  const contactText = useTexts(contactTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  /** Codes have words; what people wrote stays as it is. */
  const wordsOf = (text: string) => {
    if (isAlertReason(text)) return label(alertReasons[text]);
    if (contactTexts.has(text)) return contactText(text);
    return customerPageTexts.has(text) ? t(text) : text;
  };
  return {
    who: ({ by }: HistoryEntry) => {
      if (by === 'system') return t('system');
      return by === 'customer' ? t('customerSelf') : userName(by);
    },
    why: ({ reason }: HistoryEntry) => (reason === null ? t('none') : wordsOf(reason)),
    /** Null: nothing to add, or that the address says already. */
    detail: ({ kind, detail }: HistoryEntry) => {
      if (detail === null || kind.startsWith('address_')) return null;
      if (kind === 'paused') return t('until', { at: format.dateTime(detail) });
      const [, date, amount, currency] = promisePattern.exec(detail) ?? [];
      if (date !== undefined && amount !== undefined && currency !== undefined) {
        return t('promiseOpen', { amount: format.money(Number(amount), currency), date: format.day(date) });
      }
      return wordsOf(detail);
    },
  };
};
