import type { AddressValue, CustomerValue, GateValue } from './entities.ts';
import type { CustomerPage } from './store.ts';

/** The values of a page, without the revisions. */
export interface PageValues {
  readonly customer: CustomerValue;
  readonly gate: GateValue;
  readonly addresses: readonly AddressValue[];
}

export const valuesOf = (page: CustomerPage): PageValues => ({
  customer: page.customer.value,
  gate: page.gate.value,
  addresses: page.addresses.map(({ value }) => value),
});
