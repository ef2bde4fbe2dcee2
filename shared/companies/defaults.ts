/** What a company begins with; its administrators change it in the settings. Pure. */

import type { CompanyValue } from './entities.ts';
import { defaultNoDebtSegment, defaultSegments } from './segments.ts';

/** Time zone, language and country of a company that names none. */
export const defaultPlace = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;

/** Every channel on; three soft failures in a row raise an alert (Q1). */
const channelDefaults = { enabled: true, softFailureThreshold: 3 } as const;

/** Settings of a new company; `now` in epoch ms. */
export const newCompany = (
  company: Pick<CompanyValue, 'tenant' | 'name' | 'timeZone' | 'language' | 'defaultCountry' | 'senders'> &
    Partial<Pick<CompanyValue, 'breaker'>>,
  now: number,
): CompanyValue => ({
  ...company,
  channels: { email: { ...channelDefaults }, sms: { ...channelDefaults }, whatsapp: { ...channelDefaults } },
  blockManualWhenPaused: false,
  segments: defaultSegments.map((rule) => ({ ...rule })),
  noDebtSegment: defaultNoDebtSegment,
  updatedAt: now,
  version: 1,
});
