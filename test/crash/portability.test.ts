/**
 * The making of a person's file, struck at every call with an effect (reliability §5.4): whatever dies, there is one process
 * in the end, and one whole file with everything in it once.
 */
import { createCipheriv } from 'node:crypto';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import { Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { fileKey } from '#shared/messaging/attachments/rules.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
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

/** Dying before a call is dying after the one before it. */
const modes = ['after', 'ambiguous'] as const;
/** Smallest part that S3 takes, bytes. */
const partBytes = 5 * 1024 * 1024;
/** Files of the person: three parts of bytes that do not pack. */
const files = ['a', 'b', 'c'].map((letter, number) => ({
  attachmentId: `file-${letter}`,
  fileName: `${letter}.pdf`,
  contentType: 'application/pdf',
  bytes: createCipheriv('aes-128-ctr', Buffer.alloc(16, number), Buffer.alloc(16)).update(
    Buffer.alloc(4 * 1024 * 1024),
  ),
}));

let engines: DeliveryEngines;
let now = startOfWorlds;
let companies = 0;
let cases = 0;

beforeAll(async () => {
  engines = await startDeliveryEngines({ versions: true });
}, 60_000);
afterAll(async () => {
  console.info(`crash matrix of files of a person: ${cases} cases`);
  await engines?.stop();
});

const process = (lifetime: Lifetime, lifeMs = 900_000) => {
  const table = new Table(lifetime.wrap(engines.client), engines.name);
  const jobs = createProcessJobs(lifetime.wrap(engines.sqs), engines.exportsQueue);
  const clock = { now: () => now };
  const worker = createPrivacyWorker({
    table,
    clock,
    log: countingLog(),
    addressKey: 'key-of-addresses',
    objects: lifetime.wrap(engines.s3),
    bucket: engines.bucket,
    jobs,
    partBytes,
  });
  return {
    api: callApi(
      [
        ...privacyRoutes({ table, clock, jobs, sign: createSignDownload(engines.s3, engines.bucket) }),
        ...customerRoutes({ table, clock, cursors: createCursors('key'), addressKey: 'key-of-addresses' }),
      ],
      countingLog(),
    ),
    work: (job: object) => worker(sqsEvent([JSON.stringify(job)], now), lambdaContext(lifeMs)),
  };
};
const healthy = () => process(new Lifetime());

interface Played {
  readonly fileBytes: number;
  readonly tenant: string;
  readonly customerId: string;
}

/** A customer with a note, and messages of which three have a file. */
const newWorld = async (fileBytes: number): Promise<Played> => {
  companies += 1;
  now = startOfWorlds;
  const tenant = `carried-${companies}`;
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const senders = { email: null, sms: null, whatsapp: null };
  const company = newCompany({ tenant, name: 'Acme', senders, ...place }, now - day);
  await engines.table.put(Company, company, 'absent');
  const { api } = healthy();
  const caller = { tenant, userId: 'ana', roles: ['supervisor'] } as const;
  const { body } = await api<{ customerId: string }>({
    call: 'POST /v1/customers',
    body: { name: 'Rosa', addresses: [{ channel: 'email', value: 'rosa@correo.example' }] },
    caller,
  });
  const { customerId } = body;
  await api({ call: `POST /v1/customers/${customerId}/notes`, body: { text: 'nota' }, caller });
  await storeMessages(
    engines.table,
    Array.from({ length: 60 }, (_, index) => {
      const file = files[index / 20];
      const attachments = file === undefined ? [] : [{ ...file, bytes: undefined, size: fileBytes }];
      return outboundMessage(customerId, now - day + index, {
        tenant,
        attachments: attachments.map(({ bytes: _bytes, ...attachment }) => attachment),
      });
    }),
  );
  for (const { bytes, ...file } of files) {
    const Key = fileKey({ tenant, ...file });
    await engines.s3.send(new PutObjectCommand({ Bucket: engines.bucket, Key, Body: bytes.subarray(0, fileBytes) }));
  }
  return { tenant, customerId, fileBytes };
};

const processesOf = async (tenant: string): Promise<readonly ProcessValue[]> =>
  (await new ProcessStore(engines.table).listNewest(tenant, 20, undefined)).processes;

/** Asks once more, as people do who got no answer, and calls workers until it is over. */
const finish = async ({ tenant, customerId }: Played): Promise<void> => {
  const { api } = healthy();
  const caller = { tenant, userId: 'ana', roles: ['supervisor'] } as const;
  await api({ call: `GET /v1/customers/${customerId}/portability`, caller });
  for (let round = 0; round < 10; round += 1) {
    const open = (await processesOf(tenant)).filter(({ state }) => state !== 'success');
    if (open.length === 0) return;
    for (const { processId } of open) await healthy().work({ tenant, processId });
    // Longer than the lease of a worker that died.
    now += 20 * minute;
  }
  throw new Error('The file is never made.');
};

const verify = async ({ tenant, fileBytes }: Played, where: string): Promise<void> => {
  const processes = await processesOf(tenant);
  expect(processes, where).toMatchObject([{ state: 'success', lease: null, checkpoint: null, rowsDone: 67 }]);
  const [file] = processes[0]?.files ?? [];
  const { Body } = await engines.s3.send(new GetObjectCommand({ Bucket: engines.bucket, Key: file?.key ?? '' }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  expect(bytes.length, where).toBe(file?.size);
  const entries = unzipSync(bytes);
  expect(Object.keys(entries), where).toEqual([
    'datos.jsonl',
    ...files.map(({ attachmentId, fileName }) => `archivos/${attachmentId}-${fileName}`),
    'LEEME.json',
  ]);
  for (const { attachmentId, fileName, bytes: own } of files) {
    const entry = entries[`archivos/${attachmentId}-${fileName}`] ?? new Uint8Array();
    expect(Buffer.compare(entry, own.subarray(0, fileBytes)), where).toBe(0);
  }
  const lines = Buffer.from(entries['datos.jsonl'] ?? [])
    .toString()
    .trim()
    .split('\n');
  expect(lines.length, where).toBe(64);
  expect(new Set(lines).size, where).toBe(64);
  // Nothing that was needed on the way is left, in no version.
  const { Versions = [] } = await engines.s3.send(
    new ListObjectVersionsCommand({ Bucket: engines.bucket, Prefix: `reports/${tenant}/` }),
  );
  expect(
    Versions.filter(({ Key }) => Key?.includes('/lists/')),
    where,
  ).toEqual([]);
};

const play = async (fault: Fault, strikes: 'request' | 'worker', where: string): Promise<readonly string[]> => {
  // Whoever asks needs no file of several parts.
  const world = await newWorld(strikes === 'request' ? 1_000 : 4 * 1024 * 1024);
  const { tenant, customerId } = world;
  const lifetime = new Lifetime(fault);
  const first = process(lifetime);
  const caller = { tenant, userId: 'ana', roles: ['supervisor'] } as const;
  const asking = strikes === 'request' ? first : healthy();
  await asking.api({ call: `GET /v1/customers/${customerId}/portability`, caller }).catch(() => undefined);
  if (strikes === 'worker') {
    for (const { processId } of await processesOf(tenant)) {
      await first.work({ tenant, processId }).catch(() => undefined);
    }
  }
  await finish(world);
  await verify(world, where);
  return lifetime.effects;
};

describe('crash matrix of files of a person', () => {
  it.each(['request', 'worker'] as const)(
    'whatever call of the %s is struck, there is one whole file',
    async (strikes) => {
      const effects = await play((_call, send) => send(), strikes, 'without a crash');
      if (strikes === 'worker') {
        expect(effects.filter((name) => name === 'UploadPartCommand').length).toBeGreaterThan(1);
      }
      for (const position of effects.keys()) {
        for (const mode of modes) {
          cases += 1;
          await play(crashAt(position, mode), strikes, `${mode} call ${position} of ${effects.join(', ')}`);
        }
      }
    },
    600_000,
  );
});
