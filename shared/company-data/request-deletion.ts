/**
 * Asks for the deletion of a company, and takes it back (ADR 68). Until it begins nothing changes but that all administrators
 * are told: the process of the deletion waits for its day.
 */
import type { CompanyDeletionAnswer } from '#contract/company-deletion.ts';
import type { CompanyDeletionReason } from '#contract/company-deletion-words.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { keyedHash, newId } from '#platform/ids.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { CompanyDeletionValue } from '#shared/companies/entities.ts';
import { requireCompany } from '#shared/companies/find-company.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import type { CompanyDeletionStore } from './company-deletion-store.ts';

export interface RequestDeletionDeps {
  readonly deletions: Pick<CompanyDeletionStore, 'find' | 'findCompany' | 'request' | 'takeBack'>;
  readonly jobs: ProcessJobs;
  readonly clock: Clock;
  /** Days between the request and the beginning. */
  readonly waitDays: number;
}

const dayMs = 86_400_000;

const answerOf = (waitDays: number, deletion: CompanyDeletionValue | undefined): CompanyDeletionAnswer => {
  if (deletion === undefined) {
    const nothing = { requestedAt: null, requestedBy: null, reason: null, beginsAt: null, processId: null };
    return { state: 'none', waitDays, ...nothing };
  }
  const { requestedAt, requestedBy, reason, beginsAt, processId } = deletion;
  return {
    state: 'waiting',
    waitDays,
    requestedAt: isoTime(requestedAt),
    requestedBy,
    reason,
    beginsAt: isoTime(beginsAt),
    processId,
  };
};

export const readDeletion = async (
  { deletions, waitDays }: Pick<RequestDeletionDeps, 'waitDays'> & { deletions: Pick<CompanyDeletionStore, 'find'> },
  tenant: string,
): Promise<CompanyDeletionAnswer> => answerOf(waitDays, (await deletions.find(tenant))?.value);

/** Names are compared as people see them: without spaces around, in one form of Unicode. */
const seen = (name: string): string => name.normalize('NFC').trim();

/**
 * @param input.name as the administrator has typed it
 * @throws Refusal COMPANY_NAME_DIFFERS, COMPANY_DELETION_WAITS
 */
export const requestDeletion = async (
  { deletions, jobs, clock, waitDays }: RequestDeletionDeps,
  input: {
    readonly tenant: string;
    readonly userId: string;
    readonly name: string;
    readonly reason: CompanyDeletionReason;
  },
): Promise<CompanyDeletionAnswer> => {
  const { tenant, userId, name, reason } = input;
  const company = requireCompany(await deletions.findCompany(tenant));
  if (seen(name) !== seen(company.name)) {
    throw Refusal.at('name', 'COMPANY_NAME_DIFFERS', 'write it exactly as it stands in the settings of the company.');
  }
  const now = clock.now();
  const beginsAt = now + waitDays * dayMs;
  const processId = newId(now);
  const deletion: CompanyDeletionValue = {
    tenant,
    state: 'waiting',
    processId,
    requestedBy: userId,
    requestedAt: now,
    reason,
    beginsAt,
    told: [],
    nameHash: keyedHash('company', seen(company.name)),
    closedAt: null,
    finishedAt: null,
    counts: { items: {}, fileVersions: 0, users: 0 },
  };
  const process = pendingProcess({
    tenant,
    processId,
    kind: 'company_deletion',
    requestedBy: userId,
    createdAt: now,
    dueAt: beginsAt,
  });
  await writeOnce(
    () => deletions.request(deletion, process, signedByUser(userId, now)),
    () => {
      throw new Refusal(
        'COMPANY_DELETION_WAITS',
        'The deletion has been asked for already. See when it begins, or take it back.',
      );
    },
  );
  // Its worker tells the administrators now, and begins when the time has come.
  await jobs.enqueue({ tenant, processId });
  return answerOf(waitDays, deletion);
};

/** @throws Refusal COMPANY_DELETION_NOT_FOUND when none waits */
export const takeBackDeletion = async (
  { deletions, clock, waitDays }: Pick<RequestDeletionDeps, 'deletions' | 'clock' | 'waitDays'>,
  { tenant, userId }: { readonly tenant: string; readonly userId: string },
): Promise<CompanyDeletionAnswer> => {
  const notFound = () => {
    throw new Refusal('COMPANY_DELETION_NOT_FOUND', 'No deletion is waiting: it was taken back, or it has begun.');
  };
  const stored = await deletions.find(tenant);
  if (stored === undefined || stored.value.state !== 'waiting') return notFound();
  await writeOnce(() => deletions.takeBack(stored, signedByUser(userId, clock.now())), notFound);
  return answerOf(waitDays, undefined);
};
