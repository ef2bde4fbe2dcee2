/** Settings as they are answered, and as a change of them is held to the rules. Pure. */
import type { Settings, SettingsInput } from '#contract/companies.ts';
import { isoTime } from '#platform/clock.ts';
import type { CompanyValue } from './entities.ts';
import { checkPayments, paymentsOf } from './payments.ts';
import { catalogueOf, recordsResults } from './results.ts';
import { checkSegments } from './segments.ts';

/** Unless set otherwise, sending that goes wrong is held automatically (G73). */
export const hasBreaker = (company: Pick<CompanyValue, 'breaker'>): boolean => company.breaker?.enabled ?? true;

/** The contract's shape of a company's settings. */
export const settingsOf = ({
  tenant: _tenant,
  inboundNumbers: _inboundNumbers,
  metadata: _metadata,
  accounts: _accounts,
  updatedAt,
  ...settings
}: CompanyValue): Settings => ({
  ...settings,
  payments: paymentsOf(settings),
  calls: { recordResults: recordsResults(settings) },
  breaker: { enabled: hasBreaker(settings) },
  results: [...catalogueOf(settings)],
  updatedAt: isoTime(updatedAt),
});

/**
 * The company after a change of settings; its senders stay, since only an operator connects accounts.
 *
 * @param now epoch ms
 * @throws Refusal PAYMENT_LINK_INVALID; RANGE_INVALID when the segments leave a gap, overlap, or share a name
 */
export const changedCompany = (company: CompanyValue, input: SettingsInput, now: number): CompanyValue => {
  if (input.payments !== undefined) checkPayments(input.payments);
  checkSegments(input.segments, input.noDebtSegment);
  return { ...company, ...input, updatedAt: now, version: company.version + 1 };
};
