/** How a reported call lies among the inbound messages, and the words that people see of it (D13). Pure. */
import type { CompanyValue } from '#shared/companies/entities.ts';

/** Kinds of an unmatched call. */
const kinds = { answered: 'call', missed: 'missed_call' } as const;

export const callKind = (answered: boolean): string => (answered ? kinds.answered : kinds.missed);

/** Nobody took the call, so somebody is to call back. */
export const isMissedCall = (kind: string): boolean => kind === kinds.missed;

const labels = {
  es: { answered: 'Llamada recibida', missed: 'Llamada perdida' },
  en: { answered: 'Call received', missed: 'Missed call' },
} as const;

/** Minutes and seconds, hours where there are any: `3:05`, `1:03:05`. */
const duration = (seconds: number): string => {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0/, '');
};

/** Text of the call in the thread and in the lists: what it was, how long it took, what its reporter noted. */
export const callWords = (
  call: { readonly answered: boolean; readonly durationSeconds?: number; readonly note?: string },
  language: CompanyValue['language'],
): string => {
  const label = labels[language][call.answered ? 'answered' : 'missed'];
  const length = call.durationSeconds === undefined ? '' : ` (${duration(call.durationSeconds)})`;
  return `${label}${length}${call.note === undefined ? '' : `: ${call.note}`}`;
};
