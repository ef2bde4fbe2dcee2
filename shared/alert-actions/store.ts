/** Access patterns of actions on many alerts. */
import { type Action, fromItem, putAction, type Stored, type Table } from '#platform/table/kernel.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { Process, type ProcessValue, processKey } from '#shared/processes/entities.ts';
import {
  AlertChange,
  type AlertChangeValue,
  AlertTargets,
  type AlertTargetsValue,
  actionPartition,
  changeKey,
  changePrefix,
  targetsPerItem,
  targetsSortKey,
} from './entities.ts';

export type Target = AlertTargetsValue['addresses'][number];

/** Items that are written in one transaction. */
const itemsAtOnce = 10;

export class AlertActionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(tenant: string, processId: string): Promise<Stored<ProcessValue> | undefined> {
    return this.#table.get(Process, processKey(tenant, processId), { consistent: true });
  }

  /** Keeps what the action is to go through; nobody reads it before the action itself is written. */
  async saveTargets({ tenant, processId, createdAt }: ProcessValue, targets: readonly Target[]): Promise<void> {
    const items: AlertTargetsValue[] = [];
    for (let start = 0; start < targets.length; start += targetsPerItem) {
      const addresses = targets.slice(start, start + targetsPerItem);
      items.push({ tenant, processId, number: items.length, addresses, at: createdAt });
    }
    for (let start = 0; start < items.length; start += itemsAtOnce) {
      const some = items.slice(start, start + itemsAtOnce);
      await this.#table.transact(some.map((item) => putAction(AlertTargets, item, 'any')));
    }
  }

  /**
   * Writes the process with its audit entry, or neither.
   * @param undoes of an undo: the process that is undone, which names it in the same transaction
   * @throws ConditionFailed when there is one with this id, or what it undoes has changed
   */
  async begin(process: ProcessValue, signature: Signature, told: object, undoes?: Stored<ProcessValue>): Promise<void> {
    const { tenant, processId } = process;
    const audit = { tenant, kind: 'alerts', subjectId: processId, subjectName: null, before: undefined } as const;
    const undone = undoes?.value.alerts;
    await this.#table.transact([
      putAction(Process, process, 'absent'),
      ...(undoes === undefined || undone === undefined
        ? []
        : [putAction(Process, { ...undoes.value, alerts: { ...undone, undoneBy: processId } }, undoes.revision)]),
      ...auditActions(signature, { ...audit, after: told }),
    ]);
  }

  /** The addresses of one item, by its number; undefined behind the last. */
  async findTargets(tenant: string, processId: string, number: number): Promise<readonly Target[] | undefined> {
    const key = { pk: actionPartition(tenant, processId), sk: targetsSortKey(number) };
    return (await this.#table.get(AlertTargets, key, { consistent: true }))?.value.addresses;
  }

  async findChange(tenant: string, processId: string, { channel, hash }: Target): Promise<boolean> {
    const key = changeKey(tenant, processId, channel, hash);
    return (await this.#table.get(AlertChange, key, { consistent: true })) !== undefined;
  }

  /**
   * A page of what the action changed, in the order of the addresses' keys; `after`: sort key of the last one before.
   * @returns also the sort key of the last one on it, null where there is none
   */
  async listChanges(
    tenant: string,
    processId: string,
    { limit, after }: { readonly limit: number; readonly after: string | null },
  ): Promise<{
    readonly changes: readonly Stored<AlertChangeValue>[];
    readonly last: string | null;
    readonly isLast: boolean;
  }> {
    const pk = actionPartition(tenant, processId);
    const { items, last } = await this.#table.query({
      pk,
      sk: { prefix: changePrefix },
      limit,
      consistent: true,
      ...(after === null ? {} : { after: { pk, sk: after } }),
    });
    return {
      changes: items.map((item) => fromItem(AlertChange, item)),
      last: items.length === 0 ? null : String(items.at(-1)?.sk),
      isLast: last === undefined,
    };
  }

  /** @throws ConditionFailed when it is no longer as it was read */
  async saveChange(change: AlertChangeValue, revision: number): Promise<void> {
    await this.#table.put(AlertChange, change, revision);
  }
}

/** For the transaction that changes the address. */
export const changeAction = (change: AlertChangeValue, expected: 'absent' | number): Action =>
  putAction(AlertChange, change, expected);
