/**
 * The person objects to automatic messages, or the data are blocked for every use but keeping them (Ley 21.719 arts. 8, 8 ter; LGPD
 * art. 18; ADR 62). It lies in the gate, whose revision every claim names: what waits does not go out any more.
 */
import type { RestrictionKind } from '#contract/privacy-words.ts';
import type { Clock } from '#platform/clock.ts';
import { putAction } from '#platform/table/kernel.ts';
import { auditActions, signedByUser } from '#shared/audit/audit-actions.ts';
import { CustomerHistory, type GateValue } from '#shared/customers/entities.ts';
import { historyEntry } from './history-entry.ts';
import type { Actor, UpdateGate } from './ports.ts';
import type { RefreshCustomer } from './refresh-owners.ts';

const historyKinds = { opposition: 'data_opposed', blocking: 'data_blocked' } as const;

const told = ({ restriction }: GateValue) => (restriction === undefined ? undefined : { kind: restriction.kind });

/**
 * Setting what is set already changes nothing: who set it first, and why, stays. Lists follow the head, which is brought in
 * step afterwards, also where it was cut off the last time.
 * @param input.kind null: lifts what there is
 * @throws Refusal NOT_FOUND
 */
export const setRestriction = async (
  deps: { readonly updateGate: UpdateGate; readonly refreshCustomer: RefreshCustomer; readonly clock: Clock },
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly kind: RestrictionKind | null;
    readonly reason: string;
    readonly by: Pick<Actor, 'userId'>;
  },
): Promise<GateValue> => {
  const { tenant, customerId, kind, reason } = input;
  const now = deps.clock.now();
  const by = input.by.userId;
  const gate = await deps.updateGate(
    tenant,
    customerId,
    (gate) => {
      const { restriction, ...rest } = gate;
      if ((restriction?.kind ?? null) === kind) return gate;
      return kind === null ? rest : { ...rest, restriction: { kind, at: now, by, reason } };
    },
    (before, after) => [
      putAction(
        CustomerHistory,
        historyEntry({ tenant, customerId }, now, {
          kind: kind === null ? 'data_released' : historyKinds[kind],
          by,
          reason,
        }),
        'any',
      ),
      ...auditActions(signedByUser(by, now), {
        tenant,
        kind: 'restriction',
        subjectId: customerId,
        subjectName: null,
        before: told(before),
        after: told(after),
      }),
    ],
  );
  await deps.refreshCustomer(tenant, customerId);
  return gate;
};
