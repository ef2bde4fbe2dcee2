/** Begins an import: its process, and the form with which its file is uploaded to exactly one key (B23, B33). */
import { randomBytes } from 'node:crypto';
import { importLimits } from '#contract/import-columns.ts';
import type { ImportRequest } from '#contract/imports.ts';
import { Refusal } from '#platform/errors.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { TakeUpload } from '#shared/companies/take-allowance.ts';
import type { FileLinks } from '#shared/messaging/attachments/file-links.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { beginningOf } from './work-on-import.ts';

/** Until a worker looks whether the file is there by itself, s; `confirm` makes one look at once. */
const firstLookSeconds = 10;

export interface RequestDeps {
  readonly processes: Pick<ProcessRecords, 'create' | 'find'>;
  readonly findCompany: FindCompany;
  readonly jobs: ProcessJobs;
  readonly links: Pick<FileLinks, 'upload'>;
  /** Counts the bytes against what the company may upload. @throws Refusal RATE_LIMITED */
  readonly takeUpload: TakeUpload;
}

export interface RequestInput {
  readonly tenant: string;
  readonly userId: string;
  readonly body: ImportRequest;
  /** Id and time of the process: those of the first request on a repeat; epoch ms. */
  readonly processId: string;
  readonly at: number;
}

const newImport = (
  { tenant, userId, body, processId, at }: RequestInput,
  format: NonNullable<ProcessValue['format']>,
): ProcessValue =>
  pendingProcess({
    tenant,
    processId,
    kind: 'import',
    format,
    createdAt: at,
    requestedBy: userId,
    import: {
      ...beginningOf(),
      kind: body.kind,
      fileName: body.fileName,
      size: body.size,
      options: body.options,
      stage: 'upload',
      separator: null,
      key: `imports/${tenant}/${processId}/${randomBytes(16).toString('hex')}.csv`,
      pinned: null,
    },
    dueAt: at + 60_000,
  });

/** @throws Refusal FILE_TOO_LARGE, RATE_LIMITED */
export const requestImport = async (
  deps: RequestDeps,
  input: RequestInput,
): Promise<{ readonly processId: string; readonly upload: { url: string; fields: Record<string, string> } }> => {
  const { tenant, processId, body } = input;
  if (body.size > importLimits.fileBytes) {
    throw Refusal.at('size', 'FILE_TOO_LARGE', `at most ${importLimits.fileBytes / 1_000_000} MB. Split the file.`);
  }
  await deps.takeUpload({ tenant, userId: input.userId }, body.size);
  const { timeZone, language } = await deps.findCompany(tenant);
  const created = newImport(input, { timeZone, language });
  const isNew = await deps.processes.create(created);
  const process = isNew ? created : await deps.processes.find(tenant, processId);
  if (process?.import === undefined) throw new Error(`Process ${processId} is no import.`);
  // A lost job is made up by the sweep.
  if (isNew) await deps.jobs.enqueue({ tenant, processId }, firstLookSeconds);
  const { key, size } = process.import;
  const upload = await deps.links.upload({ key, contentType: 'text/csv', size });
  return { processId, upload };
};
