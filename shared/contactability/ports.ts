/** What this slice asks of others; the functions that compose it pass these in. */
import type { Role } from '#contract/vocabulary.ts';
import type { Action } from '#platform/table/kernel.ts';
import type { AddressValue, CustomerValue, GateValue } from '#shared/customers/entities.ts';

/** A customer with everything that decides about contact. */
export interface ContactOf {
  readonly customer: CustomerValue;
  readonly gate: GateValue;
  readonly addresses: readonly AddressValue[];
}

/** @returns undefined for a customer that does not exist, or of another company */
export type FindContact = (tenant: string, customerId: string) => Promise<ContactOf | undefined>;

/** A change of a gate with what is written in the same transaction; undefined: nothing to change. */
export type GateChange = { readonly gate: GateValue; readonly actions: readonly Action[] } | undefined;

/**
 * Reads the gate, changes it and writes it under its revision, again when somebody else was faster.
 * @returns false when there is no such customer
 */
export type ChangeGate = (
  tenant: string,
  customerId: string,
  change: (gate: GateValue) => GateChange,
) => Promise<boolean>;

/** Who asks for a change. */
export interface Actor {
  readonly userId: string;
  readonly roles: readonly Role[];
}
