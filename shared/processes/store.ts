/** Access patterns of the process log. */
import { changeItem } from '#platform/table/change-item.ts';
import {
  type Action,
  checkAction,
  fromItem,
  type Item,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { queryUnits } from '#platform/table/read-units.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { customerKey } from '#shared/customers/entities.ts';
import {
  CompanyExportRequest,
  type CompanyExportRequestValue,
  companyExportKey,
  PortabilityRequest,
  type PortabilityRequestValue,
  Process,
  type ProcessValue,
  portabilityKey,
  processKey,
  processPartition,
  unreadPartition,
} from './entities.ts';

export interface ProcessPage {
  readonly processes: readonly ProcessValue[];
  /** Key after which the next page begins. */
  readonly last?: Item;
  /** Read units of it. */
  readonly units: number;
}

export class ProcessStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(tenant: string, processId: string): Promise<ProcessValue | undefined> {
    const stored = await this.#table.get(Process, processKey(tenant, processId), { consistent: true });
    return stored?.value;
  }

  /** Several processes at once, in no order; those that do not exist are left out. The answer may be a moment old. */
  async findAll(tenant: string, processIds: readonly string[]): Promise<readonly ProcessValue[]> {
    const items = await this.#table.batchGet(processIds.map((processId) => processKey(tenant, processId)));
    return items.map((item) => fromItem(Process, item).value);
  }

  /** @returns false when a process with this id exists already; it is left as it is */
  create(process: ProcessValue): Promise<boolean> {
    return writeOnce(
      () => this.#table.put(Process, process, 'absent').then(() => true),
      () => false,
    );
  }

  /**
   * Reads, changes and writes; when somebody else was quicker, reads again and asks `change` anew.
   * @param change gives the new value, or undefined to leave the process alone
   * @param beside what is written in the same transaction, such as an entry of the audit trail
   * @returns what is stored now; undefined when nothing was written
   */
  change(
    tenant: string,
    processId: string,
    change: (process: ProcessValue) => ProcessValue | undefined,
    beside: (process: ProcessValue) => readonly Action[] = () => [],
  ): Promise<ProcessValue | undefined> {
    const key = processKey(tenant, processId);
    return changeItem<Stored<ProcessValue> | undefined, ProcessValue | undefined>({
      item: `process ${processId}`,
      read: () => this.#table.get(Process, key, { consistent: true }),
      decide: (stored) => {
        const next = stored === undefined ? undefined : change(stored.value);
        if (stored === undefined || next === undefined) return { result: undefined };
        return {
          write: async () => (await this.#table.putWith(Process, next, stored.revision, beside(stored.value))).value,
        };
      },
    });
  }

  /**
   * Notes who was given a file that is told of in the audit trail: of a customer once for each user, of the company each time.
   * @param file its name
   */
  noteTaken(tenant: string, processId: string, file: string, signature: Signature): Promise<void> {
    const key = processKey(tenant, processId);
    const { userId } = signature;
    return changeItem({
      item: `process ${processId}`,
      read: () => this.#table.get(Process, key, { consistent: true }),
      decide: (stored) => {
        if (stored === undefined || userId === null) return { result: undefined };
        const { portability, companyExport } = stored.value;
        const known = (portability ?? companyExport)?.takenBy;
        if (known === undefined || (portability !== undefined && known.includes(userId))) return { result: undefined };
        const takenBy = [...new Set([...known, userId])];
        const after = {
          ...stored.value,
          ...(portability === undefined ? {} : { portability: { ...portability, takenBy } }),
          ...(companyExport === undefined ? {} : { companyExport: { ...companyExport, takenBy } }),
        };
        return {
          write: () =>
            this.#table.transact([
              putAction(Process, after, stored.revision),
              ...auditActions(signature, {
                tenant,
                kind: portability === undefined ? 'companyExport' : 'portability',
                subjectId: portability?.customerId ?? processId,
                subjectName: null,
                before:
                  portability === undefined ? { file: null, takenBy: null } : { process: processId, takenBy: null },
                after: portability === undefined ? { file, takenBy: userId } : { process: processId, takenBy: userId },
              }),
            ]),
        };
      },
    });
  }

  /** As `PortabilityRecords` says. @throws ConditionFailed */
  async beginPortability(
    process: ProcessValue,
    request: PortabilityRequestValue,
    found: { readonly request: Stored<PortabilityRequestValue> | undefined; readonly headRevision: number },
    signature: Signature,
  ): Promise<void> {
    const { tenant, processId } = process;
    const { customerId } = request;
    await this.#table.transact([
      checkAction(customerKey(tenant, customerId), found.headRevision),
      putAction(PortabilityRequest, request, found.request?.revision ?? 'absent'),
      putAction(Process, process, 'absent'),
      ...auditActions(signature, {
        tenant,
        kind: 'portability',
        subjectId: customerId,
        subjectName: null,
        before: undefined,
        after: { process: processId },
      }),
    ]);
  }

  findCompanyExport(tenant: string): Promise<Stored<CompanyExportRequestValue> | undefined> {
    return this.#table.get(CompanyExportRequest, companyExportKey(tenant), { consistent: true });
  }

  /** As `CompanyExportRecords` says. @throws ConditionFailed */
  async beginCompanyExport(
    process: ProcessValue,
    found: Stored<CompanyExportRequestValue> | undefined,
    signature: Signature,
  ): Promise<void> {
    const { tenant, processId } = process;
    await this.#table.transact([
      putAction(CompanyExportRequest, { tenant, processId }, found?.revision ?? 'absent'),
      putAction(Process, process, 'absent'),
      ...auditActions(signature, {
        tenant,
        kind: 'companyExport',
        subjectId: processId,
        subjectName: null,
        before: undefined,
        after: { process: processId },
      }),
    ]);
  }

  findPortability(tenant: string, customerId: string): Promise<Stored<PortabilityRequestValue> | undefined> {
    return this.#table.get(PortabilityRequest, portabilityKey(tenant, customerId), { consistent: true });
  }

  /** Newest first. */
  async listNewest(tenant: string, limit: number, after: Item | undefined): Promise<ProcessPage> {
    const page = await this.#table.query({ pk: processPartition(tenant), reverse: true, limit, after });
    const processes = page.items.map((item) => fromItem(Process, item).value);
    return { processes, units: queryUnits(page.items), ...(page.last === undefined ? {} : { last: page.last }) };
  }

  /** How many of the user's processes have ended unseen; counted up to `most`. The index may lag. */
  async countUnread(tenant: string, userId: string, most: number): Promise<number> {
    const { items } = await this.#table.query({ index: 'GSI2', pk: unreadPartition(tenant, userId), limit: most });
    return items.length;
  }
}
