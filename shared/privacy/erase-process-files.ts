/**
 * Files that name an erased person are deleted whole, with all their versions, and their process says so (ADR 62): nobody can take
 * one row out of a file whose rows were counted and proved. What such a process was asked for forgets the person too.
 */
import { isDeepStrictEqual } from 'node:util';
import { importWithoutFile } from '#shared/imports/cancel-import.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { FileVersions } from './file-versions.ts';
import { titleNamesPerson } from './person-marks.ts';
import { fileNamesPerson } from './search-file.ts';

export interface EraseFilesDeps {
  readonly processes: Pick<ProcessRecords, 'change'>;
  readonly files: FileVersions;
  readonly addressKey: string;
  readonly clock: { now(): number };
}

/** Files live for 30 days, what is left of them as long again; a few days for the bucket, which deletes late. */
const filesAreGoneAfterMs = 65 * 86_400_000;

const folders = ['reports', 'imports'] as const;

/** In place of a text that named the person. */
const unnamed = '…';

/** Columns of an export by which a row says whose it is, and those in which anything may stand. */
const naming = ['messageId', 'customerName', 'documentNumber', 'recipient', 'customerId', 'name'];
const inWords = ['subject', 'preview', 'errorMessage'];

/** Rows of somebody without anything by which to find them: only the choice of columns tells. */
const hidesWhose = ({ selection }: ProcessValue): boolean =>
  selection?.tray === 'interactions' &&
  selection.columns.some((column) => inWords.includes(column)) &&
  !selection.columns.some((column) => naming.includes(column));

const namesInFiles = async (
  deps: EraseFilesDeps,
  marks: readonly string[],
  process: ProcessValue,
): Promise<boolean> => {
  for (const folder of folders) {
    let next: Awaited<ReturnType<FileVersions['list']>>['next'];
    do {
      const page = await deps.files.list(`${folder}/${process.tenant}/${process.processId}/`, next);
      for (const version of page.versions) {
        if (version.isMarker) continue;
        if (hidesWhose(process)) return true;
        const pieces = await deps.files.read(version);
        if (pieces !== undefined && (await fileNamesPerson(deps.addressKey, marks, pieces))) return true;
      }
      next = page.next;
    } while (next !== undefined);
  }
  return false;
};

/**
 * What was asked for, and what was found, without whatever names the person.
 * @param isNamed its file names the person: then the words of its search may be a part of the name
 */
const forgetful = (process: ProcessValue, names: (text: string) => boolean, isNamed: boolean): ProcessValue => {
  const { selection, import: imported, error } = process;
  const next = { ...process };
  if (error !== null && names(error)) next.error = unnamed;
  if (selection !== undefined) {
    const { name, filters } = selection;
    const kept = Object.fromEntries(
      Object.entries(filters).filter(([field, value]) => !names(value) && !(isNamed && field === 'q')),
    );
    const called = name === undefined ? {} : { name: names(name) ? unnamed : name };
    next.selection = { ...selection, filters: kept, ...called };
  }
  if (imported !== undefined) {
    const fileName = names(imported.fileName) ? unnamed : imported.fileName;
    next.import = {
      ...imported,
      fileName,
      issues: imported.issues.filter(({ details }) => !names(JSON.stringify(details))),
    };
  }
  return isDeepStrictEqual(next, process) ? process : next;
};

/**
 * May be repeated after a crash at any point: what is deleted first is the files.
 * @param by user who erases the person: whoever it is has cancelled what waits for the files
 * @returns versions of files that were deleted; undefined: the process does not name the person
 */
export const eraseProcessFiles = async (
  deps: EraseFilesDeps,
  { marks, members }: { readonly marks: readonly string[]; readonly members: readonly string[] },
  process: ProcessValue,
  by: string,
): Promise<number | undefined> => {
  const { tenant, processId } = process;
  const names = (text: string) => titleNamesPerson(deps.addressKey, marks, text);
  const now = deps.clock.now();
  const hasFiles = now - process.createdAt < filesAreGoneAfterMs;
  // A file of all that is known of somebody is that person's alone; one of all that a company has names everybody.
  const isNamed =
    process.portability === undefined
      ? hasFiles && (process.companyExport !== undefined || (await namesInFiles(deps, marks, process)))
      : members.includes(process.portability.customerId);
  let removed = 0;
  if (isNamed) {
    for (const folder of folders) removed += await deps.files.remove(`${folder}/${tenant}/${processId}/`);
  }
  await deps.processes.change(tenant, processId, (stored) => {
    const forgot = forgetful(stored, names, isNamed);
    const withoutFiles = { ...forgot, files: [], filesErasedAt: stored.filesErasedAt ?? now };
    const next = isNamed ? importWithoutFile(withoutFiles, by, now) : forgot;
    return next === stored ? undefined : next;
  });
  return isNamed ? removed : undefined;
};
