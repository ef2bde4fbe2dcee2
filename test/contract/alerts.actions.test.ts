/**
 * Many alerts at once on the real engine (F9, ADR 61): the number first, what a kill leaves behind, two who clear the same,
 * and an undo that leaves alone what others changed since.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertActionAnswer } from '#contract/alert-actions.ts';
import { AuditRecord } from '#shared/audit/entities.ts';
import { alertOf } from '#shared/contactability/address-change.ts';
import { HistoryStore } from '#shared/contactability/history-store.ts';
import { hasEnded } from '#shared/processes/rules.ts';
import { type AlertWorld, createAlertWorld, day, noon } from '../support/alert-world.ts';
import { refOf } from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { Crash, crashModes, type Fault, Lifetime } from '../support/faults.ts';

let engine: TestTable;
let world: AlertWorld;
beforeAll(async () => {
  engine = await startTable();
  world = await createAlertWorld(engine);
}, 60_000);
afterAll(() => engine?.stop());

const hour = 3_600_000;
let groups = 0;
/** Addresses of customers, each with a hard bounce, known by their provider's code. */
const group = async (size: number) => {
  groups += 1;
  const name = `g${groups}`;
  const addresses = Array.from({ length: size }, (_, index) => ({
    channel: 'email' as const,
    value: `${name}.${index}@uno.example`,
  }));
  const customers = [];
  for (const [index, address] of addresses.entries()) {
    customers.push(await world.addCustomer(`Cliente ${name} ${index}`, [address]));
    await world.fail(address, { at: noon + groups * 60_000 + index, diagnostic: `550 ${address.value}` });
  }
  await world.settle();
  return { addresses, customers };
};
type Addresses = Awaited<ReturnType<typeof group>>['addresses'];

const alertedOf = async (addresses: Addresses) => {
  const states = await Promise.all(addresses.map((address) => world.states.find(refOf(address), { consistent: true })));
  return addresses.filter((_, index) => {
    const state = states[index]?.value;
    return state !== undefined && alertOf(state) !== null;
  });
};
const endsOf = async (address: Addresses[number]) =>
  new HistoryStore(engine.table).listEndedAlerts(refOf(address), { limit: 100 });
const countsOf = async (processId: string) => (await world.process(processId)).alerts?.counts;

describe('the number first', () => {
  it('says how many and whose, and does nothing until that number is sent along', async () => {
    const { addresses } = await group(3);
    const [first] = addresses;
    await world.addCustomer('Otra Dueña', [first as Addresses[number]]);
    await world.settle();
    const dry = await world.call<AlertActionAnswer>('POST /v1/alerts/clear', { addresses, dryRun: true });
    expect(dry.body).toMatchObject({ addresses: 3, customers: 4, shared: 1, skipped: 0, process: null });
    expect(dry.body.sharedWith).toMatchObject([{ value: first?.value, otherOwners: 0 }]);
    expect(dry.body.sharedWith[0]?.owners.map(({ name }) => name)).toContain('Otra Dueña');
    const refused = await world.call('POST /v1/alerts/clear', { addresses, expected: 2 });
    expect(refused).toMatchObject({ status: 409, body: { code: 'ALERTS_CHANGED' } });
    expect(await world.call('POST /v1/alerts/clear', { addresses })).toMatchObject({ status: 400 });
    expect(await alertedOf(addresses)).toHaveLength(3);
  });

  it('refuses both and neither of filter and addresses, and whoever is no supervisor', async () => {
    const { addresses } = await group(1);
    for (const body of [{ dryRun: true }, { filter: {}, addresses, dryRun: true }]) {
      expect(await world.call('POST /v1/alerts/clear', body)).toMatchObject({ status: 400 });
    }
    const asAdvisor = { roles: ['advisor'] } as const;
    for (const action of ['clear', 'raise']) {
      const answer = await world.call(`POST /v1/alerts/${action}`, { addresses, dryRun: true }, asAdvisor);
      expect(answer).toMatchObject({ status: 403 });
    }
    expect(await world.call('POST /v1/alerts/undo', { processId: 'none' }, asAdvisor)).toMatchObject({ status: 403 });
  });

  it('answers a repeated request with the same process', async () => {
    const { addresses } = await group(2);
    const request = { addresses, expected: 2 };
    const headers = { 'idempotency-key': 'same-key' };
    const first = await world.call<AlertActionAnswer>('POST /v1/alerts/clear', request, {}, headers);
    const second = await world.call<AlertActionAnswer>('POST /v1/alerts/clear', request, {}, headers);
    expect(second.body.process?.processId).toBe(first.body.process?.processId);
    expect(second.body.addresses).toBe(2);
    await world.work(String(first.body.process?.processId));
  });
});

