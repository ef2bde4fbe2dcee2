/**
 * Deletion of a company over HTTP, on a system of its own whose clock is walked on (issue 12, 10; ADR 68): after the wait
 * nothing of it is in table, bucket, versions and logs, byte by byte; the other company works on, and its people sign in.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Runner } from '../acceptance/runner.ts';
import { readEverything, spellingsOf, tracesIn } from '../support/traces.ts';
import { freshEmail } from './support/people.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const companiesFile = resolve(import.meta.dirname, '../../local/demo/companies.json');
const CompaniesSchema = z.object({ companies: z.array(z.looseObject({ tenantId: z.string(), name: z.string() })) });
const CustomerSchema = z.looseObject({
  customerId: z.string(),
  addresses: z.array(z.looseObject({ addressId: z.string() })),
});
const DeletionSchema = z.looseObject({ state: z.string(), beginsAt: z.string().nullable() });

/** What must be found nowhere afterwards. */
const person = { name: 'Rosamunda Quilodrán', email: `rosamunda.${freshEmail()}`, words: 'perdí el trabajo en Lota' };
const spellings = spellingsOf([...Object.values(person), 'Acme Collections']);

// Logs and bytes of another deployment are nobody's to read.
describe.runIf(process.env.SCENARIO_OUTPUTS === undefined)('deletion of a company', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-deletion-'));
  let runner: Runner;
  let outputs: Readonly<Record<string, string>>;
  let client: DynamoDBDocumentClient;
  let s3: S3Client;
  beforeAll(async () => {
    runner = await Runner.start(join(folder, 'data'));
    outputs = z.record(z.string(), z.string()).parse(runner.outputs);
    const { companies } = CompaniesSchema.parse(JSON.parse(readFileSync(companiesFile, 'utf8')));
    for (const company of companies) await runner.invoke('provision-company', company);
    const common = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
    client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...common, endpoint: outputs.DynamoDbEndpoint ?? '' }));
    s3 = new S3Client({ ...common, endpoint: outputs.S3Endpoint ?? '', forcePathStyle: true });
  }, 300_000);
  afterAll(async () => {
    await runner?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async (company: string, method: string, path: string, body?: object) => {
    const api = await runner.api(company, 'admin');
    return api.call(method, path, body, method === 'POST' ? { 'idempotency-key': randomUUID() } : {});
  };
  const walk = async (ms: number): Promise<void> => {
    const read = async () => {
      const { now } = z.object({ now: z.string() }).parse(await (await fetch(`${outputs.ControlUrl}/clock`)).json());
      return Date.parse(now);
    };
    const end = (await read()) + ms;
    const until = new Date(end).toISOString();
    // The clock runs on by itself as well, and is never set back.
    for (let done = false; !done && (await read()) < end; ) {
      done = z.looseObject({ done: z.boolean() }).parse(await runner.control('/tick', { until })).done;
    }
  };
  /** Days in which nothing of this is due: the clock is set over them. */
  const leap = async (ms: number): Promise<void> => {
    const { now } = z.object({ now: z.string() }).parse(await (await fetch(`${outputs.ControlUrl}/clock`)).json());
    await runner.control('/clock', { now: new Date(Date.parse(now) + ms).toISOString() });
    await walk(2 * minute);
  };
  const everything = async (): Promise<Map<string, string>> => {
    const kept = await readEverything({
      client,
      name: outputs.TableName ?? '',
      s3,
      bucket: outputs.FilesBucketName ?? '',
    });
    const directory = join(folder, 'data', 'logs');
    const logs = readdirSync(directory).map(
      (name) => [`log ${name}`, readFileSync(join(directory, name)).toString('latin1')] as const,
    );
    return new Map([...kept, ...logs]);
  };
  const newCustomer = async (company: string, name: string, email: string) => {
    const made = await call(company, 'POST', '/v1/customers', {
      name,
      addresses: [{ channel: 'email', value: email }],
    });
    expect(made.status).toBe(201);
    const customer = CustomerSchema.parse(made.body);
    const sent = await call(company, 'POST', '/v1/messages', {
      customerId: customer.customerId,
      addressId: customer.addresses[0]?.addressId,
      subject: 'Aviso',
      body: company === 'acme' ? person.words : 'Tu cuota vence.',
    });
    expect(sent.status).toBe(202);
    return customer.customerId;
  };

  it('waits, is taken back, and in the end leaves nothing of the company and everything of the other one', async () => {
    await newCustomer('acme', person.name, person.email);
    const otherId = await newCustomer('demo', 'Queda Contenta', freshEmail());
    await walk(2 * minute);
    expect(tracesIn(await everything(), spellings).length).toBeGreaterThan(5);

    const ask = { name: 'Acme Collections', reason: 'contract_ended' };
    expect((await call('acme', 'POST', '/v1/company/deletion', { ...ask, name: 'Demo' })).status).toBe(400);
    expect((await call('acme', 'POST', '/v1/company/deletion', ask)).status).toBe(202);
    expect((await call('acme', 'POST', '/v1/company/deletion', ask)).status).toBe(409);
    expect((await call('acme', 'DELETE', '/v1/company/deletion')).status).toBe(200);
    await leap(15 * day);
    expect((await call('acme', 'GET', '/v1/me')).status).toBe(200);

    const asked = await call('acme', 'POST', '/v1/company/deletion', ask);
    expect(DeletionSchema.parse(asked.body).state).toBe('waiting');
    await leap(13 * day);
    expect((await call('acme', 'GET', '/v1/me')).status).toBe(200);
    const lateApi = await runner.api('acme', 'admin');
    await leap(day);
    await walk(60 * minute);

    const refused = await lateApi.call('GET', '/v1/me');
    expect([401, 403]).toContain(refused.status);
    await expect(runner.api('acme', 'admin')).rejects.toThrow();
    expect((await call('demo', 'GET', `/v1/customers/${otherId}`)).status).toBe(200);

    const after = await everything();
    expect(tracesIn(after, spellings)).toEqual([]);
    const left = [...after.keys()].filter((place) => /T#acme#|\/acme\//.test(place));
    expect(left).toEqual([]);
    expect([...after.keys()]).toContain('table SYS#DELETIONS acme');
    const receipt = z
      .looseObject({ state: z.string(), counts: z.looseObject({ users: z.int() }) })
      .parse(JSON.parse(after.get('table SYS#DELETIONS acme') ?? '{}'));
    expect(receipt.state).toBe('done');
    expect(receipt.counts.users).toBeGreaterThan(0);
  }, 300_000);
});
