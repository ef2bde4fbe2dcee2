/** Changes the gate of a customer: pause, DND, time of the last inbound message (Q7, Q8). */
import { changeItem } from '#platform/table/change-item.ts';
import type { ConditionFailed } from '#platform/table/faults.ts';
import { type Action, putAction } from '#platform/table/kernel.ts';
import { notFound } from './change-customer.ts';
import { Gate, type GateValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

/**
 * Applies `change` to the gate as it is now, together with further actions such as a history entry; nothing is written
 * when the change gives back the same object.
 * @param extra actions of the same transaction; called again with the gate of each try
 * @returns the gate as it now is
 * @throws Refusal NOT_FOUND; ConditionFailed when an action of `extra` does not hold; ChangeGivenUp
 */
export const updateGate = async (
  deps: { readonly customers: Pick<CustomerStore, 'findGate' | 'commit'> },
  tenant: string,
  customerId: string,
  change: (gate: GateValue) => GateValue,
  extra: (before: GateValue, after: GateValue) => readonly Action[] = () => [],
): Promise<GateValue> =>
  changeItem({
    item: `gate of customer ${customerId}`,
    read: () => deps.customers.findGate(tenant, customerId),
    decide: (before) => {
      if (before === undefined) throw notFound();
      const after = change(before.value);
      if (after === before.value) return { result: after };
      const write = async () => {
        await deps.customers.commit([putAction(Gate, after, before.revision), ...extra(before.value, after)]);
        return after;
      };
      const lost = (failed: ConditionFailed) => {
        if (!failed.positions.includes(0)) throw failed;
      };
      return { write, lost };
    },
  });