describe('clearing', () => {
  it('clears those of a filter as each is cleared alone, with history, audit trail and the list in step', async () => {
    const { addresses, customers } = await group(5);
    await world.fail({ channel: 'sms', value: '+56911112222' });
    const before = world.ses.calls.length;
    const processId = await world.ask('clear', { addresses, reason: 'provider_error', comment: 'MX caído' });
    expect(await world.work(processId)).toBe('done');
    await world.settle();
    expect(await alertedOf(addresses)).toEqual([]);
    expect(world.ses.calls.length - before).toBe(5);
    expect(await countsOf(processId)).toEqual({ changed: 5, unchanged: 0, changedSince: 0, failed: 0 });
    expect(await world.process(processId)).toMatchObject({ state: 'success', rowsDone: 5, rowsTotal: 5 });
    const [end] = await endsOf(addresses[0] as Addresses[number]);
    expect(end).toMatchObject({ endedBy: 'ana', endReason: 'provider_error: MX caído' });
    expect(await world.list(`customer=${customers[0]?.customerId}`)).toMatchObject({ items: [] });
    const entries = [...world.observer.items.values()].filter(
      ({ type, subjectId }) => type === AuditRecord.type && subjectId === processId,
    );
    expect(entries).toMatchObject([{ kind: 'alerts', userId: 'ana', actor: 'user' }]);
    const { body } = await world.call<{ contactability: string }>(`GET /v1/customers/${customers[0]?.customerId}`);
    expect(body.contactability).toBe('ok');
  });

  it('leaves an address blocked whose provider does not answer, and says how many', async () => {
    const { addresses } = await group(2);
    world.ses.failure = new Error('throttled');
    const processId = await world.ask('clear', { addresses });
    await world.work(processId);
    world.ses.failure = undefined;
    expect(await countsOf(processId)).toEqual({ changed: 0, unchanged: 0, changedSince: 0, failed: 2 });
    expect(await alertedOf(addresses)).toHaveLength(2);
    await world.settle();
    const [row] = (await world.list('limit=1')).items;
    expect(row).toMatchObject({ providerPending: true });
  });

  it('two supervisors who clear the same change each address once, and the counts say who', async () => {
    const { addresses } = await group(30);
    const mine = await world.ask('clear', { addresses });
    const theirs = await world.ask('clear', { addresses }, { userId: 'leo' });
    await Promise.all([world.work(mine), world.work(theirs)]);
    expect(await alertedOf(addresses)).toEqual([]);
    const [a, b] = [await countsOf(mine), await countsOf(theirs)];
    expect((a?.changed ?? 0) + (b?.changed ?? 0)).toBe(30);
    expect((a?.unchanged ?? 0) + (b?.unchanged ?? 0)).toBe(30);
    for (const address of addresses) expect(await endsOf(address)).toHaveLength(1);
    // An undo of one puts back what that one changed, no more.
    const undo = await world.call<{ processId: string }>('POST /v1/alerts/undo', { processId: mine });
    await world.work(undo.body.processId);
    expect(await alertedOf(addresses)).toHaveLength(a?.changed ?? -1);
  });

  it('leaves alone an alert that came after the number', async () => {
    const { addresses } = await group(2);
    const processId = await world.ask('clear', { filter: { channel: 'email', from: '2026-11-20' } });
    const { addresses: later } = await group(1);
    await world.work(processId);
    expect(await alertedOf(addresses)).toEqual([]);
    expect(await alertedOf(later)).toHaveLength(1);
  });
});

