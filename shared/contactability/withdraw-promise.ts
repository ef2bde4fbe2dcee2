/** Takes back a promise to pay that was recorded by mistake, so that automatic messages go again (Q10). */
import type { Clock } from '#platform/clock.ts';
import { putAction } from '#platform/table/kernel.ts';
import { CustomerHistory, type GateValue } from '#shared/customers/entities.ts';
import { historyEntry } from './history-entry.ts';
import type { Actor, UpdateGate } from './ports.ts';

/**
 * The recorded result stays as it is; without a promise nothing changes.
 * @throws Refusal NOT_FOUND
 */
export const withdrawPromise = async (
  deps: { readonly updateGate: UpdateGate; readonly clock: Clock },
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly reason: string;
    readonly by: Pick<Actor, 'userId'>;
  },
): Promise<GateValue> => {
  const { tenant, customerId, reason } = input;
  const now = deps.clock.now();
  return deps.updateGate(
    tenant,
    customerId,
    (gate) => (gate.promise === null ? gate : { ...gate, promise: null }),
    ({ promise }) => [
      putAction(
        CustomerHistory,
        historyEntry({ tenant, customerId }, now, {
          kind: 'promise_withdrawn',
          by: input.by.userId,
          reason,
          messageId: promise?.messageId ?? null,
          detail: promise === null ? null : `${promise.date} ${promise.amount} ${promise.currency}`,
        }),
        'any',
      ),
    ],
  );
};
