/** What this slice asks of others; the functions that compose it pass these in. */
import type { Role } from '#contract/vocabulary.ts';
import type { Action } from '#platform/table/kernel.ts';
import type { GateValue } from '#shared/customers/entities.ts';

/**
 * Changes a customer's gate with what is written in the same transaction (customers' `updateGate`); nothing is written
 * when `change` gives back the same object.
 * @throws Refusal NOT_FOUND
 */
export type UpdateGate = (
  tenant: string,
  customerId: string,
  change: (gate: GateValue) => GateValue,
  extra?: (before: GateValue, after: GateValue) => readonly Action[],
) => Promise<GateValue>;

/** Who asks for a change. */
export interface Actor {
  readonly userId: string;
  readonly roles: readonly Role[];
}

/** The e-mail provider's list of addresses to which it refuses to send, of one company: SES's tenant. */
export interface SuppressionList {
  /** Takes the address off; one that is not listed is no fault. @throws when the provider does not answer or refuses */
  remove(tenantName: string, address: string): Promise<void>;
}

/** Numbers that told the SMS provider to stop (STOP by SMS). */
export interface OptOutList {
  /** Takes the number (E.164) off; one that is not listed is no fault. @throws when the provider does not answer or refuses */
  remove(number: string): Promise<void>;
}
