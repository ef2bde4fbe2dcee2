/** Access patterns of exports: the request of the day with its process, and standing reports. */
import { type Action, deleteAction, fromItem, putAction, type Stored, type Table } from '#platform/table/kernel.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { Process, type ProcessValue, processKey } from '#shared/processes/entities.ts';
import {
  ExportSlot,
  type ExportSlotValue,
  type SlotOfDay,
  StandingReport,
  type StandingReportValue,
  slotKey,
  standingReportKey,
  standingReportPartition,
} from './entities.ts';

const consistent = { consistent: true } as const;

const reportAudit = (
  signature: Signature,
  before: StandingReportValue | undefined,
  after: StandingReportValue | undefined,
): Action[] => {
  const report = after ?? before;
  if (report === undefined) return [];
  const { tenant, reportId: subjectId, name: subjectName } = report;
  const told = ({
    name,
    filters,
    columns,
    fileType = 'machine',
    bom,
    dates,
    days,
    active,
    notify,
  }: StandingReportValue) => ({
    name,
    filters,
    columns,
    fileType,
    bom,
    dates,
    days,
    active,
    notify,
  });
  return auditActions(signature, {
    tenant,
    kind: 'standingReport',
    subjectId,
    subjectName,
    before: before && told(before),
    after: after && told(after),
  });
};

export class ExportStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async findSlot(slot: SlotOfDay): Promise<Stored<ExportSlotValue> | undefined> {
    return this.#table.get(ExportSlot, slotKey(slot), consistent);
  }

  async findProcess(tenant: string, processId: string): Promise<Stored<ProcessValue> | undefined> {
    return this.#table.get(Process, processKey(tenant, processId), consistent);
  }

  /**
   * Writes process and slot together, and what becomes of the process that held the slot before.
   * @throws ConditionFailed when somebody else took the slot, or a worker took the earlier process, meanwhile
   */
  async request(input: {
    readonly process: ProcessValue;
    readonly slot: ExportSlotValue;
    readonly slotBefore: Stored<ExportSlotValue> | undefined;
    readonly replaced?: { readonly before: Stored<ProcessValue>; readonly after: ProcessValue } | undefined;
  }): Promise<void> {
    const { process, slot, slotBefore, replaced } = input;
    await this.#table.transact([
      putAction(Process, process, 'absent'),
      putAction(ExportSlot, slot, slotBefore?.revision ?? 'absent'),
      ...(replaced === undefined ? [] : [putAction(Process, replaced.after, replaced.before.revision)]),
    ]);
  }

  /** In the order in which they were made. */
  async listStandingReports(tenant: string): Promise<readonly StandingReportValue[]> {
    const reports: StandingReportValue[] = [];
    const query = { pk: standingReportPartition(tenant), consistent: true };
    for await (const item of this.#table.queryAll(query)) reports.push(fromItem(StandingReport, item).value);
    return reports;
  }

  async findStandingReport(tenant: string, reportId: string): Promise<Stored<StandingReportValue> | undefined> {
    return this.#table.get(StandingReport, standingReportKey(tenant, reportId), consistent);
  }

  /**
   * @param before undefined: it is new
   * @throws ConditionFailed when it was changed or made meanwhile
   */
  async saveStandingReport(
    before: Stored<StandingReportValue> | undefined,
    after: StandingReportValue,
    signature: Signature,
  ): Promise<void> {
    const audit = reportAudit(signature, before?.value, after);
    await this.#table.putWith(StandingReport, after, before?.revision ?? 'absent', audit);
  }

  /** @throws ConditionFailed when it was changed meanwhile */
  async removeStandingReport({ value, revision }: Stored<StandingReportValue>, signature: Signature): Promise<void> {
    await this.#table.transact([
      deleteAction(standingReportKey(value.tenant, value.reportId), revision),
      ...reportAudit(signature, value, undefined),
    ]);
  }
}
