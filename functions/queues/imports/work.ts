/** Composes the worker of the import queue. */

import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { createAssess } from '#shared/contactability/assess-addresses.ts';
import { addAddress } from '#shared/customers/change-addresses.ts';
import { putDebt } from '#shared/customers/change-debt.ts';
import { createCustomer } from '#shared/customers/create-customer.ts';
import { findByDocuments } from '#shared/customers/find-by-documents.ts';
import { patchCustomer } from '#shared/customers/patch-customer.ts';
import { readContact } from '#shared/customers/read-contact.ts';
import type { Header } from '#shared/imports/header.ts';
import { type CustomerDeps, createCustomersKind } from '#shared/imports/import-customers.ts';
import { createHistoryKind } from '#shared/imports/import-history.ts';
import { createImportTurn } from '#shared/imports/import-turn.ts';
import { advisorsOf } from '#shared/imports/interaction-row.ts';
import type { RowKind } from '#shared/imports/row-kind.ts';
import { ImportStore } from '#shared/imports/store.ts';
import { createUploads } from '#shared/imports/upload.ts';
import { type ImportDeps, workOnImport } from '#shared/imports/work-on-import.ts';
import { createOutsideHistory, createRaiseOutsideFailure } from '#shared/messaging/record-outside.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { createStoredFiles, type ObjectPort } from '#shared/processes/stored-files.ts';
import { composeDelivery, type DeliveryDeps } from '../../delivery.ts';
import { createSqsWorker } from '../sqs-worker.ts';

export interface WorkerDeps extends DeliveryDeps {
  readonly objects: ObjectPort;
  readonly bucket: string;
  readonly jobs: ProcessJobs;
  /** Rows of a batch; default that of the slice. */
  readonly batchRows?: number;
}

/** The use cases of customers, as the import of customers calls them. */
const composeCustomers = (
  deps: WorkerDeps,
  { customers, findCompany, states }: ReturnType<typeof composeDelivery>,
): CustomerDeps => {
  const shared = { customers, findCompany, clock: deps.clock, addressKey: deps.addressKey };
  // The rows were held to the users of the company before (`advisorOf`).
  const findUser = async () => ({});
  const writing = { ...shared, findUser, assess: createAssess({ states }, { consistent: true }) };
  return {
    findCustomers: (tenant, documents) => findByDocuments({ customers }, tenant, documents),
    async readKnown(tenant, customerId) {
      const [contact, debts] = await Promise.all([
        readContact({ customers }, tenant, customerId, { consistent: true }),
        customers.findDebts(tenant, customerId, { consistent: true }),
      ]);
      if (contact === undefined) return undefined;
      return { ...contact, debts: debts.map(({ value }) => value) };
    },
    async create({ tenant, userId, customerId, document, row, at }) {
      const body = {
        ...document,
        name: row.name ?? '',
        advisorId: row.advisorId,
        portfolios: [...(row.portfolios ?? [])],
        tags: [...(row.tags ?? [])],
        metadata: { ...row.metadata },
        addresses: row.addresses.map((address) => ({ ...address })),
      };
      await createCustomer(writing, { tenant, userId, customerId, body, at, repeated: true });
    },
    async patch({ tenant, userId, customerId, body }) {
      await patchCustomer(writing, { tenant, userId, customerId, body, ifMatch: undefined });
    },
    async addAddress({ tenant, userId, customerId, body, addressId, at }) {
      await addAddress(writing, { tenant, userId, customerId, body: { ...body }, addressId, at });
    },
    async putDebt({ tenant, userId: by, customerId, body }) {
      await putDebt(writing, { tenant, by, customerId, body });
    },
  };
};

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createImportWorker = (deps: WorkerDeps) => {
  const delivery = composeDelivery(deps);
  const { findCompany, messages, states, applyFailure } = delivery;
  const customerDeps = composeCustomers(deps, delivery);
  const historyDeps = {
    findCustomers: customerDeps.findCustomers,
    history: createOutsideHistory(messages),
    raiseFailure: createRaiseOutsideFailure({ states, applyFailure, addressKey: deps.addressKey }),
    clock: deps.clock,
  };
  const imports = new ImportStore(deps.table);
  const companies = new CompanyStore(deps.table);

  const kindOf = async (process: ProcessValue, header: Header): Promise<RowKind<unknown>> => {
    const { tenant, processId, requestedBy: by, cut: now, format } = process;
    if (process.import === undefined) throw new Error(`Process ${processId} is no import.`);
    const { kind, options } = process.import;
    const [settings, users] = await Promise.all([findCompany(tenant), companies.listUsers(tenant)]);
    const advisors = advisorsOf(users);
    // The zone as it was when the import was asked for: dates of one file mean the same from beginning to end.
    const company = { ...settings, timeZone: format?.timeZone ?? settings.timeZone };
    const target = { tenant, processId, by, company, now };
    const context = {
      options,
      timeZone: company.timeZone,
      now,
      company,
      metadataFields: metadataFieldsOf(settings),
      advisors,
    };
    return kind === 'interactions'
      ? createHistoryKind(historyDeps, target, header, context)
      : createCustomersKind(customerDeps, target, header, context);
  };

  const work: ImportDeps = {
    processes: new ProcessStore(deps.table),
    uploads: createUploads(deps.objects, deps.bucket),
    files: createStoredFiles(deps.objects, deps.bucket),
    jobs: deps.jobs,
    turn: createImportTurn({ turns: imports, clock: deps.clock }),
    findCompany,
    kindOf,
    contents: {
      find: (tenant, sha256) => imports.findContent(tenant, sha256),
      note: (tenant, sha256, processId) => imports.noteContent(tenant, sha256, processId),
    },
    clock: deps.clock,
    log: deps.log,
    ...(deps.batchRows === undefined ? {} : { batchRows: deps.batchRows }),
  };
  return createSqsWorker(deps.log, async (record, context) => {
    await workOnImport(work, ProcessJobSchema.parse(JSON.parse(record.body)), {
      worker: `${context.awsRequestId}.${record.messageId}`,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
  });
};