describe('a kill', () => {
  let people: Awaited<ReturnType<typeof group>>;
  beforeAll(async () => {
    people = await group(23);
  }, 60_000);
  const crashAt =
    (position: number, mode: (typeof crashModes)[number]): Fault =>
    async (call, send, lifetime) => {
      if (call.kind !== 'effect' || call.position !== position) return send();
      if (mode === 'before') return lifetime.die();
      const answer = await send();
      if (mode === 'after') return lifetime.die();
      if (mode === 'repeated') return send();
      if (mode === 'ambiguous') throw new Crash();
      return answer;
    };

  it.each(crashModes.flatMap((mode) => [0, 1, 2, 9, 60].map((position) => [mode, position] as const)))(
    '%s at write %i of a clearing and of its undo leaves every address counted once',
    async (mode, position) => {
      const { addresses } = people;
      const ended = (await endsOf(addresses[0] as Addresses[number])).length;
      const runs = async (processId: string) => {
        const lifetime = new Lifetime(crashAt(position, mode));
        const through = engine.through(world.observer.wrap(lifetime.wrap(engine.client)));
        await world.work(processId, { through }).catch(() => undefined);
        for (let turn = 0; turn < 8 && !hasEnded(await world.process(processId)); turn += 1) {
          world.time.at += hour / 2;
          await world.work(processId);
        }
        expect(await countsOf(processId)).toEqual({ changed: 23, unchanged: 0, changedSince: 0, failed: 0 });
        expect(await world.process(processId)).toMatchObject({ state: 'success', rowsDone: 23 });
      };
      const processId = await world.ask('clear', { addresses });
      await runs(processId);
      expect(await alertedOf(addresses)).toEqual([]);
      for (const address of addresses) expect(await endsOf(address)).toHaveLength(ended + 1);
      const undo = await world.call<{ processId: string }>('POST /v1/alerts/undo', { processId });
      await runs(undo.body.processId);
      expect(await alertedOf(addresses)).toHaveLength(23);
    },
  );

  it('hands over before its time is up, and the next worker goes on', async () => {
    const { addresses } = people;
    const processId = await world.ask('clear', { addresses });
    let asked = 0;
    const left = () => (asked++ < 2 ? 900_000 : 10_000);
    expect(await world.work(processId, { remainingMs: left })).toBe('continued');
    const { rowsDone } = await world.process(processId);
    expect(rowsDone).toBeGreaterThan(0);
    expect(rowsDone).toBeLessThan(23);
    expect(await world.work(processId)).toBe('done');
    expect(await countsOf(processId)).toMatchObject({ changed: 23 });
  });
});

