/** Customers and addresses as the API answers them. Pure. */

import type * as z from 'zod';
import type { AddressSchema, CustomerSchema } from '#contract/customers.ts';
import { isoTime } from '#platform/clock.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { gateInStep } from './assess-page.ts';
import type { AddressStanding, Assessment } from './assessment.ts';
import { companyDay, debtSummaryOn, segmentOn } from './debts.ts';
import type { DndEntry } from './dnd-entry.ts';
import type { AddressValue, GateValue } from './entities.ts';
import { shownMetadata } from './metadata.ts';
import type { PageValues } from './page-values.ts';
import { addressOfEntry } from './permission.ts';

export type AddressView = z.input<typeof AddressSchema>;
export type CustomerView = z.input<typeof CustomerSchema>;

/**
 * @param standing state of the address; undefined: nothing bad is known of it
 * @param wrongNumber whether the number is flagged as somebody else's, for this customer
 */
export const addressView = (
  address: AddressValue,
  standing: AddressStanding | undefined,
  wrongNumber = false,
): AddressView => ({
  addressId: address.addressId,
  channel: address.channel,
  value: address.value,
  label: address.label,
  softFailures: standing?.softFailures ?? 0,
  softFailureThreshold: standing?.softFailureThreshold ?? 0,
  alert:
    standing?.alert == null
      ? null
      : {
          ...standing.alert,
          raisedAt: isoTime(standing.alert.raisedAt),
          providerSuppressed: standing.alert.providerSuppressed || standing.providerPending,
        },
  createdAt: isoTime(address.createdAt),
  wrongNumber,
  warnings: [...address.warnings],
});

/** Entries of "do not disturb" with the address from which each was said. */
export const dndView = (dnd: readonly DndEntry[], addresses: readonly AddressValue[]): CustomerView['dnd'] =>
  dnd.map((entry) => {
    const { channel, scope, source, at } = entry;
    return { channel, scope, source, at: isoTime(at), addressId: addressOfEntry(entry, addresses) };
  });

/** @param now epoch ms: the promise is broken once its date is over */
export const promiseView = (promise: GateValue['promise'], now: number): CustomerView['promise'] =>
  promise === null
    ? null
    : {
        date: promise.date,
        amount: promise.amount,
        currency: promise.currency,
        state: promise.until > now ? 'open' : 'broken',
        madeAt: isoTime(promise.madeAt),
        by: promise.by,
        messageId: promise.messageId,
      };

/** The customer's page on the day of `now` (epoch ms) in the company's time zone. */
export const customerView = (
  { customer, gate, addresses }: PageValues,
  assessment: Assessment,
  context: { company: CompanyValue; now: number; favorite: boolean },
): CustomerView => {
  const today = companyDay(context.company, context.now);
  const paused = gate.pausedUntil !== null && gate.pausedUntil > context.now;
  return {
    customerId: customer.customerId,
    name: customer.name,
    documentType: customer.documentType,
    documentNumber: customer.documentNumber,
    contactability: assessment.contactability,
    contactabilityReason: assessment.contactabilityReason,
    callOnly: assessment.callOnly,
    segment: segmentOn(context.company, { ...customer, contactability: assessment.contactability }, today),
    addresses: addresses.map((address) =>
      addressView(
        address,
        assessment.standings.get(address.addressId),
        gate.wrongNumberAddressIds.includes(address.addressId),
      ),
    ),
    dnd: dndView(gateInStep({ customer, gate, addresses }, assessment).dnd, addresses),
    pausedUntil: paused && gate.pausedUntil !== null ? isoTime(gate.pausedUntil) : null,
    promise: promiseView(gate.promise, context.now),
    stopped: gate.stopped === null ? null : { ...gate.stopped, at: isoTime(gate.stopped.at) },
    advisorId: customer.advisorId,
    portfolios: customer.portfolios,
    tags: customer.tags,
    influencer: customer.influencer,
    metadata: shownMetadata(metadataFieldsOf(context.company), customer.metadata),
    timeZone: customer.timeZone,
    debtSummary: debtSummaryOn(customer.debtSummary, today),
    favorite: context.favorite,
    mergedInto: customer.mergedInto?.customerId ?? null,
    mergedAt: customer.mergedInto === undefined ? null : isoTime(customer.mergedInto.at),
    merged: (customer.merged ?? []).map(({ customerId, name, at }) => ({ customerId, name, mergedAt: isoTime(at) })),
    ...(gate.restriction === undefined
      ? {}
      : { restriction: { ...gate.restriction, at: isoTime(gate.restriction.at) } }),
    ...(customer.erasing === undefined
      ? {}
      : { erasing: { processId: customer.erasing.processId, at: isoTime(customer.erasing.at) } }),
    createdAt: isoTime(customer.createdAt),
    version: customer.version,
  };
};
