/** Download links of a process's files (B39). The link is made after the caller was checked, and lives 5 minutes. */
import type { Clock } from '#platform/clock.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import { findProcess } from './find-process.ts';
import { stateAt } from './rules.ts';
import type { ProcessStore } from './store.ts';

/** Life of a link, ms; the bucket's policy refuses older signatures (reliability §4.2). */
const linkLifeMs = 300_000;

export interface LinkRequest {
  readonly key: string;
  /** Name under which the browser stores it. */
  readonly fileName: string;
  readonly contentType: string;
  /** Epoch ms. */
  readonly signedAt: number;
  readonly lifeMs: number;
}

/** Makes a pre-signed GET; calls nobody. */
export type SignDownload = (request: LinkRequest) => Promise<string>;

/** @throws Refusal NOT_FOUND, FORBIDDEN, FILE_NOT_READY, FILE_EXPIRED */
export const linkFile = async (
  deps: {
    readonly processes: Pick<ProcessStore, 'find' | 'noteTaken'>;
    readonly sign: SignDownload;
    readonly clock: Clock;
  },
  input: {
    readonly tenant: string;
    readonly userId: string;
    readonly roles: readonly string[];
    readonly processId: string;
    readonly name: string;
  },
): Promise<{ url: string; expiresAt: string }> => {
  const process = await findProcess(deps, input.tenant, input.processId);
  if (process.companyExport !== undefined && !input.roles.includes('admin')) {
    throw new Refusal('FORBIDDEN', 'Only administrators take the export of the company.');
  }
  const now = deps.clock.now();
  const state = stateAt(process, now);
  if (process.filesErasedAt !== undefined)
    throw new Refusal(
      'FILE_EXPIRED',
      'Its files were deleted, since they named a person who was erased. Make them anew.',
    );
  if (state === 'expired') throw new Refusal('FILE_EXPIRED', 'Files are kept for 30 days. Request the report again.');
  // An import that failed or was cancelled has an error file of what it had read.
  if (state !== 'success' && process.files.length === 0)
    throw new Refusal('FILE_NOT_READY', `The process is ${state}; it has no files to download.`);
  const file = process.files.find((candidate) => candidate.name === input.name);
  if (file === undefined) throw new Refusal('NOT_FOUND', 'The process has no file of this name.');
  // Who takes all that is known of a person, or of the company, is in the audit trail before there is a link.
  if (process.portability !== undefined || process.companyExport !== undefined) {
    await deps.processes.noteTaken(input.tenant, input.processId, file.name, signedByUser(input.userId, now));
  }
  const url = await deps.sign({
    key: file.key,
    fileName: file.downloadName ?? file.name,
    contentType: file.contentType,
    signedAt: now,
    lifeMs: linkLifeMs,
  });
  return { url, expiresAt: isoTime(now + linkLifeMs) };
};
