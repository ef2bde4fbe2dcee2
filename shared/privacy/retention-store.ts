/** Access patterns of retention: what a company has chosen, and what it has kept for long enough. */
import type { Stored, Table } from '#platform/table/kernel.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { Retention, type RetentionValue, retentionKey } from '#shared/companies/entities.ts';

export class RetentionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  find(tenant: string): Promise<Stored<RetentionValue> | undefined> {
    return this.#table.get(Retention, retentionKey(tenant), { consistent: true });
  }

  /** @throws ConditionFailed when somebody else changed it meanwhile */
  async change(
    before: Stored<RetentionValue> | undefined,
    after: RetentionValue,
    signature: Signature,
  ): Promise<RetentionValue> {
    const audit = auditActions(signature, {
      tenant: after.tenant,
      kind: 'retention',
      subjectId: null,
      subjectName: null,
      before: before?.value.periods,
      after: after.periods,
    });
    await this.#table.putWith(Retention, after, before?.revision ?? 'absent', audit);
    return after;
  }
}
