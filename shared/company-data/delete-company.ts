/**
 * Deletes a company with everything that it has (ADR 68), in steps that may stop anywhere and be repeated.
 *
 * 1. The company is closed: requests, sign-ins, events, jobs and the stream leave it alone from then on; its users are
 *    switched off, what runs for it is cancelled.
 * 2. Users of the pool are deleted.
 * 3. It waits until nothing of before can be under way.
 * 4. Files with every version, then every item of the table.
 * 5. From 3 again, until a whole round finds nothing. Then the receipt.
 */
import type { Item } from '#platform/table/kernel.ts';
import { requireCompany } from '#shared/companies/find-company.ts';
import type { CompanyUsers } from '#shared/companies/identity-provider.ts';
import { mailFolder } from '#shared/messaging/inbound/record-mail.ts';
import { messageReader } from '#shared/messaging/ledger/message-codec.ts';
import type { FileVersions } from '#shared/privacy/file-versions.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import { type Invocation, type JobDeps, type JobKind, workOnJob } from '#shared/processes/resumable-job.ts';
import type { CompanyDeletionStore } from './company-deletion-store.ts';
import { type CompanyItemsDeps, firstPlace, isAtEnd, nextCompanyItems } from './company-items.ts';
import { type DeletionCheckpoint, DeletionCheckpointSchema } from './deletion-checkpoint.ts';
import { type TellAdministratorsDeps, tellAdministrators } from './tell-administrators.ts';
import { companyMarks } from './whose-item.ts';

export interface DeleteCompanyDeps extends JobDeps, CompanyItemsDeps, Omit<TellAdministratorsDeps, 'log'> {
  readonly deletions: CompanyDeletionStore;
  readonly users: CompanyUsers;
  readonly files: Pick<FileVersions, 'list' | 'remove' | 'removeVersion'>;
  readonly log: TellAdministratorsDeps['log'] & JobDeps['log'];
  /** Items of any company in one look at each part of the table; default that of the walk. */
  readonly pageItems?: number;
}

/** Workers live for 15 minutes, requests and claims for less, and a company is believed to be open for 30 s: then nothing of before writes. */
export const settleMs = 20 * 60_000;

/** Folders of the bucket whose second part is the company. */
const folders = ['uploads', 'attachments', 'html', 'media', 'reports', 'imports'] as const;

/**
 * What stays: the receipt, and the numbers, which lead to the closed company until another one is given them, so that what
 * people still write there is dropped.
 */
const staying: readonly string[] = ['companyDeletion', 'inboundOwner'];

const readReceived = messageReader(['channel', 'direction', 'providerId']);

/** SES's id of the mail that an item was made of; its raw text lies under it. */
const mailOf = (item: Item): string | undefined => {
  if (item.type === 'unmatchedInbound') return item.channel === 'email' ? String(item.providerId) : undefined;
  if (item.type !== 'message') return undefined;
  const { channel, direction, providerId } = readReceived(item);
  return channel === 'email' && direction === 'inbound' ? (providerId ?? undefined) : undefined;
};

type Next = Partial<Omit<DeletionCheckpoint, 'starts' | 'counts'>> & {
  readonly fileVersions?: number;
  readonly users?: number;
  readonly items?: readonly Item[];
  /** The same step once more, later. */
  readonly waits?: boolean;
};

class Deletion {
  readonly #deps: DeleteCompanyDeps;
  readonly #process: ProcessValue;
  readonly #place: DeletionCheckpoint;

  constructor(deps: DeleteCompanyDeps, process: ProcessValue, place: DeletionCheckpoint) {
    this.#deps = deps;
    this.#process = process;
    this.#place = place;
  }

