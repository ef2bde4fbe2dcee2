/** Access patterns of the deletion of a company: its request, what closes the company, and what is taken away. */

import {
  type Action,
  deleteAction,
  fromItem,
  type Item,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import {
  Company,
  CompanyDeletion,
  type CompanyDeletionValue,
  type CompanyValue,
  companyDeletionKey,
  companyKey,
  isActive,
  tenantsPartition,
  User,
  type UserValue,
  usersPartition,
} from '#shared/companies/entities.ts';
import { Process, type ProcessValue, processKey, processPartition } from '#shared/processes/entities.ts';
import { hasEnded } from '#shared/processes/rules.ts';

const told = ({ processId, reason, beginsAt }: CompanyDeletionValue) => ({ process: processId, reason, beginsAt });

export class CompanyDeletionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(tenant: string): Promise<Stored<CompanyDeletionValue> | undefined> {
    return this.#table.get(CompanyDeletion, companyDeletionKey(tenant), { consistent: true });
  }

  async findCompany(tenant: string): Promise<CompanyValue | undefined> {
    return (await this.#table.get(Company, companyKey(tenant), { consistent: true }))?.value;
  }

  /** The directory of users. */
  async listUsers(tenant: string): Promise<readonly Stored<UserValue>[]> {
    const users: Stored<UserValue>[] = [];
    for await (const item of this.#table.queryAll({ pk: usersPartition(tenant), consistent: true })) {
      users.push(fromItem(User, item));
    }
    return users;
  }

  /** The request with its process. @throws ConditionFailed when there is one already */
  async request(deletion: CompanyDeletionValue, process: ProcessValue, signature: Signature): Promise<void> {
    await this.#table.transact([
      putAction(CompanyDeletion, deletion, 'absent'),
      putAction(Process, process, 'absent'),
      ...this.#audit(signature, undefined, deletion),
    ]);
  }

  /** @throws ConditionFailed when it was changed meanwhile: it has begun, or somebody else took it back */
  async takeBack({ value, revision }: Stored<CompanyDeletionValue>, signature: Signature): Promise<void> {
    const { tenant, processId } = value;
    const process = await this.#table.get(Process, processKey(tenant, processId), { consistent: true });
    const cancelled: Action[] =
      process === undefined
        ? []
        : [
            putAction(
              Process,
              {
                ...process.value,
                state: 'cancelled',
                finishedAt: signature.at,
                lease: null,
                dueAt: null,
                ...(signature.userId === null ? {} : { cancelledBy: signature.userId }),
              },
              process.revision,
            ),
          ];
    await this.#table.transact([
      deleteAction(companyDeletionKey(tenant), revision),
      ...cancelled,
      ...this.#audit(signature, value, undefined),
    ]);
  }

  /** @throws ConditionFailed when it was taken back meanwhile */
  async change({ revision }: Stored<CompanyDeletionValue>, after: CompanyDeletionValue): Promise<void> {
    await this.#table.put(CompanyDeletion, after, revision);
  }

  /** No schedule looks after the company any more. */
  async leaveDirectory(tenant: string): Promise<void> {
    await this.#table.delete({ pk: tenantsPartition, sk: tenant });
  }

  /** Disables users of the directory, which closes what they have open. */
  async disableUsers(tenant: string, now: number): Promise<void> {
    for (const { value, revision } of await this.listUsers(tenant)) {
      if (!isActive(value)) continue;
      const after = { ...value, disabledAt: now, updatedAt: now };
      await writeOnce(
        () => this.#table.put(User, after, revision).then(() => undefined),
        // A sign-in wrote it: the next look finds it.
        () => undefined,
      );
    }
  }

  /** Whatever runs for the company loses its hold: its worker writes nothing more. @returns whether one resisted */
  async cancelProcesses(tenant: string, ownId: string, now: number): Promise<boolean> {
    let isLeft = false;
    for await (const item of this.#table.queryAll({ pk: processPartition(tenant), consistent: true })) {
      const { value, revision } = fromItem(Process, item);
      if (value.processId === ownId || (hasEnded(value) && value.dueAt === null)) continue;
      const ended = hasEnded(value) ? {} : { state: 'cancelled' as const, finishedAt: now, checkpoint: null };
      const after = { ...value, ...ended, lease: null, dueAt: null };
      await writeOnce(
        () => this.#table.put(Process, after, revision).then(() => undefined),
        () => {
          isLeft = true;
        },
      );
    }
    return isLeft;
  }

  /** Takes items away, whatever they are. */
  async deleteItems(items: readonly Item[]): Promise<void> {
    await this.#table.batchWrite(
      items.map(({ pk, sk }) => ({ kind: 'delete', key: { pk: String(pk), sk: String(sk) }, expected: 'any' })),
    );
  }

  /** The receipt takes the place of the process, which was the last thing that the company had. */
  async finish({ revision }: Stored<CompanyDeletionValue>, receipt: CompanyDeletionValue): Promise<void> {
    const { tenant, processId } = receipt;
    await this.#table.transact([
      putAction(CompanyDeletion, receipt, revision),
      deleteAction(processKey(tenant, processId), 'any'),
    ]);
  }

  #audit(
    signature: Signature,
    before: CompanyDeletionValue | undefined,
    after: CompanyDeletionValue | undefined,
  ): Action[] {
    return auditActions(signature, {
      tenant: (after ?? before)?.tenant ?? '',
      kind: 'companyDeletion',
      subjectId: null,
      subjectName: null,
      before: before && told(before),
      after: after && told(after),
    });
  }
}
