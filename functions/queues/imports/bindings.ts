/** Composes the worker of the import queue. */
import { setTimeout } from 'node:timers/promises';
import { isActive, type UserValue } from '#shared/companies/entities.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { addAddress } from '#shared/customers/change-addresses.ts';
import { putDebt } from '#shared/customers/change-debt.ts';
import { changeDebts, readDebtors, readWhole } from '#shared/customers/change-debts.ts';
import { createCustomer } from '#shared/customers/create-customer.ts';
import { createCustomers } from '#shared/customers/create-customers.ts';
import type { Document } from '#shared/customers/documents.ts';
import { findByDocuments, findByIds, findStoredByDocuments } from '#shared/customers/find-by-documents.ts';
import { patchCustomer } from '#shared/customers/patch-customer.ts';
import { readOpenDebts } from '#shared/customers/read-open-debts.ts';
import { readProfile, readProfiles } from '#shared/customers/read-profiles.ts';
import type { CustomerImportRow } from '#shared/imports/customer-row.ts';
import { type CustomerDeps, createCustomersKind } from '#shared/imports/import-customers.ts';
import { createDebtsKind, type DebtImportDeps } from '#shared/imports/import-debts.ts';
import { createHistoryKind } from '#shared/imports/import-history.ts';
import { createImportTurn } from '#shared/imports/import-turn.ts';
import { advisorsOf } from '#shared/imports/interaction-row.ts';
import { createUploads } from '#shared/imports/upload.ts';
import { type ImportDeps, workOnImport } from '#shared/imports/work-on-import.ts';
import { createOutsideHistory, createRaiseOutsideFailure } from '#shared/messaging/sending/record-outside.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { createStoredFiles, type ObjectPort } from '#shared/processes/stored-files.ts';
import { companies, findCompany } from '../../composition/companies.ts';
import { assess, assessAll, states } from '../../composition/contactability.ts';
import { customers, listings } from '../../composition/customers.ts';
import { applyFailure, messages } from '../../composition/messaging.ts';
import { type On, part, take } from '../../composition/part.ts';
import { imports, processes } from '../../composition/processes.ts';
import { createJobWorker } from '../sqs-worker.ts';

export interface ImportWorkerDeps extends On<'table' | 'clock' | 'log' | 'addressKey'> {
  readonly objects: ObjectPort;
  readonly bucket: string;
  readonly jobs: ProcessJobs;
  /** Rows of a batch; default that of the slice. */
  readonly batchRows?: number;
}

const findCustomers = part(
  (on: ImportWorkerDeps): CustomerDeps['findCustomers'] =>
    (tenant, documents) =>
      findByDocuments(take(on, { customers }), tenant, documents),
);

/** What a new customer is made of. @param key under what it is found again */
const bodyOf = (row: CustomerImportRow, key: Document) => ({
  body: {
    name: row.name ?? '',
    advisorId: row.advisorId,
    portfolios: [...(row.portfolios ?? [])],
    tags: [...(row.tags ?? [])],
    metadata: { ...row.metadata },
    addresses: row.addresses.map((address) => ({ ...address })),
  },
  read: { document: row.document, key },
});

/**
 * The use cases of customers, as the import of customers calls them.
 * @param users of the company who may be given customers, read once for all rows
 */
const composeCustomers = (on: ImportWorkerDeps, users: readonly UserValue[]): CustomerDeps => {
  const writing = {
    ...take(on, { customers, findCompany, assess, assessAll }),
    clock: on.clock,
    findUser: async (_tenant: string, userId: string) => users.find((user) => user.userId === userId),
  };
  return {
    findCustomers: findCustomers(on),
    readProfile: (tenant, customerId) => readProfile(writing, tenant, customerId),
    readProfiles: (tenant, customerIds, codes) => readProfiles(writing, tenant, customerIds, codes),
    createMany: (tenant, by, rows) =>
      createCustomers(
        writing,
        tenant,
        by,
        rows.map(({ customerId, key, row, debts, at }) => ({ tenant, ...bodyOf(row, key), customerId, debts, at })),
      ),
    async create({ tenant, userId, customerId, key, row, at }) {
      await createCustomer(writing, { tenant, userId, customerId, ...bodyOf(row, key), at, repeated: true });
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

/** The use cases of customers, as the import of debts calls them. */
const composeDebts = part((on: ImportWorkerDeps): DebtImportDeps => {
  const deps = take(on, { customers });
  const store = customers(on);
  return {
    clock: on.clock,
    findCustomers: (tenant, documents) => findStoredByDocuments(deps, tenant, documents),
    findByIds: (tenant, ids) => findByIds(deps, tenant, ids),
    readDebtors: (heads, codes) => readDebtors(deps, heads, codes),
    readWhole: (heads) => readWhole(deps, heads),
    changeDebts: (all, mark) => changeDebts(deps, all, mark),
    listOpenDebts: (tenant, portfolio, options) => store.listOpenDebts(tenant, portfolio, options),
    readOpenDebts: (tenant, places) => readOpenDebts(deps, tenant, places),
    findDebtChanges: (keys) => store.findDebtChanges(keys),
    offerPortfolios: (tenant, names) =>
      listings(on).offer(
        tenant,
        names.map((value) => ({ kind: 'portfolio', value })),
      ),
  };
});

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createImportWorker = (on: ImportWorkerDeps) => {
  const historyDeps = {
    ...take(on, { findCustomers }),
    history: createOutsideHistory(messages(on)),
    raiseFailure: createRaiseOutsideFailure(take(on, { states, applyFailure })),
  };
  const store = imports(on);

  const kindOf: ImportDeps['kindOf'] = async (process, header, paddedTypes) => {
    const { tenant, processId, requestedBy: by, cut: now, format } = process;
    if (process.import === undefined) throw new Error(`Process ${processId} is no import.`);
    const { kind, options: asked, reading } = process.import;
    const options = {
      ...asked,
      // All dates of the file have told their order by now, or there are none.
      dateFormat: reading?.dateFormat ?? (asked.dateFormat === 'auto' ? 'yyyy-mm-dd' : asked.dateFormat),
      // Numbers of a workbook are written with a point, whatever the office's mark is.
      decimal: reading?.format === 'xlsx' ? 'auto' : asked.decimal,
    } as const;
    const [settings, users] = await Promise.all([findCompany(on)(tenant), companies(on).listUsers(tenant)]);
    // Who has left did what history tells, and is given nobody any more.
    const active = users.filter(isActive);
    const advisors = advisorsOf(kind === 'interactions' ? users : active);
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
      paddedTypes,
    };
    if (kind === 'interactions') return createHistoryKind(historyDeps, target, header, context);
    if (kind === 'debts') return createDebtsKind(composeDebts(on), target, header, context);
    return createCustomersKind(composeCustomers(on, active), target, header, context);
  };

  const work: ImportDeps = {
    ...take(on, { processes, findCompany }),
    uploads: createUploads(on.objects, on.bucket),
    files: createStoredFiles(on.objects, on.bucket),
    turn: createImportTurn({ turns: store, clock: on.clock, sleep: setTimeout }),
    kindOf,
    mappings: { find: (tenant, kind) => store.findMapping(tenant, kind) },
    contents: {
      find: (tenant, sha256) => store.findContent(tenant, sha256),
      note: (tenant, sha256, processId) => store.noteContent(tenant, sha256, processId),
    },
  };
  return createJobWorker(on, async (record, context) => {
    await workOnImport(work, ProcessJobSchema.parse(JSON.parse(record.body)), {
      worker: `${context.awsRequestId}.${record.messageId}`,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
  });
};
