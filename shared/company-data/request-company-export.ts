/** Asks for the export of everything that a company has (ADR 69): the one that is being made is answered; else one begins. */
import type { CompanyExportAnswer } from '#contract/company-export.ts';
import type { Clock } from '#platform/clock.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import { newId } from '#platform/ids.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { CompanyExportRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, stateAt, takeUpMs } from '#shared/processes/rules.ts';

export interface RequestCompanyExportDeps {
  readonly processes: CompanyExportRecords;
  readonly companyJobs: ProcessJobs;
  readonly clock: Clock;
}

const answerOf = (process: ProcessValue, now: number): CompanyExportAnswer => ({
  processId: process.processId,
  state: stateAt(process, now),
  requestedAt: isoTime(process.createdAt),
  requestedBy: process.requestedBy,
  finishedAt: isoTimeOrNull(process.finishedAt),
  done: process.rowsDone,
  error: process.error,
  files: process.files.map(({ name, size }) => ({ name, size })),
});

/** The last export that was asked for; null: none ever was, or its process is gone. */
export const readCompanyExport = async (
  { processes, clock }: Pick<RequestCompanyExportDeps, 'processes' | 'clock'>,
  tenant: string,
): Promise<{ export: CompanyExportAnswer | null }> => {
  const asked = await processes.findCompanyExport(tenant);
  const process = asked === undefined ? undefined : await processes.find(tenant, asked.value.processId);
  return { export: process === undefined ? null : answerOf(process, clock.now()) };
};

/** @throws ChangeGivenUp */
export const requestCompanyExport = async (
  { processes, companyJobs, clock }: RequestCompanyExportDeps,
  { tenant, userId }: { readonly tenant: string; readonly userId: string },
): Promise<CompanyExportAnswer> => {
  const { process, isNew } = await changeItem({
    item: `export of company ${tenant}`,
    read: async () => {
      const asked = await processes.findCompanyExport(tenant);
      return { asked, begun: asked === undefined ? undefined : await processes.find(tenant, asked.value.processId) };
    },
    decide: ({ asked, begun }) => {
      if (begun !== undefined && !hasEnded(begun)) return { result: { process: begun, isNew: false } };
      const now = clock.now();
      const made = pendingProcess({
        tenant,
        processId: newId(now),
        kind: 'company_export',
        createdAt: now,
        requestedBy: userId,
        companyExport: { records: {}, files: 0, unreadable: 0, takenBy: [] },
        dueAt: now + takeUpMs,
      });
      return {
        write: async () => {
          await processes.beginCompanyExport(made, asked, signedByUser(userId, now));
          return { process: made, isNew: true };
        },
      };
    },
  });
  if (isNew) await companyJobs.enqueue({ tenant, processId: process.processId });
  return answerOf(process, clock.now());
};
