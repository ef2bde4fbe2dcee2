/** Table, bucket and a company with customers, for tests of imports; workers with faults at their borders. */
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ImportKind } from '#contract/import-columns.ts';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import type { ImportAnswer } from '#contract/imports.ts';
import { fromItem, putAction, Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { noDebts } from '#shared/customers/debts.ts';
import { Customer, type CustomerValue, type DebtValue, DocumentOwner, Gate } from '#shared/customers/entities.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { confirmImport } from '#shared/imports/confirm-import.ts';
import { requestImport } from '#shared/imports/request-import.ts';
import { ImportStore } from '#shared/imports/store.ts';
import { createUploads } from '#shared/imports/upload.ts';
import { Message, type MessageValue, threadPartition } from '#shared/messaging/ledger/entities.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { createImportWorker } from '../../functions/queues/imports/bindings.ts';
import { countingLog, lambdaContext, sqsEvent } from './delivery-process.ts';
import { Lifetime } from './faults.ts';
import { documentOf } from './import-files.ts';
import { bucket, type ReportEngines } from './report-engines.ts';

const addressKey = 'address-key-of-the-tests';
export const importNow = Date.UTC(2026, 5, 15, 12);

/** The company that imports. */
export const importCompany = (tenant: string) => {
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const senders = { email: null, sms: null, whatsapp: null };
  return newCompany({ tenant, name: 'Acme', senders, ...place }, importNow);
};

/** A customer as `createCustomer` leaves it, without addresses. */
const customerOf = (tenant: string, index: number): CustomerValue => {
  const [documentType, documentNumber] = ['RUT', documentOf(index)];
  return {
    tenant,
    customerId: `c${index}`,
    name: `Cliente ${index}`,
    documentType,
    documentNumber,
    advisorId: 'ana',
    portfolios: ['Norte'],
    tags: [],
    influencer: false,
    metadata: {},
    timeZone: null,
    contactability: 'none',
    contactabilityReason: 'NO_ADDRESS',
    callOnly: false,
    alerts: 0,
    channels: [],
    debtSummary: noDebts,
    createdAt: importNow,
    updatedAt: importNow,
    version: 1,
  };
};

const puts = (actions: readonly ReturnType<typeof putAction>[]) =>
  actions.flatMap((action) => (action.kind === 'put' ? [action] : []));

/** The company, and its customers `c1` to `c<customers>` with the documents `documentOf(1)` and so on. */
export const seedImportCompany = async (table: Table, tenant: string, customers: number): Promise<void> => {
  await table.put(Company, importCompany(tenant), 'any');
  const people = Array.from({ length: customers }, (_, index) => customerOf(tenant, index + 1));
  for (let start = 0; start < people.length; start += 500) {
    const slice = people.slice(start, start + 500);
    await table.batchWrite(
      puts(
        slice.flatMap((customer) => {
          const { customerId, documentType, documentNumber } = customer;
          const owner = { tenant, customerId, documentType: documentType ?? '', documentNumber: documentNumber ?? '' };
          const gate = {
            tenant,
            customerId,
            pausedUntil: null,
            dnd: [],
            activeAddressIds: [],
            wrongNumberAddressIds: [],
            lastInboundAt: {},
            promise: null,
            stopped: null,
          };
          return [
            putAction(Customer, customer, 'any'),
            putAction(DocumentOwner, owner, 'any'),
            putAction(Gate, gate, 'any'),
          ];
        }),
      ),
    );
  }
};

export class ImportWorld {
  readonly #engines: ReportEngines;
  readonly tenant: string;
  readonly jobs: string[] = [];
  now = importNow;
  #requests = 0;

  private constructor(engines: ReportEngines, tenant: string) {
    this.#engines = engines;
    this.tenant = tenant;
  }

  static async create(engines: ReportEngines, tenant: string, customers = 0): Promise<ImportWorld> {
    await seedImportCompany(engines.table, tenant, customers);
    return new ImportWorld(engines, tenant);
  }

  get processes(): ProcessStore {
    return new ProcessStore(this.#engines.table);
  }

  /** Requests an import and uploads its file. */
  async upload(file: Buffer | string, options: object = {}, kind: ImportKind = 'interactions'): Promise<string> {
    this.#requests += 1;
    const bytes = Buffer.from(file as string);
    const { processId } = await requestImport(
      {
        processes: this.processes,
        findCompany: async () => importCompany(this.tenant),
        jobs: { enqueue: async (job) => void this.jobs.push(job.processId) },
        links: { upload: async () => ({ url: '', fields: {} }) },
        takeUpload: async () => undefined,
      },
      {
        tenant: this.tenant,
        userId: 'sofia',
        processId: `p${String(this.#requests).padStart(4, '0')}`,
        at: this.now,
        body: {
          kind,
          fileName: 'historia.csv',
          size: Math.max(1, bytes.length),
          options: ImportOptionsSchema.parse(options),
        },
      },
    );
    await this.replace(processId, bytes);
    return processId;
  }

  async replace(processId: string, bytes: Buffer): Promise<void> {
    const key = (await this.find(processId)).import?.key ?? '';
    await this.#engines.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: 'text/csv' }),
    );
  }

  async find(processId: string): Promise<ProcessValue> {
    const process = await this.processes.find(this.tenant, processId);
    if (process === undefined) throw new Error(`No process ${processId}.`);
    return process;
  }

  /** What `confirm` does. */
  async answer(processId: string, answer?: ImportAnswer): Promise<void> {
    const { table, s3 } = this.#engines;
    await confirmImport(
      {
        mappings: new ImportStore(table),
        processes: this.processes,
        uploads: createUploads(s3, bucket),
        jobs: { enqueue: async (job) => void this.jobs.push(job.processId) },
        clock: { now: () => this.now },
      },
      { tenant: this.tenant, userId: 'sofia', processId, answer },
    );
  }

  /** One invocation of the worker. @returns whether the record was taken */
  async work(
    processId: string,
    run: { lifetime?: Lifetime; remaining?: () => number; batchRows?: number; tenant?: string } = {},
  ): Promise<boolean> {
    const lifetime = run.lifetime ?? new Lifetime();
    const worker = createImportWorker({
      table: new Table(lifetime.wrap(this.#engines.client), this.#engines.name),
      objects: lifetime.wrap(this.#engines.s3 as S3Client),
      bucket,
      jobs: { enqueue: async (job) => void this.jobs.push(job.processId) },
      addressKey,
      clock: { now: () => this.now },
      log: countingLog(),
      batchRows: run.batchRows ?? 50,
    });
    const context = lambdaContext(900_000);
    if (run.remaining !== undefined) context.getRemainingTimeInMillis = run.remaining;
    const body = JSON.stringify({ tenant: run.tenant ?? this.tenant, processId });
    const { batchItemFailures } = await worker(sqsEvent([body], this.now), context);
    return batchItemFailures.length === 0;
  }

  /** Works until the process has ended, as the sweep and repeats of the job would. */
  async untilEnded(processId: string, batchRows?: number): Promise<ProcessValue> {
    for (let turn = 0; turn < 30; turn += 1) {
      const process = await this.find(processId);
      if (process.finishedAt !== null) return process;
      this.now += 16 * 60_000;
      await this.work(processId, batchRows === undefined ? {} : { batchRows });
    }
    throw new Error('The import does not end.');
  }

  /** The error file as CSV; empty where there is none. */
  async errorFile(process: ProcessValue): Promise<string> {
    return (await this.file(process, 'errors.csv')).toString('utf8');
  }

  /** A file of the process; empty where there is none. */
  async file(process: ProcessValue, wanted: string): Promise<Buffer> {
    const file = process.files.find(({ name }) => name === wanted);
    if (file === undefined) return Buffer.alloc(0);
    const { Body } = await this.#engines.s3.send(new GetObjectCommand({ Bucket: bucket, Key: file.key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  /** A customer as it stands. */
  async customer(customerId: string): Promise<CustomerValue> {
    const found = await new CustomerStore(this.#engines.table).find(this.tenant, customerId, { consistent: true });
    if (found === undefined) throw new Error(`No customer ${customerId}.`);
    return found.value;
  }

  /** The debts of the customer that count, by their codes. */
  async debtsOf(customerId: string): Promise<readonly DebtValue[]> {
    const store = new CustomerStore(this.#engines.table);
    const debts = await store.findDebts(await this.customer(customerId), { consistent: true });
    return debts.map(({ value }) => value).sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  /** Every interaction of the customers `c1` to `c<count>`, without when it was learnt. */
  async messages(count: number): Promise<readonly MessageValue[]> {
    const found: MessageValue[] = [];
    for (let index = 1; index <= count; index += 1) found.push(...(await this.messagesOf(`c${index}`)));
    return found;
  }

  /** Every interaction under this customer's id. */
  async messagesOf(customerId: string): Promise<readonly MessageValue[]> {
    const found: MessageValue[] = [];
    const pk = threadPartition(this.tenant, customerId);
    for await (const item of this.#engines.table.queryAll({ pk, consistent: true })) {
      found.push(fromItem(Message, item).value);
    }
    return found;
  }
}
