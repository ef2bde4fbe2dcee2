/**
 * An erasure, struck at every call with an effect (reliability §5.4): whatever dies, the person is gone in the end, nothing is
 * counted away, and there is one receipt.
 */
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import { Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { settleMs } from '#shared/privacy/erase-customer.ts';
import { Process, type ProcessValue } from '#shared/processes/entities.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { privacyRoutes } from '../../functions/api/privacy/bindings.ts';
import { createPrivacyWorker } from '../../functions/queues/privacy/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { countingLog, lambdaContext, sqsEvent } from '../support/delivery-process.ts';
import { day, minute, startOfWorlds } from '../support/delivery-world.ts';
import { crashAt, type Fault, Lifetime } from '../support/faults.ts';
import { outboundMessage } from '../support/inbox-world.ts';
import { storeMessages } from '../support/register-messages.ts';
import { TableObserver } from '../support/table-observer.ts';

const addressKey = 'key-of-addresses';
/** Dying before a call is dying after the one before it. */
const modes = ['after', 'ambiguous'] as const;

let engines: DeliveryEngines;
let now = startOfWorlds;
/** Sees what the table of the present company holds. */
let observer = new TableObserver('none', addressKey);
let companies = 0;
let cases = 0;

beforeAll(async () => {
  engines = await startDeliveryEngines({ versions: true });
}, 60_000);
afterAll(async () => {
  console.info(`crash matrix of erasures: ${cases} cases`);
  await engines?.stop();
});

const process = (lifetime: Lifetime) => {
  const table = new Table(lifetime.wrap(observer.wrap(engines.client)), engines.name);
  const jobs = createProcessJobs(lifetime.wrap(engines.sqs), engines.exportsQueue);
  const clock = { now: () => now };
  const worker = createPrivacyWorker({
    table,
    clock,
    log: countingLog(),
    addressKey,
    objects: lifetime.wrap(engines.s3),
    bucket: engines.bucket,
    jobs,
  });
  return {
    api: callApi(
      [
        ...privacyRoutes({ table, clock, jobs, sign: createSignDownload(engines.s3, engines.bucket) }),
        ...customerRoutes({ table, clock, cursors: createCursors('key'), addressKey }),
      ],
      countingLog(),
    ),
    work: (job: object) => worker(sqsEvent([JSON.stringify(job)], now), lambdaContext(900_000)),
  };
};
const healthy = () => process(new Lifetime());

interface Played {
  readonly tenant: string;
  readonly customerId: string;
  readonly word: string;
}

/** A customer with a note, a debt, two messages with a file, and an export that names it. */
const newWorld = async (): Promise<Played> => {
  companies += 1;
  now = startOfWorlds;
  const tenant = `erasure-${companies}`;
  const word = `quilodran${companies}x`;
  observer = new TableObserver(tenant, addressKey);
  const table = engines.through(observer.wrap(engines.client));
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const senders = { email: null, sms: null, whatsapp: null };
  await table.put(Company, newCompany({ tenant, name: 'Acme', senders, ...place }, now - day), 'absent');
  const { api } = healthy();
  const caller = { tenant, userId: 'ana', roles: ['supervisor'] } as const;
  const { body } = await api<{ customerId: string }>({
    call: 'POST /v1/customers',
    body: { name: `Rosa ${word}`, addresses: [{ channel: 'email', value: `${word}@correo.example` }] },
    caller,
  });
  const { customerId } = body;
  await api({ call: `POST /v1/customers/${customerId}/notes`, body: { text: word }, caller });
  const common = {
    tenant,
    customerName: `Rosa ${word}`,
    recipient: `${word}@correo.example`,
    channel: 'email',
  } as const;
  await storeMessages(table, [
    outboundMessage(customerId, now - day, { ...common, preview: word, body: word }),
    outboundMessage(customerId, now - minute, {
      ...common,
      body: word,
      preview: word,
      status: 'queued',
      phase: 'queued',
      facts: [],
      sentAt: null,
    }),
  ]);
  const key = `reports/${tenant}/p1/x.csv`;
  const exported: ProcessValue = {
    tenant,
    processId: 'p1',
    kind: 'export',
    state: 'success',
    date: null,
    format: null,
    cut: now,
    createdAt: now - minute,
    startedAt: now - minute,
    finishedAt: now - minute,
    requestedBy: 'ana',
    rowsDone: 1,
    rowsTotal: 1,
    files: [{ name: 'x.csv', key, contentType: 'text/csv', size: 1, rows: 1, sha256: null }],
    error: null,
    lease: null,
    checkpoint: null,
    dueAt: null,
  };
  await table.put(Process, exported, 'any');
  await engines.s3.send(
    new PutObjectCommand({ Bucket: engines.bucket, Key: key, Body: `Cliente\r\nRosa ${word}\r\n` }),
  );
  return { tenant, customerId, word };
};

const processesOf = async (tenant: string): Promise<readonly ProcessValue[]> =>
  (await new ProcessStore(engines.table).listNewest(tenant, 20, undefined)).processes;
const erasureOf = async (tenant: string) =>
  (await processesOf(tenant)).filter(({ kind }) => kind === 'customer_erasure');

/** What is left of the company's person in table and bucket. */
const leftOf = async ({ tenant, word }: Played): Promise<readonly string[]> => {
  const found = [...observer.items.values()]
    .filter((item) => JSON.stringify(item).includes(word))
    .map(({ pk, sk }) => `${pk} ${sk}`);
  const { Contents = [] } = await engines.s3.send(
    new ListObjectsV2Command({ Bucket: engines.bucket, Prefix: `reports/${tenant}/` }),
  );
  for (const { Key = '' } of Contents) {
    const { Body } = await engines.s3.send(new GetObjectCommand({ Bucket: engines.bucket, Key }));
    if ((await Body?.transformToString())?.includes(word) === true) found.push(Key);
  }
  return found;
};

/** Asks once more, as people do who got no answer, and calls workers until it is over. */
const finish = async ({ tenant, customerId }: Played): Promise<void> => {
  const { api } = healthy();
  const caller = { tenant, userId: 'ana', roles: ['supervisor'] } as const;
  const { status } = await api({ call: `POST /v1/customers/${customerId}/erase`, body: { reason: 'request' }, caller });
  expect([202, 404]).toContain(status);
  for (let round = 0; round < 20; round += 1) {
    const open = (await erasureOf(tenant)).filter(({ state }) => state !== 'success');
    if (open.length === 0) return;
    for (const { processId } of open) await healthy().work({ tenant, processId });
    // Longer than the lease of a worker that died.
    now += 20 * minute;
  }
  throw new Error('The erasure never ends.');
};

const play = async (fault: Fault, strikes: 'request' | 'worker', where: string): Promise<readonly string[]> => {
  const world = await newWorld();
  const { tenant, customerId } = world;
  const lifetime = new Lifetime(fault);
  const first = process(lifetime);
  const caller = { tenant, userId: 'ana', roles: ['supervisor'] } as const;
  const asking = strikes === 'request' ? first : healthy();
  await asking
    .api({ call: `POST /v1/customers/${customerId}/erase`, body: { reason: 'request' }, caller })
    .catch(() => undefined);
  if (strikes === 'worker') {
    for (const time of [now, now + settleMs]) {
      now = time;
      for (const { processId } of await erasureOf(tenant))
        await first.work({ tenant, processId }).catch(() => undefined);
    }
  }
  await finish(world);
  expect(await leftOf(world), where).toEqual([]);
  const erasures = await erasureOf(tenant);
  expect(erasures, where).toMatchObject([
    { state: 'success', lease: null, dueAt: erasures[0]?.finishedAt, checkpoint: null },
  ]);
  expect(erasures[0]?.files, where).toHaveLength(1);
  expect(erasures[0]?.rowsDone, where).toBeGreaterThanOrEqual(0);
  return lifetime.effects;
};

describe('crash matrix of erasures', () => {
  it.each([
    ['request', 0, 1],
    ['worker', 0, 4],
    ['worker', 1, 4],
    ['worker', 2, 4],
    ['worker', 3, 4],
  ] as const)(
    'whatever call of the %s is struck, the person is gone, and one receipt says so (%d of %d)',
    async (strikes, part, parts) => {
      const effects = await play((_call, send) => send(), strikes, 'without a crash');
      expect(effects.length).toBeGreaterThan(1);
      for (const position of effects.keys()) {
        if (position % parts !== part) continue;
        for (const mode of modes) {
          cases += 1;
          await play(crashAt(position, mode), strikes, `${mode} call ${position} of ${effects.join(', ')}`);
        }
      }
    },
    900_000,
  );
});
