/** Kill switches and last useful times: what is held waits, goes on, and is never sent in a heap (F18, issue 10 C.9). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { HoldStore } from '#shared/messaging/holds/hold-store.ts';
import { setDeploymentHold } from '#shared/messaging/holds/set-hold.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import type { Process } from '../support/delivery-process.ts';
import { day, hour, minute, type Person, World } from '../support/delivery-world.ts';
import { crashAt } from '../support/faults.ts';

let engines: DeliveryEngines;
let world: World;
let person: Person;

beforeAll(async () => {
  engines = await startDeliveryEngines();
});
afterAll(() => engines?.stop());
beforeEach(async () => {
  world = await World.create(engines);
  person = await world.addPerson({ email: 'ana@uno.example', sms: '+56912345678' });
});

interface Held {
  readonly holds: readonly {
    readonly scope: { kind: string; id: string | null; name: string | null };
    readonly source: string;
    readonly reason: string;
    readonly by: string | null;
    readonly waiting: number | null;
  }[];
}

const admin = () => ({ tenant: world.tenant, userId: 'eva', roles: ['admin'] as const });
const put = (scope: object, held: boolean, reason = 'Error en la plantilla', caller: object = admin()) =>
  world.start().api<Held & { code?: string }>({
    call: 'PUT /v1/settings/holds',
    body: { scope, held, reason },
    caller: { ...admin(), ...caller },
  });
const list = async () =>
  (await world.start().api<Held>({ call: 'GET /v1/settings/holds', caller: world.caller })).body.holds;

let keys = 0;
const accept = async (channel: SendingChannel, more: object = {}): Promise<string> => {
  keys += 1;
  const { status, body } = await world.post(world.start(), person, channel, `key-${keys}`, more);
  expect(status, JSON.stringify(body)).toBe(202);
  return body.messageId;
};

interface Shown {
  readonly status: string;
  readonly usefulUntil: string;
  readonly events: readonly { kind: string; code?: string }[];
}
const read = async (messageId: string): Promise<Shown> =>
  (await world.start().api<Shown>({ call: `GET /v1/messages/${messageId}`, caller: world.caller })).body;
const statusOf = async (messageId: string) => (await read(messageId)).status;
const sweep = async () => expect(await world.start().sweep()).toBe(0);
const pass = (ms: number) => {
  world.time += ms;
};

describe('a hold', () => {
  it('takes effect at the claim, shows its reason, and lets what waits go on when it is lifted', async () => {
    const messageId = await accept('email');
    expect((await put({ kind: 'company' }, true)).status).toBe(200);
    await world.drain(world.start(), 'email');
    const waiting = await read(messageId);
    expect(waiting.status).toBe('deferred');
    expect(waiting.events.at(-1)).toMatchObject({ kind: 'deferred', code: 'HOLD_COMPANY' });
    expect(world.providers.calls).toEqual([]);

    pass(minute);
    await sweep();
    expect(await list()).toMatchObject([
      {
        scope: { kind: 'company', id: null },
        source: 'person',
        reason: 'Error en la plantilla',
        by: 'eva',
        waiting: 1,
      },
    ]);

    await put({ kind: 'company' }, false, 'Corregida');
    expect(await list()).toEqual([]);
    await sweep();
    await world.settle();
    expect(await statusOf(messageId)).toBe('delivered');
    expect(world.providers.calls).toHaveLength(1);
  });

  it('is in force within 5 s in a worker that has just sent', async () => {
    const worker = world.start();
    await accept('email');
    await world.drain(worker, 'email');
    expect(world.providers.calls).toHaveLength(1);
    await put({ kind: 'channel', id: 'email' }, true);
    pass(3_000);
    const second = await accept('email');
    await world.drain(worker, 'email');
    expect(await statusOf(second)).toBe('deferred');
    expect(world.providers.calls).toHaveLength(1);
  });

  it('holds its scope and nothing else', async () => {
    await put({ kind: 'channel', id: 'email' }, true);
    const [mail, text] = [await accept('email'), await accept('sms')];
    for (const channel of ['email', 'sms'] as const) await world.drain(world.start(), channel);
    expect([await statusOf(mail), await statusOf(text)]).toEqual(['deferred', 'sent']);
    expect((await list()).map(({ scope }) => scope)).toEqual([{ kind: 'channel', id: 'email', name: null }]);
    await put({ kind: 'channel', id: 'email' }, false);

    await put({ kind: 'automatic' }, true);
    pass(3_000);
    const [byHand, byItself] = [await accept('sms'), await accept('sms', { purpose: 'automatic' })];
    await world.drain(world.start(), 'sms');
    expect([await statusOf(byHand), await statusOf(byItself)]).toEqual(['sent', 'deferred']);
  });

  it('of the whole deployment is the operator’s, and only he lifts it', async () => {
    const holds = new HoldStore(engines.table);
    const clock = { now: () => world.time };
    const hold = (held: boolean) => setDeploymentHold({ holds, clock }, { held, reason: 'Incidente', by: 'operador' });
    await hold(true);
    try {
      const messageId = await accept('sms');
      await world.drain(world.start(), 'sms');
      expect(await read(messageId)).toMatchObject({ status: 'deferred', events: [{ code: 'HOLD_DEPLOYMENT' }] });
      expect(await list()).toMatchObject([{ scope: { kind: 'deployment' }, source: 'operator', waiting: null }]);
      expect((await put({ kind: 'deployment' }, false)).status).toBe(400);
      pass(3_000);
      await hold(false);
      await sweep();
      await world.drain(world.start(), 'sms');
      expect(await statusOf(messageId)).toBe('sent');
      // Held or lifted twice is told once, and every company's trail tells it.
      await hold(false);
      const audit = async (tenant: string) => {
        const caller = { tenant, userId: 'eva', roles: ['admin'] as const };
        return (await world.start().api<{ items: unknown[] }>({ call: 'GET /v1/audit?kind=hold&limit=2', caller }))
          .body;
      };
      const told = await audit(world.tenant);
      expect(told.items).toMatchObject([
        {
          subjectId: 'deployment',
          actor: 'operator',
          changes: expect.arrayContaining([{ field: 'held', before: true, after: false }]),
        },
        {
          subjectId: 'deployment',
          actor: 'operator',
          changes: expect.arrayContaining([
            { field: 'held', before: false, after: true },
            { field: 'reason', before: null, after: 'Incidente' },
            { field: 'by', before: null, after: 'operador' },
          ]),
        },
      ]);
      const other = await World.create(engines);
      expect((await audit(other.tenant)).items).toEqual(told.items);
    } finally {
      await hold(false);
    }
  });

  it('is set by administrators only, of what the company has, with a reason', async () => {
    expect((await put({ kind: 'company' }, true, 'x', { roles: ['supervisor'] })).status).toBe(403);
    expect((await put({ kind: 'company' }, true, '')).status).toBe(400);
    expect((await put({ kind: 'channel', id: 'call' }, true)).status).toBe(400);
    expect((await put({ kind: 'account', id: 'nobody' }, true)).body.code).toBe('NOT_FOUND');
    expect((await put({ kind: 'template', id: 'none' }, true)).body.code).toBe('NOT_FOUND');
    expect(await list()).toEqual([]);
    // Lifting what is not held changes nothing.
    expect((await put({ kind: 'company' }, false)).body).toEqual({ holds: [], warnings: [] });
  });

  it('can be cancelled under, and a late job of it adds nothing', async () => {
    const messageId = await accept('sms');
    await put({ kind: 'company' }, true);
    await world.start().send('sms', [world.job(messageId)]);
    await world.start().send('sms', [world.job(messageId)]);
    expect((await read(messageId)).events.filter(({ kind }) => kind === 'deferred')).toHaveLength(1);
    const answer = await world.start().api({ call: `POST /v1/messages/${messageId}/cancel`, caller: world.caller });
    expect(answer.status).toBe(200);
    await put({ kind: 'company' }, false);
    await world.settle();
    expect(await statusOf(messageId)).toBe('cancelled');
  });
});

describe('a message of no use any more', () => {
  const stored = async (messageId: string) =>
    (await new MessageStore(engines.table).find(world.tenant, messageId, { consistent: true }))?.value;

  it('expires under a hold on time, a day after it was to go, and is never sent', async () => {
    const messageId = await accept('sms');
    await put({ kind: 'company' }, true);
    await world.drain(world.start(), 'sms');
    pass(day - minute);
    await sweep();
    expect(await statusOf(messageId)).toBe('deferred');
    pass(minute);
    await sweep();
    expect(await statusOf(messageId)).toBe('expired');
    await put({ kind: 'company' }, false);
    await world.settle();
    expect(await statusOf(messageId)).toBe('expired');
    expect(world.providers.calls).toEqual([]);
    expect(await stored(messageId)).toMatchObject({ dueAt: null, phase: 'ended' });
  });

  it('counts the day from `sendAt`; the request may say otherwise, an hour to 30 days', async () => {
    const sendAt = new Date(world.time + 3 * day).toISOString();
    const usefulUntil = new Date(world.time + 3 * day + 2 * hour).toISOString();
    expect((await read(await accept('sms', { sendAt }))).usefulUntil).toBe(
      new Date(world.time + 4 * day).toISOString(),
    );
    expect((await read(await accept('sms', { sendAt, usefulUntil }))).usefulUntil).toBe(usefulUntil);
    const refused = async (more: object) =>
      (await world.post(world.start(), person, 'sms', `refused-${JSON.stringify(more)}`, more)).body.code;
    for (const ms of [30 * minute, 31 * day]) {
      expect(await refused({ usefulUntil: new Date(world.time + ms).toISOString() })).toBe('DATE_OUT_OF_RANGE');
    }
    expect(await refused({ sendAt, usefulUntil: new Date(world.time + day).toISOString() })).toBe('DATE_OUT_OF_RANGE');
    expect(await refused({ usefulUntil: '2026-13-01' })).toMatch(/^DATE_/);
  });

  it('has the hours of its template', async () => {
    const { body } = await world.start().api<{ templateId: string; usefulHours: number }>({
      call: 'POST /v1/templates',
      body: { channel: 'sms', name: 'Aviso', body: 'Su cuota vence hoy.', usefulHours: 2 },
      caller: admin(),
    });
    expect(body.usefulHours).toBe(2);
    const messageId = await accept('sms', { templateId: body.templateId, body: undefined });
    expect((await read(messageId)).usefulUntil).toBe(new Date(world.time + 2 * hour).toISOString());
    // Its job comes after that time: it is too late.
    pass(2 * hour);
    await world.drain(world.start(), 'sms');
    expect(await statusOf(messageId)).toBe('expired');
    expect(world.providers.calls).toEqual([]);
  });

  it('expires between two tries, when the next would come too late', async () => {
    world.providers.refusals.push(
      ...Array.from({ length: 9 }, () => Object.assign(new Error('Rate'), { name: 'ThrottlingException' })),
    );
    const usefulUntil = new Date(world.time + hour).toISOString();
    const messageId = await accept('sms', { usefulUntil });
    await world.settle();
    expect(['failed', 'expired']).toContain(await statusOf(messageId));
    expect(world.time).toBeLessThan(Date.parse(usefulUntil) + 6 * hour);
  });
});

describe('a channel that is switched off', () => {
  const setEnabled = async (enabled: boolean) => {
    const { body } = await world.start().api<Record<string, unknown> & { channels: { sms: object } }>({
      call: 'GET /v1/settings',
      caller: admin(),
    });
    const { senders: _senders, updatedAt: _updatedAt, version: _version, ...settings } = body;
    const sms = { ...body.channels.sms, enabled };
    const { status } = await world.start().api({
      call: 'PUT /v1/settings',
      body: { ...settings, channels: { ...body.channels, sms } },
      caller: admin(),
    });
    expect(status).toBe(200);
  };

  it('ends no scheduled message: it waits and goes on when the channel is on again', async () => {
    const messageId = await accept('sms', { sendAt: new Date(world.time + hour).toISOString() });
    await setEnabled(false);
    pass(hour + minute);
    await sweep();
    await world.drain(world.start(), 'sms');
    expect(await read(messageId)).toMatchObject({ status: 'deferred', events: [{ code: 'CHANNEL_DISABLED' }] });
    // The settings say it: it is no hold that somebody lifts.
    expect(await list()).toEqual([]);
    await setEnabled(true);
    await sweep();
    await world.drain(world.start(), 'sms');
    expect(await statusOf(messageId)).toBe('sent');
  });
});

describe('messages that wait', () => {
  /** Writes of one run of the due work, to the table. */
  const writesOf = async (work: (process: Process) => Promise<unknown>) => {
    const process = world.start();
    await work(process);
    return process.lifetime.effects;
  };

  it('under a hold are neither read nor written while they wait', async () => {
    const many = await Promise.all(Array.from({ length: 30 }, () => accept('sms')));
    await put({ kind: 'company' }, true);
    await world.drain(world.start(), 'sms');
    await sweep();
    for (let turn = 0; turn < 5; turn += 1) {
      pass(20 * minute);
      expect(await writesOf((process) => process.sweep())).toEqual([]);
    }
    expect(new Set(await Promise.all(many.map(statusOf)))).toEqual(new Set(['deferred']));
  });

  it('in a long queue are not enqueued again, and a lost one is found behind a probe', async () => {
    const inQueue = await accept('email');
    // Key, message, queue: it dies before the third.
    await world.post(world.start(crashAt(2, 'before')), person, 'email', 'lost').catch(() => undefined);
    pass(20 * minute);
    // The queue has let nothing out: one probe, and no job.
    expect(await writesOf((process) => process.sweep())).toHaveLength(2);
    for (let turn = 0; turn < 5; turn += 1) {
      pass(20 * minute);
      expect(await writesOf((process) => process.sweep())).toEqual([]);
    }
    await world.drain(world.start(), 'email');
    expect(await statusOf(inQueue)).toBe('sent');
    expect(world.providers.calls).toHaveLength(1);
    await sweep();
    await world.drain(world.start(), 'email');
    expect(world.providers.calls).toHaveLength(2);
  });
});

