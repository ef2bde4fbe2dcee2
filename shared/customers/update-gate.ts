/** Changes the gate of a customer: pause, DND, time of the last inbound message (Q7, Q8). */
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import { type Action, putAction } from '#platform/table/kernel.ts';
import { notFound } from './change-customer.ts';
import { Gate, type GateValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

const attempts = 8;

/**
 * Applies `change` to the gate as it is now, together with further actions such as a history entry; nothing is written
 * when the change gives back the same object.
 * @param extra actions of the same transaction; called again with the gate of each try
 * @returns the gate as it now is
 * @throws Refusal NOT_FOUND; ConditionFailed when an action of `extra` does not hold, or others never let it through
 */
export const updateGate = async (
  deps: { readonly customers: Pick<CustomerStore, 'findGate' | 'commit'> },
  tenant: string,
  customerId: string,
  change: (gate: GateValue) => GateValue,
  extra: (before: GateValue, after: GateValue) => readonly Action[] = () => [],
): Promise<GateValue> => {
  for (let attempt = 1; ; attempt += 1) {
    const before = await deps.customers.findGate(tenant, customerId);
    if (before === undefined) throw notFound();
    const after = change(before.value);
    if (after === before.value) return after;
    try {
      await deps.customers.commit([putAction(Gate, after, before.revision), ...extra(before.value, after)]);
      return after;
    } catch (error) {
      const lost = error instanceof ConditionFailed && error.positions.includes(0);
      if (!lost || attempt === attempts) throw error;
      await backOff(attempt);
    }
  }
};
