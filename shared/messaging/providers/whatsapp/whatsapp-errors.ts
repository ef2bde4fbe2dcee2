/**
 * What Meta's error codes say of the address (delivery-events.md §1.4): by code, never by title, which Meta is going to
 * drop. The same table serves the answer to a call and the later event.
 */
import type { AlertReason, FailureClass } from '#contract/vocabulary.ts';

export interface WhatsAppErrorMeaning {
  readonly class: FailureClass;
  readonly reason?: AlertReason;
  readonly isUnknown: boolean;
}

const classByCode: Readonly<Record<number, FailureClass>> = {
  // Not on WhatsApp, or has not taken its terms. Says nothing of SMS and calls to the same number (Q3).
  131026: 'HARD',
  131047: 'WINDOW',
  // Meta's limit of marketing messages per person; not before 24 hours.
  131049: 'LIMIT',
  // Sources disagree (experiment or deregistered number), so it never counts against the address.
  130472: 'LIMIT',
  131050: 'OPT_OUT',
  131021: 'CONTENT',
  131051: 'CONTENT',
  131053: 'CONTENT',
  // This kind of message goes to a number only, not to a user id.
  131062: 'CONTENT',
  131009: 'CONTENT',
  100: 'CONTENT',
  368: 'SENDER',
  131031: 'SENDER',
  131042: 'SENDER',
  131048: 'SENDER',
  130429: 'RETRY',
  131056: 'RETRY',
  133016: 'RETRY',
  1: 'RETRY',
  2: 'RETRY',
  131000: 'RETRY',
  131016: 'RETRY',
};

/** A code that is not listed is UNKNOWN and never raises an alert. */
export const classifyWhatsAppError = (code: number): WhatsAppErrorMeaning => {
  // 132xxx are errors of the template that we asked for.
  const isTemplateError = code >= 132_000 && code < 133_000;
  const failureClass = classByCode[code] ?? (isTemplateError ? 'CONTENT' : undefined);
  if (failureClass === undefined) return { class: 'UNKNOWN', isUnknown: true };
  return {
    class: failureClass,
    ...(failureClass === 'HARD' ? { reason: 'NO_WHATSAPP_ACCOUNT' as const } : {}),
    isUnknown: false,
  };
};