/** Due work and queue, minute by minute. */
const minutes = async (count: number, channel: SendingChannel) => {
  for (let turn = 0; turn < count; turn += 1) {
    await sweep();
    await world.drain(world.start(), channel);
    pass(minute);
  }
};

describe('an account that its provider does not send for', () => {
  const refusal = (name: string, more: object = {}) =>
    Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 }, ...more });

  it.each<[string, SendingChannel, string, Error, string]>([
    ['SES paused', 'email', 'SENDING_PAUSED', refusal('SendingPausedException'), 'aviso'],
    ['SES suspended', 'email', 'ACCOUNT_SUSPENDED', refusal('AccountSuspendedException'), 'aviso'],
    [
      'a day’s quota of SES',
      'email',
      'QUOTA_REACHED',
      refusal('ThrottlingException', { message: 'Daily message quota exceeded' }),
      'aviso',
    ],
    ['SMS closed', 'sms', 'ACCOUNT_SUSPENDED', refusal('AccessDeniedException', { Reason: 'ACCOUNT_DISABLED' }), ''],
    ['SMS out of money', 'sms', 'QUOTA_REACHED', refusal('ServiceQuotaExceededException'), ''],
  ])('%s: what waits is deferred, nobody else tries, and it goes on when the provider takes it', async (...row) => {
    const [, channel, cause, error] = row;
    world.providers.refusals.push(error);
    const [first, second] = [await accept(channel), await accept(channel)];
    await world.start().send(channel, [world.job(first)]);
    await world.drain(world.start(), channel);
    expect([await statusOf(first), await statusOf(second)]).toEqual(['deferred', 'deferred']);
    const attempts = world.providers.calls.length;
    expect(attempts).toBe(1);
    const [hold] = await list();
    expect(hold).toMatchObject({ scope: { kind: 'account' }, source: 'system', reason: cause, by: null });
    expect(hold?.scope.name).not.toBeNull();

    pass(30 * minute);
    await sweep();
    expect(world.providers.calls).toHaveLength(attempts);
    pass(30 * minute);
    await minutes(2, channel);
    await world.settle();
    expect([await statusOf(first), await statusOf(second)]).toEqual(['delivered', 'delivered']);
    expect(await list()).toEqual([]);
  });

  it('is asked again with one page of what waits, not with all of it', async () => {
    const many = 60;
    const closed = Array.from({ length: 99 }, () => refusal('SendingPausedException'));
    world.providers.refusals.push(...closed);
    for (let turn = 0; turn < many; turn += 1) await accept('email');
    await world.drain(world.start(), 'email');
    const before = world.providers.refusals.length;
    pass(hour);
    await sweep();
    const worker = world.start();
    await world.drain(worker, 'email');
    // At most those of one page, and usually fewer: the first refusal holds the rest.
    expect(before - world.providers.refusals.length).toBeLessThanOrEqual(25);
    world.providers.refusals.length = 0;
    pass(hour);
    await minutes(5, 'email');
    await world.settle();
    const sent = world.providers.calls.filter(({ accepted }) => accepted);
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(many);
    expect(sent).toHaveLength(many);
  });
});

describe('the audit trail', () => {
  it('tells who held and lifted, and why; the system’s own holds too', async () => {
    await put({ kind: 'company' }, true, 'Error');
    pass(minute);
    await put({ kind: 'company' }, false, 'Corregido');
    const { body } = await world.start().api<{ items: { kind: string; userId: string; changes: object[] }[] }>({
      call: 'GET /v1/audit?kind=hold&user=eva',
      caller: admin(),
    });
    expect(body.items).toMatchObject([
      { kind: 'hold', subjectId: 'company', userId: 'eva' },
      { kind: 'hold', subjectId: 'company', userId: 'eva' },
    ]);
    expect(body.items[0]?.changes).toEqual(
      expect.arrayContaining([
        { field: 'held', before: true, after: false },
        { field: 'reason', before: 'Error', after: 'Corregido' },
      ]),
    );
  });
});
