/** Access patterns of holds. */
import { changeItem } from '#platform/table/change-item.ts';
import { fromItem, putAction, type Table } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { everyCompany } from '#shared/audit/entities.ts';
import {
  DeploymentHold,
  deploymentHoldKey,
  deploymentScope,
  type Hold,
  Holds,
  holdsKey,
  isInForce,
  type Warning,
  withWarning,
} from './hold.ts';

const standing = (holds: readonly Hold[], scope: string, { at }: Signature) => {
  const hold = holds.find((each) => each.scope === scope);
  if (hold === undefined) return { held: false };
  return isInForce(hold, at)
    ? { held: true, reason: hold.reason }
    : { held: false, ...(hold.liftedReason === undefined ? {} : { reason: hold.liftedReason }) };
};

/** What the trail tells of holds: which began and which were lifted; those of the settings stand there already. */
const auditOf = (signature: Signature, tenant: string, before: readonly Hold[], after: readonly Hold[]) => {
  const scopes = new Set(after.filter(({ source }) => source !== 'settings').map(({ scope }) => scope));
  return [...scopes].flatMap((scope) =>
    auditActions(signature, {
      tenant,
      kind: 'hold',
      subjectId: scope,
      subjectName: null,
      before: standing(before, scope, signature),
      after: standing(after, scope, signature),
    }),
  );
};

export class HoldStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Holds of a company, lifted ones that are not empty yet included; without the operator's. */
  async find(tenant: string, options: { consistent?: boolean } = {}): Promise<readonly Hold[]> {
    return (await this.#table.get(Holds, holdsKey(tenant), options))?.value.holds ?? [];
  }

  /** Holds of several companies; those without any are left out. */
  async findMany(tenants: readonly string[]): Promise<ReadonlyMap<string, readonly Hold[]>> {
    const items = await this.#table.batchGet(tenants.map(holdsKey));
    return new Map(
      items.map((item) => {
        const { tenant, holds } = fromItem(Holds, item).value;
        return [tenant, holds];
      }),
    );
  }

  /**
   * @param change the new list; the same object when there is nothing to change
   * @param signature who holds or lifts; left out for what is not a change of what is held
   * @returns the list as it stands then
   */
  change(
    tenant: string,
    change: (holds: readonly Hold[]) => readonly Hold[],
    signature?: Signature,
  ): Promise<readonly Hold[]> {
    return changeItem({
      item: `holds of ${tenant}`,
      read: () => this.#table.get(Holds, holdsKey(tenant), { consistent: true }),
      decide: (before) => {
        const known = before?.value.holds ?? [];
        const holds = change(known);
        if (holds === known) return { result: known };
        const audit = signature === undefined ? [] : auditOf(signature, tenant, known, holds);
        const kept = { tenant, warnings: before?.value.warnings ?? [], holds: [...holds] };
        const put = putAction(Holds, kept, before?.revision ?? 'absent');
        return { write: () => this.#table.transact([put, ...audit]).then(() => holds) };
      },
    });
  }

  /** What is going wrong at present. */
  async findWarnings(tenant: string): Promise<readonly Warning[]> {
    return (await this.#table.get(Holds, holdsKey(tenant), { consistent: true }))?.value.warnings ?? [];
  }

  /** Notes that an account or template is going wrong; one that is lost comes again with the next bad message. */
  async warn(tenant: string, warning: Warning): Promise<void> {
    const before = await this.#table.get(Holds, holdsKey(tenant), { consistent: true });
    const known = before?.value.warnings ?? [];
    const warnings = withWarning(known, warning);
    if (warnings === known) return;
    const kept = { tenant, holds: before?.value.holds ?? [], warnings: [...warnings] };
    await writeOnce(
      () => this.#table.put(Holds, kept, before?.revision ?? 'absent'),
      () => undefined,
    );
  }

  /** The operator's hold of the whole deployment, if it stands or is not empty yet. */
  async findDeployment(options: { consistent?: boolean } = {}): Promise<Hold | undefined> {
    return (await this.#table.get(DeploymentHold, deploymentHoldKey, options))?.value.hold;
  }

  /**
   * @param change the new hold; the same object, or undefined, when there is nothing to change
   * @param by the operator's name, for the trail of every company
   * @returns the hold as it stands then
   */
  changeDeployment(
    change: (hold: Hold | undefined) => Hold | undefined,
    signature: Signature,
    by: string,
  ): Promise<Hold | undefined> {
    return changeItem({
      item: 'hold of the deployment',
      read: () => this.#table.get(DeploymentHold, deploymentHoldKey, { consistent: true }),
      decide: (before) => {
        const hold = change(before?.value.hold);
        if (hold === undefined || hold === before?.value.hold) return { result: hold };
        const told = (state: Hold | undefined) =>
          standing(state === undefined ? [] : [state], deploymentScope, signature);
        const audit = auditActions(signature, {
          tenant: everyCompany,
          kind: 'hold',
          subjectId: deploymentScope,
          subjectName: null,
          before: told(before?.value.hold),
          after: { ...told(hold), by },
        });
        const put = putAction(DeploymentHold, { hold }, before?.revision ?? 'absent');
        return { write: () => this.#table.transact([put, ...audit]).then(() => hold) };
      },
    });
  }
}
