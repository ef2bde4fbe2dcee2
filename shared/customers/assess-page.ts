/** The summary of a customer's addresses, as it is kept on its head (Q2, Q2b, I6). */
import { isDeepStrictEqual } from 'node:util';
import { channels } from '#contract/vocabulary.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { Assess, Assessment } from './assessment.ts';
import type { CustomerValue, GateValue } from './entities.ts';
import type { PageValues } from './page-values.ts';
import { withRefusals } from './permission.ts';

/** Asks for the state of the addresses on the page. */
export const assessPage = (assess: Assess, company: CompanyValue, page: PageValues): Promise<Assessment> =>
  assess({
    tenant: page.customer.tenant,
    company,
    addresses: page.addresses,
    wrongNumberAddressIds: page.gate.wrongNumberAddressIds,
  });

/** The customer with the summary of its addresses as they now are, and what its gate says of its rights. */
export const withSummary = (
  { customer: { restriction: _before, ...customer }, gate, addresses }: PageValues,
  assessment: Assessment,
): CustomerValue => ({
  ...customer,
  ...(gate.restriction === undefined ? {} : { restriction: gate.restriction.kind }),
  contactability: assessment.contactability,
  contactabilityReason: assessment.contactabilityReason,
  callOnly: assessment.callOnly,
  alerts: assessment.alerts,
  channels: channels.filter((channel) => addresses.some((address) => address.channel === channel)),
});

/** The gate with the refusals of the addresses as they now are; the same object where nothing differs. */
export const gateInStep = ({ gate, addresses }: PageValues, { standings }: Assessment): GateValue => {
  const dnd = withRefusals(gate.dnd, addresses, standings);
  return isDeepStrictEqual(dnd, gate.dnd) ? gate : { ...gate, dnd };
};