  get #tenant(): string {
    return this.#process.tenant;
  }

  next(): Promise<Next> {
    const steps = {
      close: () => this.#close(),
      users: () => this.#users(),
      settle: () => this.#settle(),
      files: () => this.#files(),
      items: () => this.#items(),
      receipt: async () => ({}),
    } as const;
    return steps[this.#place.step]();
  }

  async #close(): Promise<Next> {
    const { deletions, clock } = this.#deps;
    const tenant = this.#tenant;
    const company = requireCompany(await deletions.findCompany(tenant));
    const stored = await deletions.find(tenant);
    if (stored === undefined) throw new Error('The deletion was taken back.');
    if (stored.value.state === 'waiting') {
      await deletions.change(stored, { ...stored.value, state: 'closing', closedAt: clock.now() });
    }
    await deletions.leaveDirectory(tenant);
    return { step: 'users', marks: companyMarks(company) };
  }

  /** First switched off, so that sockets are closed and nobody signs in while the list is read. */
  async #users(): Promise<Next> {
    const { deletions, users, clock } = this.#deps;
    const tenant = this.#tenant;
    const known = new Set((await deletions.listUsers(tenant)).map(({ value }) => value.userId));
    for await (const userId of users.listOf(tenant)) known.add(userId);
    for (const userId of known) await users.disable(userId);
    await deletions.disableUsers(tenant, clock.now());
    if (await deletions.cancelProcesses(tenant, this.#process.processId, clock.now())) return { waits: true };
    let count = 0;
    for (const userId of known) {
      await users.delete(userId);
      count += 1;
    }
    return { step: 'settle', until: clock.now() + settleMs, users: count };
  }

  async #settle(): Promise<Next> {
    if (this.#deps.clock.now() < this.#place.until) return { waits: true };
    // What slipped in while caches still held the company to be open.
    if (await this.#deps.deletions.cancelProcesses(this.#tenant, this.#process.processId, this.#deps.clock.now())) {
      return { waits: true };
    }
    return { step: 'files', folder: 0, found: false };
  }

  /** A page of one folder. What is deleted is not listed again, so each look begins at the beginning. */
  async #files(): Promise<Next> {
    const { folder, found } = this.#place;
    const name = folders[folder];
    if (name === undefined) return { step: 'items', place: firstPlace() };
    const { versions, next } = await this.#deps.files.list(`${name}/${this.#tenant}/`);
    for (const version of versions) await this.#deps.files.removeVersion(version);
    const after = next === undefined ? folder + 1 : folder;
    return { folder: after, fileVersions: versions.length, found: found || versions.length > 0 };
  }

  async #items(): Promise<Next> {
    const { place, marks, found } = this.#place;
    if (isAtEnd(place))
      return found ? { step: 'settle', until: this.#deps.clock.now() + settleMs } : { step: 'receipt' };
    const look = await nextCompanyItems(this.#deps, marks, place, this.#deps.pageItems);
    const own = look.items.filter((item) => this.#goes(item));
    let fileVersions = 0;
    for (const item of own) fileVersions += await this.#removeFilesOf(item);
    await this.#deps.deletions.deleteItems(own);
    return { place: look.place, items: own, fileVersions, found: found || own.length > 0 };
  }

  #goes({ type, sk }: Item): boolean {
    return !staying.includes(String(type)) && !(type === 'process' && sk === this.#process.processId);
  }

  /** Mails and long events lie under names that say nothing of the company. */
  async #removeFilesOf(item: Item): Promise<number> {
    const { files } = this.#deps;
    if (item.type === 'keptEvent') {
      const { rawKey, raw } = item;
      if (typeof rawKey === 'string') return files.remove(rawKey);
      const mails = new Set([...String(raw).matchAll(/mail\/[\w.-]{8,200}/g)].map(([key]) => key));
      let removed = 0;
      for (const key of mails) removed += await files.remove(key);
      return removed;
    }
    const mailId = mailOf(item);
    return mailId === undefined ? 0 : files.remove(`${mailFolder}${mailId}`);
  }
}

const firstCheckpoint = (process: ProcessValue): DeletionCheckpoint => ({
  starts: 0,
  step: 'close',
  marks: { tenant: process.tenant, ours: [] },
  until: 0,
  folder: 0,
  place: [],
  found: false,
  counts: { items: {}, fileVersions: 0, users: 0 },
});

const deletionJob: JobKind<DeletionCheckpoint> = {
  name: 'deletion of a company',
  checkpoint: DeletionCheckpointSchema,
  first: firstCheckpoint,
};

type Counts = DeletionCheckpoint['counts'];

const summed = (counts: Counts, { items = [], fileVersions = 0, users = 0 }: Next): Counts => {
  const sum = { ...counts.items };
  for (const { type } of items) sum[String(type)] = (sum[String(type)] ?? 0) + 1;
  return { items: sum, fileVersions: counts.fileVersions + fileVersions, users: counts.users + users };
};

const writeReceipt = async (deps: DeleteCompanyDeps, tenant: string, counts: Counts): Promise<void> => {
  const stored = await deps.deletions.find(tenant);
  if (stored === undefined) throw new Error('The deletion has lost its record.');
  const { value } = stored;
  await deps.deletions.finish(stored, { ...value, state: 'done', told: [], finishedAt: deps.clock.now(), counts });
  deps.log.info('company deleted', { tenant, processId: value.processId });
};

export type DeletionOutcome = 'told' | 'done' | 'continued' | 'waits' | 'held' | 'ended';

/**
 * Before the day has come it tells the administrators. Then it works until nothing of the company is left, it has to wait, or
 * this invocation's time is up. It is never given up: what fails alarms, and comes again.
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const deleteCompany = async (
  deps: DeleteCompanyDeps,
  job: ProcessJob,
  invocation: Invocation,
): Promise<DeletionOutcome> => {
  const { tenant, processId } = job;
  const deletion = (await deps.deletions.find(tenant))?.value;
  // Taken back, or done: the process went with the last of the company.
  if (deletion?.processId !== processId || deletion.state === 'done') return 'ended';
  if (deletion.state === 'waiting' && deps.clock.now() < deletion.beginsAt) {
    await tellAdministrators(deps, tenant);
    return 'told';
  }
  return workOnJob(deps, deletionJob, job, invocation, async (held): Promise<DeletionOutcome> => {
    for (;;) {
      const { checkpoint, process } = held;
      if (checkpoint.step === 'receipt') {
        await writeReceipt(deps, tenant, checkpoint.counts);
        return 'done';
      }
      if (held.isLate) {
        await held.handOver();
        return 'continued';
      }
      const look = await new Deletion(deps, process, checkpoint).next();
      const { waits = false, items: _items, fileVersions: _files, users: _users, ...next } = look;
      const counts = summed(checkpoint.counts, look);
      const rowsDone = Object.values(counts.items).reduce((sum, count) => sum + count, 0);
      await held.save({ ...checkpoint, ...next, counts, starts: 0 }, { rowsDone });
      if (!waits) continue;
      await held.release();
      return 'waits';
    }
  });
};
