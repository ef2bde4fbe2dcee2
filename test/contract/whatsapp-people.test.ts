/** People of WhatsApp who show no number, and what is no message of theirs, on the real engine (issue 11, 3 and 4). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromItem } from '#platform/table/kernel.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { recordInbound } from '#shared/messaging/inbound/record-inbound.ts';
import { recordPreference } from '#shared/messaging/inbound/record-preference.ts';
import { Message, type MessageValue, threadPartition } from '#shared/messaging/ledger/entities.ts';
import type { InboundSignal, PreferenceSignal } from '#shared/messaging/providers/signals.ts';
import { recordInboundDeps } from '../../functions/composition/receiving.ts';
import {
  addressKey,
  type CustomerAnswer,
  contactApi,
  countingLog,
  ListClient,
  ourWhatsApp,
  seedCompanies,
} from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const clock = { now: () => noon + 5_000 };
const put = async (): Promise<never> => {
  throw new Error('No file is written in these tests.');
};

let engine: TestTable;
let api: ReturnType<typeof contactApi>;
beforeAll(async () => {
  engine = await startTable();
  await seedCompanies(engine.table);
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  api = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
});

let people = 0;
const person = () => {
  people += 1;
  return { number: `+569711${String(people).padStart(5, '0')}`, userId: `CL.9${String(people).padStart(16, '0')}` };
};

let ids = 0;
const signalOf = (over: Partial<InboundSignal> & Pick<InboundSignal, 'from'>): InboundSignal => {
  ids += 1;
  return {
    type: 'inbound',
    channel: 'whatsapp',
    providerId: `wamid.p${ids}`,
    to: ourWhatsApp,
    at: noon + ids,
    kind: 'text',
    text: 'Hola',
    ...over,
  };
};
const wired = () =>
  recordInboundDeps({
    table: engine.table,
    clock,
    log: countingLog(),
    addressKey,
    files: { put },
    received: createReceivedFiles({ client: { send: put }, bucket: 'files' }),
    fetchMedia: put,
  });
const receive = (signal: InboundSignal) => recordInbound(wired(), signal, JSON.stringify(signal));
const prefer = (signal: Pick<PreferenceSignal, 'from' | 'userId' | 'wish' | 'at'>) =>
  recordPreference(wired(), { type: 'preference', channel: 'whatsapp', to: ourWhatsApp, ...signal }, '{}');

const alone = (userId: string, over: Partial<InboundSignal> = {}) => signalOf({ from: userId, userId, ...over });
const both = ({ number, userId }: { number: string; userId: string }, over: Partial<InboundSignal> = {}) =>
  signalOf({ from: number, userId, ...over });

const thread = async (customerId: string): Promise<MessageValue[]> => {
  const { items } = await engine.table.query({ pk: threadPartition('demo', customerId) });
  return items.map((item) => fromItem(Message, item).value);
};
const texts = async (customerId: string) => (await thread(customerId)).map(({ body }) => body);
const customer = async (id: string) => (await api.call<CustomerAnswer>(`GET /v1/customers/${id}`)).body;
const withNumber = (number: string) => api.addCustomer([{ channel: 'whatsapp', value: number }]);
type Waiting = { id: string; from: string; text: string };
const waitingOf = async (...names: string[]): Promise<Waiting[]> =>
  (await api.call<{ items: Waiting[] }>('GET /v1/inbound/unmatched?limit=100')).body.items.filter(({ from }) =>
    names.includes(from),
  );

describe('a person who shows no number (11.3)', () => {
  it('is the customer with whose number the id was seen', async () => {
    const one = person();
    const { customerId, addresses } = await withNumber(one.number);
    expect(await receive(both(one))).toBe('recorded');
    expect(await receive(alone(one.userId, { text: 'Ya pagué' }))).toBe('recorded');
    expect(await texts(customerId)).toEqual(['Hola', 'Ya pagué']);
    expect((await thread(customerId)).map(({ addressId }) => addressId)).toEqual(
      Array(2).fill(addresses[0]?.addressId),
    );
  });

  it('is the same whatever comes first: what waited goes to the customer, told twice or not', async () => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    const first = alone(one.userId, { text: 'Primero' });
    expect(await receive(first)).toBe('unmatched');
    expect(await waitingOf(one.userId)).toHaveLength(1);
    expect(await receive(both(one))).toBe('recorded');
    expect(await receive(first)).toBe('duplicate');
    expect(await texts(customerId)).toEqual(['Primero', 'Hola']);
    expect(await waitingOf(one.userId, one.number)).toEqual([]);
  });

  it('is found though its number was told while its message was being written', async () => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    const deps = wired();
    const { inbound } = deps;
    let asked = 0;
    const early: typeof deps.inbound = {
      findReceipt: (...input) => inbound.findReceipt(...input),
      addMessage: (...input) => inbound.addMessage(...input),
      addUnmatched: (...input) => inbound.addUnmatched(...input),
      listNewest: (...input) => inbound.listNewest(...input),
      findUnmatched: (...input) => inbound.findUnmatched(...input),
      changeUnmatched: (...input) => inbound.changeUnmatched(...input),
      saveWaitingChange: (...input) => inbound.saveWaitingChange(...input),
      listWaitingChanges: (...input) => inbound.listWaitingChanges(...input),
      findUserNumber: async (...input) => {
        asked += 1;
        if (asked > 1) return inbound.findUserNumber(...input);
        // Asked before the other message is there.
        await receive(both(one));
        return undefined;
      },
    };
    const signal = alone(one.userId, { text: 'Al mismo tiempo' });
    await recordInbound({ ...deps, inbound: early }, signal, '{}');
    expect((await texts(customerId)).toSorted()).toEqual(['Al mismo tiempo', 'Hola']);
    expect(await waitingOf(one.userId, one.number)).toEqual([]);
  });

  it('of a number that nobody has waits under the number, all together', async () => {
    const one = person();
    await receive(alone(one.userId));
    await receive(both(one));
    await receive(alone(one.userId));
    expect(await waitingOf(one.userId, one.number)).toMatchObject(Array(3).fill({ from: one.number }));
  });

  it('is given to a customer with the id as an address, and from then on is known', async () => {
    const one = person();
    const { customerId } = await api.addCustomer([{ channel: 'email', value: `p${people}@example.cl` }]);
    await receive(alone(one.userId));
    const [waiting] = await waitingOf(one.userId);
    const path = `POST /v1/inbound/unmatched/${waiting?.id}/assign`;
    for (let round = 0; round < 2; round += 1) {
      expect(await api.call(path, { customerId })).toMatchObject({ status: 200, body: { customerId } });
    }
    const { addresses } = await customer(customerId);
    expect(addresses).toHaveLength(2);
    expect(addresses).toContainEqual(expect.objectContaining({ channel: 'whatsapp', value: one.userId }));
    await receive(alone(one.userId, { text: 'Otra vez' }));
    expect(await texts(customerId)).toEqual(['Hola', 'Otra vez']);
  });

  it('becomes a customer', async () => {
    const one = person();
    await receive(alone(one.userId));
    const [waiting] = await waitingOf(one.userId);
    const created = await api.call<{ customerId: string }>(`POST /v1/inbound/unmatched/${waiting?.id}/customer`, {
      name: 'Rosa',
    });
    expect(created.status).toBe(201);
    expect((await customer(created.body.customerId)).addresses).toMatchObject([
      { channel: 'whatsapp', value: one.userId },
    ]);
  });

  it('is free to be written to: the window is that of the id', async () => {
    const one = person();
    const { customerId, addresses } = await api.addCustomer([{ channel: 'whatsapp', value: one.userId }]);
    await receive(alone(one.userId, { at: noon }));
    const path = `GET /v1/customers/${customerId}/contact-check?addressId=${addresses[0]?.addressId}`;
    expect(await api.call(path)).toMatchObject({ status: 200, body: { allowed: true, reasons: [] } });
  });

  it.each([
    ['before the number is known', false],
    ['after it', true],
  ])('refuses %s: the refusal holds for the number', async (_, known) => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    if (known) await receive(both(one));
    await receive(alone(one.userId, { text: 'BAJA' }));
    if (!known) await receive(both(one));
    expect((await customer(customerId)).dnd).toMatchObject([{ channel: 'whatsapp', scope: 'all', source: 'opt_out' }]);
  });

  it('of a number of Mexico is found under its other spelling', async () => {
    const one = { number: '+5215510000001', userId: person().userId };
    const { customerId } = await withNumber('+525510000001');
    await receive(both(one));
    await receive(alone(one.userId));
    expect(await texts(customerId)).toHaveLength(2);
  });

  it('with another user id is known by the number of the old one, else it is offered to be added', async () => {
    const [known, unknown] = [person(), person()];
    const first = await withNumber(known.number);
    const second = await api.addCustomer([{ channel: 'whatsapp', value: unknown.userId }]);
    await receive(both(known));
    for (const { userId } of [known, unknown]) {
      await receive(alone(userId, { kind: 'system', text: 'x', newNumber: `${userId}9` }));
      await receive(alone(`${userId}9`, { text: 'Con otra' }));
    }
    expect(await texts(first.customerId)).toEqual(['Hola', '[aviso del canal] x', 'Con otra']);
    expect(await thread(second.customerId)).toMatchObject([{ newNumber: `${unknown.userId}9` }]);
    expect(await waitingOf(`${unknown.userId}9`)).toHaveLength(1);
  });

  it('is nobody else: another company does not know the id', async () => {
    const one = person();
    await withNumber(one.number);
    await receive(both(one));
    const wiredForOther = { ...wired(), findInboundOwner: async () => 'acme' };
    const signal = alone(one.userId);
    expect(await recordInbound(wiredForOther, signal, '{}')).toBe('unmatched');
  });
});

describe('wishes that come beside messages (11.4)', () => {
  it('a stop of marketing refuses campaigns, a resume lifts it; a repeat and a late telling change nothing', async () => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    await prefer({ from: one.number, wish: 'stop', at: noon });
    await prefer({ from: one.number, wish: 'stop', at: noon });
    const stopped = [{ channel: 'whatsapp', scope: 'campaigns', source: 'marketing_stop' }];
    expect((await customer(customerId)).dnd).toMatchObject(stopped);
    await prefer({ from: one.number, wish: 'resume', at: noon + 1_000 });
    expect((await customer(customerId)).dnd).toEqual([]);
    await prefer({ from: one.number, wish: 'stop', at: noon });
    expect((await customer(customerId)).dnd).toEqual([]);
    expect(await thread(customerId)).toEqual([]);
  });

  it('by the id alone, of somebody whose number is known; and both ids told together are remembered', async () => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    await prefer({ from: one.number, userId: one.userId, wish: 'resume', at: noon });
    await prefer({ from: one.userId, userId: one.userId, wish: 'stop', at: noon + 5 });
    expect((await customer(customerId)).dnd).toMatchObject([{ source: 'marketing_stop' }]);
  });

  it('Meta’s button stops campaigns only; a word refuses everything, and a resume after it lifts that too', async () => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    await receive(signalOf({ from: one.number, kind: 'button', text: 'Detener promociones', at: noon }));
    expect((await customer(customerId)).dnd).toMatchObject([{ scope: 'campaigns', source: 'marketing_stop' }]);
    await receive(signalOf({ from: one.number, text: 'BAJA', at: noon + 1_000 }));
    expect((await customer(customerId)).dnd).toMatchObject([{ source: 'marketing_stop' }, { scope: 'all' }]);
    await prefer({ from: one.number, wish: 'resume', at: noon + 2_000 });
    expect((await customer(customerId)).dnd).toEqual([]);
  });
});

describe('what is no message of the customer (11.4)', () => {
  const gateOf = async (customerId: string) =>
    (await wired().readContact('demo', customerId, { consistent: true }))?.gate;

  it.each<[InboundSignal['kind'], string, string]>([
    ['system', 'Rosa changed', '[aviso del canal] Rosa changed'],
    ['revoke', '', '[el cliente eliminó un mensaje]'],
    ['reaction', '👍', '[reacción] 👍'],
    ['reaction', '', '[reacción] retirada'],
    ['request_welcome', '', '[el cliente abrió el chat]'],
    ['call_permission', 'accept', '[permiso para llamar] aceptado'],
    ['call_permission', 'reject', '[permiso para llamar] rechazado'],
  ])('%s (%s) is shown, opens no window and asks nobody to look', async (kind, text, shown) => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    await receive(signalOf({ from: one.number, kind, text }));
    const [message] = await thread(customerId);
    expect(message).toMatchObject({ body: shown, purpose: 'automatic' });
    expect((await gateOf(customerId))?.lastInboundAt).toEqual({});
  });

  it('an edit says the new text and marks the old one; a message taken back says so, whoever repeats it', async () => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    const original = signalOf({ from: one.number, text: 'pago el lunes' });
    const edit = signalOf({ from: one.number, kind: 'edit', text: 'pago el martes 2', changes: original.providerId });
    await receive(original);
    for (let round = 0; round < 2; round += 1) await receive(edit);
    expect(await thread(customerId)).toMatchObject([
      { body: 'pago el lunes', changed: { kind: 'edited', at: edit.at }, purpose: 'manual' },
      { body: '[mensaje editado] pago el martes 2', purpose: 'manual' },
    ]);
    await receive(signalOf({ from: one.number, kind: 'revoke', text: '', changes: original.providerId }));
    expect((await thread(customerId))[0]).toMatchObject({ body: 'pago el lunes', changed: { kind: 'deleted' } });
  });

  it('nobody marks the message of another customer', async () => {
    const [one, other] = [person(), person()];
    const { customerId } = await withNumber(one.number);
    await withNumber(other.number);
    const original = signalOf({ from: one.number });
    await receive(original);
    await receive(signalOf({ from: other.number, kind: 'revoke', text: '', changes: original.providerId }));
    expect((await thread(customerId))[0]?.changed).toBeUndefined();
  });

  it('a refusal that is edited into a message is a refusal', async () => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    await receive(signalOf({ from: one.number, kind: 'edit', text: 'BAJA', changes: 'wamid.unknown' }));
    expect((await customer(customerId)).dnd).toMatchObject([{ source: 'opt_out' }]);
  });

  it('a new number is proposed, never taken', async () => {
    const one = person();
    const { customerId } = await withNumber(one.number);
    await receive(signalOf({ from: one.number, kind: 'system', text: 'x', newNumber: '+56987654321' }));
    expect((await thread(customerId))[0]).toMatchObject({ newNumber: '+56987654321' });
    expect((await customer(customerId)).addresses).toHaveLength(1);
  });
});
