/** Composes the worker of the export queue. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { systemClock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { listCustomers } from '#shared/customers/list-customers.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { createOpenContent } from '#shared/exports/open-content.ts';
import { ReportSource } from '#shared/exports/report-source.ts';
import { writeReport } from '#shared/exports/write-report.ts';
import { listProcesses } from '#shared/processes/list-processes.ts';
import { createNoticeMail, type MailPort } from '#shared/processes/notice-mail.ts';
import { type NotifyEndDeps, notifyEnd } from '#shared/processes/notify-end.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { createStoredFiles, type ObjectPort } from '#shared/processes/stored-files.ts';

export interface WorkerDeps {
  readonly table: Table;
  readonly objects: ObjectPort;
  readonly bucket: string;
  readonly jobs: ProcessJobs;
  readonly cursors: Cursors;
  readonly mail: MailPort;
  /** Origin of the console, for links in e-mails. */
  readonly consoleUrl: string;
  readonly log: Log;
}

/** The lists whose pages an export walks, as their own routes read them. */
const composeLists = ({ table, cursors }: WorkerDeps) => {
  const clock = systemClock;
  const findCompany = createFindCompany({ companies: new CompanyStore(table), clock });
  const lists = { listings: new ListingStore(table), customers: new CustomerStore(table), findCompany, cursors, clock };
  const log = { processes: new ProcessStore(table), cursors, clock };
  return createOpenContent({
    source: new ReportSource(table),
    listCustomers: (input) => listCustomers(lists, input),
    listProcesses: ({ tenant, cursor }) => listProcesses(log, tenant, { limit: 75, cursor }),
  });
};

/** E-mails of what has ended, imports too. */
const composeNotices = ({ table, mail, consoleUrl, log }: WorkerDeps): NotifyEndDeps => {
  const companies = new CompanyStore(table);
  const clock = systemClock;
  return {
    processes: new ProcessStore(table),
    findCompany: createFindCompany({ companies, clock }),
    async findReader(tenant, userId) {
      const user = await companies.findUser(tenant, userId);
      if (user === undefined) return undefined;
      const { processEmails } = await companies.findPreferences(tenant, userId);
      return { email: user.email, wishesNotices: processEmails };
    },
    sendNotice: createNoticeMail(mail),
    consoleUrl,
    clock,
    log,
  };
};

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createExportWorker = (deps: WorkerDeps) => {
  const report = {
    ...deps,
    clock: systemClock,
    processes: new ProcessStore(deps.table),
    open: composeLists(deps),
    files: createStoredFiles(deps.objects, deps.bucket),
  };
  const notices = composeNotices(deps);
  const processor = new BatchProcessor(EventType.SQS);
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const work = async (record: SQSRecord): Promise<void> => {
      const job = ProcessJobSchema.parse(JSON.parse(record.body));
      if (await notifyEnd(notices, job)) return;
      await writeReport(report, job, {
        worker: `${context.awsRequestId}.${record.messageId}`,
        remainingMs: () => context.getRemainingTimeInMillis(),
      });
    };
    return processPartialResponse(event, work, processor, { context, throwOnFullBatchFailure: false });
  };
};
