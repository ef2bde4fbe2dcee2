/** The whole API in one process: every route of the contract over real engines, with one company that has all switched on. */
import type { Resource } from '#contract/route.ts';
import { createCursors } from '#platform/cursor.ts';
import type { BoundRoute } from '#platform/http/api.ts';
import type { Log } from '#platform/log.ts';
import { Company, User } from '#shared/companies/entities.ts';
import { createUploads } from '#shared/imports/upload.ts';
import { createFileLinks } from '#shared/messaging/attachments/file-links.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { createSuppressionList } from '#shared/messaging/providers/email/suppression-list.ts';
import { createOptOutList } from '#shared/messaging/providers/sms/opt-out-list.ts';
import { createSendQueues } from '#shared/messaging/sending/send-queue.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { accountRoutes } from '../../functions/api/accounts/bindings.ts';
import { attachmentRoutes } from '../../functions/api/attachments/bindings.ts';
import { callRoutes } from '../../functions/api/calls/bindings.ts';
import { companyRoutes } from '../../functions/api/companies/bindings.ts';
import { contactabilityRoutes } from '../../functions/api/contactability/bindings.ts';
import { conversationRoutes } from '../../functions/api/conversations/bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { documentRoutes } from '../../functions/api/documents/bindings.ts';
import { exportRoutes } from '../../functions/api/exports/bindings.ts';
import { inboundRoutes } from '../../functions/api/inbound/bindings.ts';
import { interactionsRoutes } from '../../functions/api/interactions/bindings.ts';
import { messageRoutes } from '../../functions/api/messages/bindings.ts';
import { privacyRoutes } from '../../functions/api/privacy/bindings.ts';
import { processesRoutes } from '../../functions/api/processes/bindings.ts';
import { templateRoutes } from '../../functions/api/templates/bindings.ts';
import { standardAccess, standardUsers } from './access.ts';
import { callApi } from './call-api.ts';
import { demoCompany, ListClient, seedCompanies } from './contact-system.ts';
import { type DeliveryEngines, startDeliveryEngines } from './delivery-engines.ts';
import { bookDirectory, createTemplateBook } from './template-doubles.ts';

export interface WholeApi {
  readonly engines: DeliveryEngines;
  readonly call: ReturnType<typeof callApi>;
  stop(): Promise<void>;
}

/** @param now epoch ms of every request */
export const startWholeApi = async (now: number, log: Log): Promise<WholeApi> => {
  const engines = await startDeliveryEngines();
  const { table, s3, sqs, bucket } = engines;
  await seedCompanies(table);
  const payments = { enabled: true, linkPattern: 'https://pay.example/{customerId}' };
  await table.put(Company, { ...demoCompany, payments, calls: { recordResults: true } }, 'any');
  await table.put(
    User,
    { tenant: 'demo', userId: 'user-1', name: 'Ana', email: 'ana@demo.example', roles: ['admin'], updatedAt: now },
    'any',
  );
  const clock = { now: () => now };
  const cursors = createCursors('cursor-key');
  const addressKey = 'address-key';
  const files = createAttachmentFiles(s3, bucket);
  const links = createFileLinks(s3, bucket);
  const jobs = createProcessJobs(sqs, engines.exportsQueue);
  const access = standardAccess(table, clock);
  const { takeSend, takeUpload } = access;
  const shared = { table, clock, cursors, log, addressKey };
  const byResource: Readonly<Record<Exclude<Resource, 'service'>, readonly BoundRoute[]>> = {
    accounts: accountRoutes({ table, clock, askProvider: async () => ({ kind: 'usable' }) }),
    attachments: attachmentRoutes({
      table,
      clock,
      links,
      received: createReceivedFiles({ client: s3, bucket }),
      takeUpload,
    }),
    calls: callRoutes({ ...shared, files }),
    companies: companyRoutes({ ...shared, ...standardUsers(table, clock) }),
    contactability: contactabilityRoutes({
      ...shared,
      suppressionList: createSuppressionList(new ListClient()),
      optOutList: createOptOutList(new ListClient()),
      alertJobs: jobs,
    }),
    conversations: conversationRoutes({ ...shared, files }),
    customers: customerRoutes(shared),
    documents: documentRoutes({ table, clock, files }),
    exports: exportRoutes({ table, clock, jobs }),
    inbound: inboundRoutes(shared),
    interactions: interactionsRoutes(shared),
    messages: messageRoutes({ ...shared, files, takeSend, queues: createSendQueues(sqs, engines.sendQueues) }),
    privacy: privacyRoutes({ table, clock, jobs, sign: createSignDownload(s3, bucket) }),
    processes: processesRoutes({
      ...shared,
      links,
      sign: createSignDownload(s3, bucket),
      uploads: createUploads(s3, bucket),
      importJobs: jobs,
      takeUpload,
    }),
    templates: templateRoutes({ ...shared, directory: bookDirectory(createTemplateBook(clock.now)) }),
  };
  return { engines, call: callApi(Object.values(byResource).flat(), log, access.admit), stop: () => engines.stop() };
};
