/**
 * What customers must know of the alerts on their addresses. The contactability slice, which stands to the right, keeps
 * them; the function that composes both passes its `assess` in here.
 */
import type { AlertReason, Contactability, DndSource, FailureClass } from '#contract/vocabulary.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { AddressValue } from './entities.ts';

/** State of one address. Times in epoch ms. */
export interface AddressStanding {
  readonly alert: {
    readonly reason: AlertReason;
    readonly class: FailureClass;
    readonly code: string;
    readonly diagnostic: string | null;
    readonly raisedAt: number;
    readonly messageId: string | null;
    readonly providerSuppressed: boolean;
  } | null;
  readonly softFailures: number;
  readonly softFailureThreshold: number;
  /** The provider's own list could not be cleared yet (Q9). */
  readonly providerPending: boolean;
  /** Opt-outs and complaints that stand (Q7): whoever has the address is not written to. */
  readonly refusals: readonly { readonly source: Exclude<DndSource, 'manual'>; readonly at: number }[];
  /** Time up to which a later consent covers refusals; null: there was none. */
  readonly consentedUpTo: number | null;
}

/** Standing of each address by its id, and the customer's summary (Q2, Q2b). */
export interface Assessment {
  readonly standings: ReadonlyMap<string, AddressStanding>;
  readonly contactability: Contactability;
  readonly contactabilityReason: 'NO_ADDRESS' | 'ALL_ALERTED' | null;
  readonly callOnly: boolean;
  /** Number of addresses with an alert, those flagged as a wrong number included. */
  readonly alerts: number;
}

/** Whose addresses are asked for. */
export interface AssessInput {
  readonly tenant: string;
  readonly company: CompanyValue;
  readonly addresses: readonly AddressValue[];
  readonly wrongNumberAddressIds: readonly string[];
}

export type Assess = (input: AssessInput) => Promise<Assessment>;

/** Several customers in one look-up; the answers in the order of the inputs. */
export type AssessAll = (inputs: readonly AssessInput[]) => Promise<readonly Assessment[]>;
