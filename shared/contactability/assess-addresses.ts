/** Answers what the customers slice asks of addresses (customers/assessment.ts): alerts and contactability (Q2–Q3). */
import { isSendingChannel, sendingChannels } from '#contract/vocabulary.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { AddressStanding, Assess, AssessAll, AssessInput, Assessment } from '#shared/customers/assessment.ts';
import type { AddressValue } from '#shared/customers/entities.ts';
import { standingOf } from './address-state.ts';
import { type AddressStateStore, addressRefKey } from './address-state-store.ts';
import { defaultThresholds } from './alert.ts';
import { foldContactability } from './contactability.ts';
import type { AddressStateValue } from './entities.ts';

/** SOFT failures that raise an alert in this channel; calls never count any. */
export const softThreshold = (company: Pick<CompanyValue, 'channels'>, channel: AddressValue['channel']): number =>
  isSendingChannel(channel) ? company.channels[channel].softFailureThreshold : defaultThresholds.softFailures;

/**
 * @param options.consistent true where the answer is stored (owners are recomputed after a change), so that the change
 *   itself is seen; false, at half the price, where it is only shown
 */
export const createAssess = (deps: AssessDeps, options: { consistent: boolean }): Assess => {
  const assessAll = createAssessAll(deps, options);
  return async (input) => {
    const [assessment] = await assessAll([input]);
    if (assessment === undefined) throw new TypeError('Each input has its answer.');
    return assessment;
  };
};

interface AssessDeps {
  readonly states: Pick<AddressStateStore, 'batchFind'>;
}

/** As {@link createAssess}. All inputs are of one company. */
export const createAssessAll =
  (deps: AssessDeps, options: { consistent: boolean }): AssessAll =>
  async (inputs) => {
    const refs = inputs.flatMap(({ tenant, addresses }) =>
      addresses.map(({ channel, hash }) => ({ tenant, channel, hash })),
    );
    const states = await deps.states.batchFind(refs, options);
    return inputs.map((input) => assessmentOf(input, (address) => states.get(addressRefKey(address))?.value));
  };

const assessmentOf = (
  { company, addresses, wrongNumberAddressIds }: AssessInput,
  stateOf: (address: AddressValue) => AddressStateValue | undefined,
): Assessment => {
  const standings = new Map<string, AddressStanding>(
    addresses.map((address) => [
      address.addressId,
      standingOf(stateOf(address), softThreshold(company, address.channel)),
    ]),
  );
  const view = foldContactability(
    addresses.map((address) => ({
      channel: address.channel,
      alerted: isBlocked(standings.get(address.addressId)),
      wrongNumber: wrongNumberAddressIds.includes(address.addressId),
    })),
    sendingChannels.filter((channel) => company.channels[channel].enabled),
  );
  return {
    standings,
    contactability: view.contactability,
    contactabilityReason: view.reason ?? null,
    callOnly: view.callOnly,
    alerts: view.alerts,
  };
};

const isBlocked = (standing: AddressStanding | undefined): boolean => standing?.alert != null;
