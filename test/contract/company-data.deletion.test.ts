/**
 * Deletion of a company (issue 12, 10; ADR 68): asked for and taken back; a worker that dies again and again leaves nothing of the
 * company, and another company as it was, byte by byte; whatever comes later makes nothing anew.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompanyDeletionAnswer } from '#contract/company-deletion.ts';
import type { Problem } from '#contract/errors.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Item } from '#platform/table/kernel.ts';
import { InboundOwner } from '#shared/companies/entities.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { CompanyDeletionStore } from '#shared/company-data/company-deletion-store.ts';
import { ConnectionOwner } from '#shared/live/entities.ts';
import { KeptEvent, ParkedEvent } from '#shared/messaging/events/entities.ts';
import { UnmatchedInbound } from '#shared/messaging/inbound/entities.ts';
import { recordInbound } from '#shared/messaging/inbound/record-inbound.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import { companyRoutes } from '../../functions/api/companies/bindings.ts';
import { recordInboundDeps } from '../../functions/composition/receiving.ts';
import { createCompanyWorker } from '../../functions/queues/company/bindings.ts';
import { createEventsWorker } from '../../functions/queues/delivery-events/bindings.ts';
import { createJobWorker } from '../../functions/queues/sqs-worker.ts';
import { createLiveFeed } from '../../functions/streams/live/bindings.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { preTokenTrigger } from '../../functions/triggers/pre-token/bindings.ts';
import { standardAccess, standardUsers } from '../support/access.ts';
import { callApi } from '../support/call-api.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { countingLog, lambdaContext, sqsEvent } from '../support/delivery-process.ts';
import { crashAt, Lifetime } from '../support/faults.ts';
import { insertOf, liveDeps } from '../support/live-world.ts';
import { readEverything, spellingsOf, tracesIn } from '../support/traces.ts';

const day = 86_400_000;
const minute = 60_000;
const start = Date.UTC(2026, 11, 1, 15);
let now = start;
const clock = { now: () => now };
const dump = resolve(import.meta.dirname, '../releases/0.2.0/items.jsonl.gz');
const admin = { tenant: 'acme', roles: ['admin'], userId: 'an-administrator' } as const;

const allItems: readonly Item[] = gunzipSync(readFileSync(dump))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
/** All of the company that goes, and a part of the one that stays. */
const items = [
  ...allItems.filter(({ pk }) => !String(pk).startsWith('T#demo#')),
  ...allItems.filter(({ pk }) => /^T#demo#(SET|USERS)/.test(String(pk))),
  ...allItems.filter(({ pk }) => /^T#demo#[CM]#/.test(String(pk))).slice(0, 250),
];
const customers = items.filter(({ type, pk }) => type === 'customer' && String(pk).startsWith('T#acme#'));
const messages = items.filter(({ type, pk }) => type === 'message' && String(pk).startsWith('T#acme#'));
const others = JSON.stringify(items.filter(({ pk }) => String(pk).startsWith('T#demo#')));
/** What must be found nowhere afterwards. */
const names = [...new Set(customers.map(({ name }) => String(name)))].filter((name) => !others.includes(name));
const words = 'perdí el trabajo en Lota';
const spellings = spellingsOf([...names, words]);

let engines: DeliveryEngines;
/** The pool: the company's users, one who never signed in, and the other company's. */
const pool = new Map<string, { readonly tenant: string; enabled: boolean }>();
const users = {
  async *listOf(tenant: string) {
    for (const [userId, user] of pool) if (user.tenant === tenant) yield userId;
  },
  disable: async (userId: string) => void pool.set(userId, { tenant: 'acme', ...pool.get(userId), enabled: false }),
  delete: async (userId: string) => void pool.delete(userId),
};
const mails: { readonly to: string; readonly text: string }[] = [];
const mail = {
  send: async ({ input }: { input: { Destination?: { ToAddresses?: string[] }; Content?: unknown } }) => {
    mails.push({ to: input.Destination?.ToAddresses?.[0] ?? '', text: JSON.stringify(input.Content) });
    return {};
  },
} as unknown as Parameters<typeof createCompanyWorker>[0]['mail'];

const write = (Key: string, Body: string) =>
  engines.s3.send(new PutObjectCommand({ Bucket: engines.bucket, Key, Body }));

beforeAll(async () => {
  engines = await startDeliveryEngines({ versions: true });
  const { table, client, name } = engines;
  for (let from = 0; from < items.length; from += 25) {
    const RequestItems = { [name]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    await client.send(new BatchWriteCommand({ RequestItems }));
  }
  for (const { userId, tenant } of items.filter(({ type }) => type === 'user')) {
    pool.set(String(userId), { tenant: String(tenant), enabled: true });
  }
  pool.set('invited', { tenant: 'acme', enabled: true });
  for (const tenant of ['acme', 'demo']) {
    for (const folder of ['uploads', 'attachments', 'html', 'media', 'reports', 'imports']) {
      for (const text of [`${words} ${tenant}`, `other ${tenant}`]) {
        await write(`${folder}/${tenant}/x/y`, tenant === 'demo' ? 'stays' : text);
      }
    }
    await write(`mail/mail-of-${tenant}`, tenant === 'demo' ? 'stays' : words);
    await write(`events/2026-11-30/${tenant}.json`, JSON.stringify({ tags: { tenantId: [tenant] } }));
    await table.put(
      ConnectionOwner,
      { connectionId: `c-${tenant}`, tenant, userId: 'u', connectedAt: start, tokenEndsAt: start + day },
      'any',
    );
    const event = { kind: 'NOTICE', reason: 'x', source: 'events', receivedAt: start } as const;
    const raw = JSON.stringify({ mail: { tags: { tenantId: [tenant] } }, text: tenant === 'demo' ? '' : words });
    await table.put(KeptEvent, { ...event, eventId: `short-${tenant}`, raw, rawKey: null }, 'any');
    const rawKey = `events/2026-11-30/${tenant}.json`;
    await table.put(KeptEvent, { ...event, eventId: `long-${tenant}`, raw: null, rawKey }, 'any');
    const signal = JSON.stringify({ type: 'failure', tags: { tenantId: tenant }, recipient: '+56911112222' });
    const parked = { eventId: 'e', channel: 'sms', providerId: `p-${tenant}`, signal, receivedAt: start } as const;
    await table.put(ParkedEvent, { ...parked, giveUpAt: start + day, dueAt: start + day }, 'any');
    const base = { tenant, id: `un-${tenant}`, from: 'x@y.example', to: 'z', text: tenant, kind: 'text' } as const;
    await table.put(
      UnmatchedInbound,
      UnmatchedInbound.schema.parse({
        ...base,
        channel: 'email',
        providerId: `mail-of-${tenant}`,
        receivedAt: start,
        reason: 'UNKNOWN_SENDER',
        candidates: [],
      }),
      'any',
    );
  }
}, 120_000);
afterAll(() => engines?.stop());

const queued: ProcessJob[] = [];
const jobs = { enqueue: async (job: ProcessJob) => void queued.push(job) };
const api = (table = engines.table) => {
  const access = standardAccess(table, clock);
  return callApi(
    companyRoutes({ ...standardUsers(table, clock), table, clock, cursors: createCursors('k'), companyJobs: jobs }),
    undefined,
    access.admit,
  );
};
const call = (method: string, body?: object, caller: object = {}) =>
  api()<CompanyDeletionAnswer & Problem>({
    call: `${method} /v1/company/deletion`,
    caller: { ...admin, ...caller },
    ...(body === undefined ? {} : { body }),
  });
const everything = async (): Promise<Map<string, string>> =>
  new Map([...(await readEverything(engines))].toSorted(([a], [b]) => (a < b ? -1 : 1)));
/** What is compared: the engine tells attributes in any order. */
const valuesOf = (entries: Iterable<readonly [string, string]>) =>
  [...entries].map(([place, text]) => [place, text.startsWith('{"') ? JSON.parse(text) : text]);
const worker = (lifetime = new Lifetime()) =>
  createCompanyWorker({
    table: engines.through(lifetime.wrap(engines.client)),
    clock,
    log: countingLog(),
    objects: lifetime.wrap(engines.s3),
    bucket: engines.bucket,
    users,
    mail,
    consoleUrl: 'https://console.example',
    jobs,
    pageItems: 15,
  });
const work = (job: ProcessJob | undefined, lifetime?: Lifetime) =>
  worker(lifetime)(sqsEvent([JSON.stringify(job)], now), lambdaContext(900_000));
const deletion = async () => (await new CompanyDeletionStore(engines.table).find('acme'))?.value;
/** What lies of a company, as it lies: its place and text. */
const ofCompany = (all: ReadonlyMap<string, string>, tenant: string) =>
  [...all].filter(
    ([place, text]) => place.includes(`#${tenant}`) || place.includes(`/${tenant}`) || text.includes(`"${tenant}"`),
  );

describe('the request of a deletion', () => {
  it('needs the exact name and an administrator, is one at a time, told to all administrators, and taken back', async () => {
    expect((await call('GET')).body).toMatchObject({ state: 'none', waitDays: 14 });
    const wrong = await call('POST', { name: 'Acme', reason: 'trial' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'COMPANY_NAME_DIFFERS', errors: [{ path: 'name' }] } });
    expect((await call('POST', { name: 'Acme Collections', reason: 'x' })).status).toBe(400);
    expect((await call('POST', { name: 'Acme Collections', reason: 'trial' }, { roles: ['supervisor'] })).status).toBe(
      403,
    );
    const asked = await call('POST', { name: ' Acme Collections ', reason: 'trial' });
    expect(asked).toMatchObject({
      status: 202,
      body: { state: 'waiting', requestedBy: admin.userId, reason: 'trial' },
    });
    expect(asked.body.beginsAt).toBe(new Date(start + 14 * day).toISOString());
    const again = await call('POST', { name: 'Acme Collections', reason: 'trial' });
    expect(again).toMatchObject({ status: 409, body: { code: 'COMPANY_DELETION_WAITS' } });
    expect((await call('GET', undefined, { tenant: 'demo' })).body.state).toBe('none');

    expect((await work(queued[0])).batchItemFailures).toEqual([]);
    expect((await work(queued[0])).batchItemFailures).toEqual([]);
    const administrators = items.filter(
      ({ type, tenant, roles }) => type === 'user' && tenant === 'acme' && (roles as string[]).includes('admin'),
    );
    expect(mails.map(({ to }) => to).toSorted()).toEqual(administrators.map(({ email }) => String(email)).toSorted());
    expect(mails[0]?.text).toContain('It begins on 2026-12-15.');
    expect(mails[0]?.text).toContain('https://console.example/settings/retention#deletion');

    expect(await call('DELETE')).toMatchObject({ status: 200, body: { state: 'none' } });
    expect(await call('DELETE')).toMatchObject({ status: 404, body: { code: 'COMPANY_DELETION_NOT_FOUND' } });
    now += 20 * day;
    expect((await work(queued[0])).batchItemFailures).toEqual([]);
    expect(await deletion()).toBeUndefined();
    const { items: audit } = await engines.table.query({ pk: 'T#acme#AUDIT' });
    expect(
      audit
        .filter(({ kind }) => kind === 'companyDeletion')
        .map(({ action }) => action)
        .toSorted(),
    ).toEqual(['created', 'deleted']);
    expect((await new CompanyStore(engines.table).findUserStanding('acme', 'x')).active).toBe(true);
  });
});

describe('the deletion', () => {
  it('leaves nothing but the receipt, however often its worker dies, and the other company as it was', async () => {
    await call('POST', { name: 'Acme Collections', reason: 'contract_ended' });
    const job = queued.at(-1);
    const before = await everything();
    expect(names.length).toBeGreaterThan(3);
    expect(tracesIn(before, spellings).length).toBeGreaterThan(30);

    now += 14 * day;
    let lives = 0;
    for (; (await deletion())?.state !== 'done'; lives += 1) {
      expect(lives).toBeLessThan(150);
      // Dies in each kind of step: where it stands follows from what the lives before have done.
      const lifetime = new Lifetime(crashAt(5 + ((lives * 7) % 19), lives % 2 === 0 ? 'after' : 'before'));
      await work(job, lifetime).catch(() => undefined);
      // Until the lease of the dead has ended, and beyond the wait.
      now += 16 * minute;
    }
    expect(lives).toBeGreaterThan(10);

    const after = await everything();
    expect(tracesIn(after, spellings)).toEqual([]);
    const left = ofCompany(after, 'acme').map(([place]) => place);
    const numbers = items.filter(({ type, tenant }) => type === 'inboundOwner' && tenant === 'acme');
    expect(left.toSorted()).toEqual(
      ['table SYS#DELETIONS acme', ...numbers.map(({ pk, sk }) => `table ${pk} ${sk}`)].toSorted(),
    );
    expect(valuesOf(ofCompany(after, 'demo'))).toEqual(valuesOf(ofCompany(before, 'demo')));
    expect([...pool.values()].filter(({ tenant }) => tenant === 'acme')).toEqual([]);
    expect([...pool.values()].every(({ enabled }) => enabled)).toBe(true);
    const receipt = await deletion();
    expect(receipt).toMatchObject({ state: 'done', requestedBy: admin.userId, told: [], reason: 'contract_ended' });
    // What a life had deleted that died before it could say so is not counted.
    expect(receipt?.counts.items.customer).toBeGreaterThan(customers.length / 2);
    expect(receipt?.counts.items.customer).toBeLessThanOrEqual(customers.length);
    expect(receipt?.counts.fileVersions).toBeGreaterThan(10);
    expect(JSON.stringify(receipt)).not.toContain('Acme');
  }, 300_000);

  it('makes nothing anew of what comes later: requests, sign-ins, events, messages, jobs, changes of the stream', async () => {
    const before = await everything();
    const { table } = engines;
    const log = countingLog();
    expect(await call('GET')).toMatchObject({ status: 403, body: { code: 'COMPANY_CLOSED' } });
    const [user] = items.filter(({ type, tenant }) => type === 'user' && tenant === 'acme');
    const trigger = preTokenTrigger({ table, clock, log });
    const signIn = {
      request: {
        userAttributes: { sub: String(user?.userId), email: 'a@acme.example', name: 'A', 'custom:tenant': 'acme' },
        groupConfiguration: { groupsToOverride: ['admin'] },
      },
      response: {},
    } as unknown as Parameters<typeof trigger>[0];
    await expect(trigger(signIn)).rejects.toThrow('USER_DISABLED');
    expect((await new CompanyStore(table).findUserStanding('acme', 'x')).active).toBe(false);

    const ground = { table, clock, log, addressKey: 'k' };
    const unused = {} as never;
    const receiving = { ...ground, files: { put: async () => undefined }, received: unused, fetchMedia: unused };
    const bounce = {
      eventType: 'Bounce',
      mail: {
        messageId: '0100018c-late-0000',
        timestamp: new Date(now).toISOString(),
        destination: ['rosa@x.example'],
        tags: { tenantId: ['acme'], customerId: ['c'], attemptId: ['a'] },
      },
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        timestamp: new Date(now).toISOString(),
        feedbackId: 'f',
        bouncedRecipients: [{ emailAddress: 'rosa@x.example', diagnosticCode: words }],
      },
    };
    const events = createEventsWorker({ ...receiving, directory: unused });
    const taken = await events(sqsEvent([JSON.stringify(bounce)], now), lambdaContext(30_000));
    expect(taken.batchItemFailures).toEqual([]);
    const owner = items.find(
      ({ type, tenant, channel }) => type === 'inboundOwner' && tenant === 'acme' && channel === 'sms',
    );
    const { ours } = InboundOwner.schema.parse(owner);
    const said = {
      type: 'inbound',
      channel: 'sms',
      providerId: 'late',
      from: '+56911112222',
      to: ours,
      at: now,
    } as const;
    expect(await recordInbound(recordInboundDeps(receiving), { ...said, kind: 'text', text: words }, words)).toBe(
      'dropped',
    );
    const jobWorker = createJobWorker(ground, async () => {
      throw new Error('The job was worked on.');
    });
    const dropped = await jobWorker(
      sqsEvent([JSON.stringify({ tenant: 'acme', messageId: 'm' })], now),
      lambdaContext(1),
    );
    expect(dropped.batchItemFailures).toEqual([]);
    const [message = {}] = messages;
    const [customer = {}] = customers;
    const changes = { Records: [insertOf(message, 1), insertOf(customer, 2)] };
    expect(await createProjections(ground)(changes)).toEqual({ batchItemFailures: [] });
    expect(await createLiveFeed(liveDeps(table))(changes)).toEqual({ batchItemFailures: [] });

    expect(log.counts.get('DroppedOfDeletedCompany')).toBe(3);
    expect(valuesOf(await everything())).toEqual(valuesOf(before));
  }, 120_000);
});
