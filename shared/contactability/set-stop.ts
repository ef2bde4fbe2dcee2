/** Stops every communication with a customer, automatic or by hand, or resumes them (Q10): a supervisor's decision. */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { putAction } from '#platform/table/kernel.ts';
import { CustomerHistory, type GateValue } from '#shared/customers/entities.ts';
import { historyEntry } from './history-entry.ts';
import type { Actor, UpdateGate } from './ports.ts';

/**
 * Setting what is set already changes nothing: who stopped it first, and why, stays.
 * @throws Refusal NOT_FOUND; DATA_ERASING where it would resume with somebody who is being erased
 */
export const setStop = async (
  deps: { readonly updateGate: UpdateGate; readonly clock: Clock },
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly stopped: boolean;
    readonly reason: string;
    readonly by: Pick<Actor, 'userId'>;
  },
): Promise<GateValue> => {
  const { tenant, customerId, reason } = input;
  const now = deps.clock.now();
  const by = input.by.userId;
  return deps.updateGate(
    tenant,
    customerId,
    (gate) => {
      if (!input.stopped && gate.erasingSince !== undefined) {
        throw new Refusal('DATA_ERASING', 'The customer is being erased: communications are not resumed.');
      }
      return (gate.stopped !== null) === input.stopped
        ? gate
        : { ...gate, stopped: input.stopped ? { at: now, by, reason } : null };
    },
    () => [
      putAction(
        CustomerHistory,
        historyEntry({ tenant, customerId }, now, {
          kind: input.stopped ? 'contact_stopped' : 'contact_resumed',
          by,
          reason,
        }),
        'any',
      ),
    ],
  );
};
