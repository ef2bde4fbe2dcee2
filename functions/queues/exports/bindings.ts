/** Composes the worker of the export queue. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Cursors } from '#platform/cursor.ts';
import { listCustomers } from '#shared/customers/list-customers.ts';
import { readAddresses } from '#shared/customers/read-addresses.ts';
import { createOpenContent } from '#shared/exports/open-content.ts';
import { ReportSource } from '#shared/exports/report-source.ts';
import { writeReport } from '#shared/exports/write-report.ts';
import { listProcesses } from '#shared/processes/list-processes.ts';
import { createNoticeMail, type MailPort } from '#shared/processes/notice-mail.ts';
import { type NotifyEndDeps, notifyEnd } from '#shared/processes/notify-end.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { createStoredFiles, type ObjectPort } from '#shared/processes/stored-files.ts';
import { companies, findCompany, findUser } from '../../composition/companies.ts';
import { assessShown } from '../../composition/contactability.ts';
import { customers, listings } from '../../composition/customers.ts';
import { type On, part, take } from '../../composition/part.ts';
import { processes } from '../../composition/processes.ts';
import { createJobWorker } from '../sqs-worker.ts';

export interface ExportWorkerDeps extends On<'table' | 'clock' | 'log'> {
  readonly objects: ObjectPort;
  readonly bucket: string;
  readonly jobs: ProcessJobs;
  readonly cursors: Cursors;
  readonly mail: MailPort;
  /** Origin of the console, for links in e-mails. */
  readonly consoleUrl: string;
}

/** The lists whose pages an export walks, as their own routes read them. */
const open = part((on: ExportWorkerDeps) => {
  const deps = take(on, { listings, customers, findCompany, processes, assess: assessShown });
  const source = new ReportSource(on.table);
  return createOpenContent({
    findFamily: async (tenant, customerId) => (await deps.customers.find(tenant, customerId))?.value,
    source,
    findEarlier: (tenant, messageIds, at) => source.findKnown(tenant, messageIds, at),
    readAddresses: (tenant, customerIds) => readAddresses(deps, tenant, customerIds),
    listCustomers: (input) => listCustomers(deps, input),
    namesOf: async (tenant) =>
      new Map((await companies(on).listUsers(tenant)).map(({ userId, name }) => [userId, name])),
    listProcesses: ({ tenant, cursor }) => listProcesses(deps, tenant, { limit: 75, cursor }),
  });
});

/** E-mails of what has ended, imports too. */
const notices = part(
  (on: ExportWorkerDeps): NotifyEndDeps => ({
    ...take(on, { processes, findCompany }),
    async findReader(tenant, userId) {
      const user = await findUser(on)(tenant, userId);
      if (user === undefined) return undefined;
      const { processEmails } = await companies(on).findPreferences(tenant, userId);
      return { email: user.email, wishesNotices: processEmails };
    },
    sendNotice: createNoticeMail(on.mail),
  }),
);

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createExportWorker = (
  on: ExportWorkerDeps,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const deps = { ...take(on, { processes, open }), files: createStoredFiles(on.objects, on.bucket) };
  return createJobWorker(on, async (record, context) => {
    const job = ProcessJobSchema.parse(JSON.parse(record.body));
    if (await notifyEnd(notices(on), job)) return;
    await writeReport(deps, job, {
      worker: `${context.awsRequestId}.${record.messageId}`,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
  });
};
