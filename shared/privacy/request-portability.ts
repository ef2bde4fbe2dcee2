/**
 * The file of all that is known of a customer (ADR 67): the one that is being made or was made within the hour is answered; else
 * the making begins. The link is made after the caller was checked, and who is given it is in the audit trail.
 */
import type { ProcessState } from '#contract/vocabulary.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import { familyOf } from '#shared/customers/entities.ts';
import type { PortabilityRequestValue, ProcessValue } from '#shared/processes/entities.ts';
import { linkFile, type SignDownload } from '#shared/processes/link-file.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { PortabilityRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, takeUpMs } from '#shared/processes/rules.ts';
import type { ReadOwnPage } from './person.ts';

export interface RequestPortabilityDeps {
  /** Head, gate and addresses as they stand, of the customer that it was merged into where it was. */
  readonly readPage: ReadOwnPage;
  readonly processes: PortabilityRecords;
  readonly jobs: ProcessJobs;
  readonly sign: SignDownload;
  readonly clock: { now(): number };
}

/** How long a file counts as what is known now, and for how long a failure is told before it is tried again, ms. */
const freshMs = { success: 60 * 60_000, failed: 60_000 } as const;

const isFresh = (process: ProcessValue, members: readonly string[], made: readonly string[], now: number): boolean => {
  if (members.join() !== made.join()) return false;
  if (!hasEnded(process)) return true;
  const age = now - (process.finishedAt ?? 0);
  if (process.state !== 'success') return age < freshMs.failed;
  return process.filesErasedAt === undefined && age < freshMs.success;
};

export interface PortabilityAnswer {
  readonly processId: string;
  readonly customerId: string;
  readonly state: ProcessState;
  readonly requestedAt: string;
  readonly done: number;
  readonly error: string | null;
  readonly file: {
    readonly name: string;
    readonly contentType: string;
    readonly size: number;
    readonly url: string;
    readonly expiresAt: string;
  } | null;
}

/** @throws Refusal NOT_FOUND, also while the customer is being erased; ChangeGivenUp */
export const requestPortability = async (
  deps: RequestPortabilityDeps,
  request: { readonly tenant: string; readonly userId: string; readonly customerId: string },
): Promise<PortabilityAnswer> => {
  const { tenant, userId } = request;
  const { processes, clock } = deps;
  const { process, isNew } = await changeItem({
    item: `file of customer ${request.customerId}`,
    read: async () => {
      const page = await deps.readPage(tenant, request.customerId);
      if (page === undefined) return undefined;
      const asked = await processes.findPortability(tenant, page.customer.value.customerId);
      const begun = asked === undefined ? undefined : await processes.find(tenant, asked.value.processId);
      return { customer: page.customer, asked, begun };
    },
    decide: (found) => {
      if (found === undefined) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
      const { customer, asked, begun } = found;
      if (customer.value.erasing !== undefined) {
        throw new Refusal('NOT_FOUND', 'The data of this customer are being erased.');
      }
      const now = clock.now();
      const members = [...familyOf(customer.value)];
      if (begun !== undefined && isFresh(begun, members, asked?.value.members ?? [], now)) {
        return { result: { process: begun, isNew: false } };
      }
      const { customerId } = customer.value;
      const made = pendingProcess({
        tenant,
        processId: newId(now),
        kind: 'portability',
        createdAt: now,
        requestedBy: userId,
        portability: { customerId, takenBy: [] },
        dueAt: now + takeUpMs,
      });
      const pointer: PortabilityRequestValue = { tenant, customerId, processId: made.processId, members };
      return {
        write: async () => {
          const before = { request: asked, headRevision: customer.revision };
          await processes.beginPortability(made, pointer, before, signedByUser(userId, now));
          return { process: made, isNew: true };
        },
      };
    },
  });
  const { processId, state, createdAt, rowsDone, error, files, portability } = process;
  if (isNew) await deps.jobs.enqueue({ tenant, processId });
  const [file] = state === 'success' ? files : [];
  const link =
    file === undefined ? undefined : await linkFile(deps, { tenant, userId, roles: [], processId, name: file.name });
  return {
    processId,
    customerId: portability?.customerId ?? request.customerId,
    state,
    requestedAt: isoTime(createdAt),
    done: rowsDone,
    error,
    file:
      file === undefined || link === undefined
        ? null
        : { name: file.name, contentType: file.contentType, size: file.size, ...link },
  };
};