describe('undoing', () => {
  const undo = async (processId: string, as: { userId?: string } = {}) => {
    const answer = await world.call<{ processId: string; code?: string }>('POST /v1/alerts/undo', { processId }, as);
    if (answer.status === 202) await world.work(answer.body.processId);
    return answer;
  };

  it('puts back the alerts with their facts, and the list with them', async () => {
    const { addresses, customers } = await group(2);
    const [before] = (await world.list(`customer=${customers[0]?.customerId}`)).items;
    const processId = await world.ask('clear', { addresses });
    await world.work(processId);
    const { body } = await undo(processId);
    await world.settle();
    const [after] = (await world.list(`customer=${customers[0]?.customerId}`)).items;
    expect(after).toEqual(before);
    expect((await world.process(processId)).alerts).toMatchObject({ undoneBy: body.processId });
    // Once is enough.
    expect((await undo(processId)).body.processId).toBe(body.processId);
  });

  it('keeps what changed since: a new bounce, a clearing of somebody else, a proof of life', async () => {
    const { addresses, customers } = await group(4);
    const [bounced, cleared, alive, quiet] = addresses as [
      Addresses[number],
      Addresses[number],
      Addresses[number],
      Addresses[number],
    ];
    const processId = await world.ask('clear', { addresses });
    await world.work(processId);
    await world.fail(bounced, { at: world.time.at, factId: 'new', code: 'Permanent/New' });
    await world.fail(cleared, { at: world.time.at, factId: 'new' });
    const customer = customers[1];
    await world.call(
      `POST /v1/customers/${customer?.customerId}/addresses/${customer?.addresses[0]?.addressId}/alert/clear`,
    );
    await world.states.raiseAliveAt(refOf(alive), world.time.at);
    const { body } = await undo(processId, { userId: 'leo' });
    expect(await countsOf(body.processId)).toEqual({ changed: 1, unchanged: 0, changedSince: 3, failed: 0 });
    expect((await alertedOf(addresses)).map(({ value }) => value)).toEqual([bounced.value, quiet.value]);
    const state = (await world.states.find(refOf(bounced), { consistent: true }))?.value;
    expect(state === undefined ? undefined : alertOf(state)?.code).toBe('Permanent/New');
  });

  it('comes to an end after a day', async () => {
    const { addresses } = await group(1);
    const processId = await world.ask('clear', { addresses });
    expect(await world.call('POST /v1/alerts/undo', { processId })).toMatchObject({
      body: { code: 'ALERT_ACTION_RUNNING' },
    });
    await world.work(processId);
    world.time.at += day + 1;
    expect((await undo(processId)).body).toMatchObject({ code: 'UNDO_EXPIRED' });
    expect((await undo('nobody-knows')).body).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('marking', () => {
  it('marks what customers have and is good, says what it passes over, and is undone', async () => {
    const good = { channel: 'email' as const, value: 'buena@uno.example' };
    const { addresses } = await group(1);
    const pia = await world.addCustomer('Pía Mora', [good, { channel: 'sms', value: '+56911113333' }]);
    const body = {
      addresses: [
        { channel: 'email', value: ' Buena@UNO.example' },
        { channel: 'sms', value: '9 1111 3333' },
        ...addresses,
        { channel: 'email', value: 'nadie@uno.example' },
        { channel: 'email', value: 'no es un correo' },
      ],
      reason: 'NUMBER_INVALID',
      comment: 'Lista del operador',
    };
    const dry = await world.call<AlertActionAnswer>('POST /v1/alerts/raise', { ...body, dryRun: true });
    expect(dry.body).toMatchObject({ addresses: 2, customers: 2, skipped: 3, process: null });
    const processId = await world.ask('raise', body);
    await world.work(processId);
    await world.settle();
    const { items } = await world.list(`customer=${pia.customerId}`);
    expect(items.map(({ reason, class: failureClass, code }) => [reason, failureClass, code])).toEqual([
      ['NUMBER_INVALID', 'HARD', 'MARKED_BY_HAND'],
      ['NUMBER_INVALID', 'HARD', 'MARKED_BY_HAND'],
    ]);
    const { body: customer } = await world.call<{ contactability: string; addresses: { alert: unknown }[] }>(
      `GET /v1/customers/${pia.customerId}`,
    );
    expect(customer.contactability).toBe('none');
    expect(customer.addresses[0]?.alert).toMatchObject({ diagnostic: 'Lista del operador', messageId: null });
    const undone = await world.call<{ processId: string }>('POST /v1/alerts/undo', { processId });
    await world.work(undone.body.processId);
    await world.settle();
    expect(await countsOf(undone.body.processId)).toMatchObject({ changed: 2 });
    expect((await world.list(`customer=${pia.customerId}`)).items).toEqual([]);
  });
});
