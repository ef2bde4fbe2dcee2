/** Customers' messages against the real engine: D13, F7, F9, F24, I14, I17, Q14; reliability §5.4 Inbound, §5.6 F 109–112. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromItem, type Table } from '#platform/table/kernel.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { KeptEvent } from '#shared/messaging/events/entities.ts';
import { EventStore } from '#shared/messaging/events/event-store.ts';
import { inboundMessage } from '#shared/messaging/inbound/inbound-message.ts';
import { receiveInbound } from '#shared/messaging/inbound/receive-inbound.ts';
import { recordInbound } from '#shared/messaging/inbound/record-inbound.ts';
import {
  Message,
  MessageBody,
  type MessageValue,
  messageBodyKey,
  threadPartition,
} from '#shared/messaging/ledger/entities.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { inboundToken } from '#shared/messaging/ledger/received-content.ts';
import { withFacts } from '#shared/messaging/ledger/transition.ts';
import type { InboundSignal } from '#shared/messaging/providers/signals.ts';
import { recordInboundDeps } from '../../functions/composition/receiving.ts';
import {
  type AddressInput,
  addressKey,
  type CustomerAnswer,
  contactApi,
  countingLog,
  demoCompany,
  ListClient,
  ourSms,
  ourWhatsApp,
  refOf,
  seedCompanies,
} from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { canStrike, crashAt, crashModes, Lifetime } from '../support/faults.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const clock = { now: () => noon + 5_000 };
const files = {
  put: async (): Promise<never> => {
    throw new Error('No file is written in these tests.');
  },
};

const received = createReceivedFiles({ client: { send: files.put }, bucket: 'files' });

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
const phone = (channel: 'sms' | 'whatsapp'): AddressInput => {
  people += 1;
  return { channel, value: `+569700${String(people).padStart(5, '0')}` };
};

let ids = 0;
const signalOf = (from: AddressInput, over: Partial<InboundSignal> = {}): InboundSignal => {
  ids += 1;
  return {
    type: 'inbound',
    channel: from.channel === 'sms' ? 'sms' : 'whatsapp',
    providerId: `provider-${ids}`,
    from: from.value,
    to: from.channel === 'sms' ? ourSms : ourWhatsApp,
    at: noon,
    kind: 'text',
    text: 'Hola, ya pagué',
    ...over,
  };
};

const receive = (signal: InboundSignal, table: Table = engine.table, log = countingLog()) =>
  recordInbound(
    recordInboundDeps({ table, clock, log, addressKey, files, received, fetchMedia: files.put }),
    signal,
    JSON.stringify(signal),
  );

const thread = async (customerId: string): Promise<MessageValue[]> => {
  const { items } = await engine.table.query({ pk: threadPartition('demo', customerId) });
  return items.map((item) => fromItem(Message, item).value);
};

const unmatched = async (query = '') =>
  (
    await api.call<{
      items: { id: string; from: string; reason: string; candidates: string[]; text: string }[];
      nextCursor?: string;
    }>(`GET /v1/inbound/unmatched${query}`)
  ).body;

const customer = async (id: string) => (await api.call<CustomerAnswer>(`GET /v1/customers/${id}`)).body;

/** A message that went out to the first address of the customer at `sentAt`. */
const sendTo = async (one: CustomerAnswer, address: AddressInput, sentAt: number, providerId: string) => {
  const page = await new CustomerStore(engine.table).findPage('demo', one.customerId);
  if (page === undefined) throw new Error('The customer is not there.');
  const { message } = inboundMessage({
    company: demoCompany,
    customer: page.customer.value,
    segment: 'Sin deuda',
    channel: address.channel === 'sms' ? 'sms' : 'whatsapp',
    providerId,
    token: `out${String(people).padStart(13, '0')}`,
    at: sentAt,
    now: sentAt,
    sender: address.value,
    addressId: one.addresses[0]?.addressId ?? null,
    text: 'Le recordamos su cuota',
    answeredId: null,
  });
  const times = { at: sentAt, recordedAt: sentAt };
  const sent = withFacts(
    { ...message, direction: 'outbound', facts: [], sentAt },
    [{ kind: 'accepted', ...times }],
    'accepted',
  );
  await new MessageStore(engine.table).create(sent, undefined);
  return sent.messageId;
};

describe('one owner', () => {
  it('I14: becomes an interaction of the customer, once, however often it is told', async () => {
    const address = phone('sms');
    const one = await api.addCustomer([address]);
    const signal = signalOf(address);
    expect(await receive(signal)).toBe('recorded');
    expect(await receive(signal)).toBe('duplicate');
    // A second publication can carry another time.
    expect(await receive({ ...signal, at: noon + 777 })).toBe('duplicate');
    expect(await thread(one.customerId)).toMatchObject([
      {
        direction: 'inbound',
        status: 'received',
        recipient: address.value,
        addressId: one.addresses[0]?.addressId,
        body: 'Hola, ya pagué',
        day: '2026-11-20',
        providerId: signal.providerId,
        source: 'platform',
      },
    ]);
  });

  it('F7, F9, Q14: proves that the address lives, opens the window, and answers the last message', async () => {
    const address = phone('whatsapp');
    const one = await api.addCustomer([address]);
    const out = await sendTo(one, address, noon - 60_000, `wamid.${address.value}`);
    await receive(signalOf(address));
    const state = await new AddressStateStore(engine.table).find(refOf(address), { consistent: true });
    expect(state?.value.aliveAt).toBe(noon);
    const check = await api.call(`GET /v1/customers/${one.customerId}/contact-check?channel=whatsapp`);
    expect(check.body).toEqual({ allowed: true, reasons: [] });
    const answered = await new MessageStore(engine.table).find('demo', out, { consistent: true });
    expect(answered?.value.facts.map(({ kind }) => kind)).toContain('replied');
    expect((await thread(one.customerId)).at(-1)?.previousMessageId).toBe(out);
  });

  it('keeps a long text whole, apart from the head', async () => {
    const address = phone('whatsapp');
    const one = await api.addCustomer([address]);
    const text = 'á'.repeat(3_000);
    await receive(signalOf(address, { text }));
    const [message] = await thread(one.customerId);
    expect(message?.body).toBeNull();
    const key = messageBodyKey('demo', message?.messageId ?? '');
    expect((await engine.table.get(MessageBody, key))?.value.body).toBe(text);
  });

  it.each([
    ['unsupported', '', '[mensaje que el canal no muestra]'],
    ['reaction', '👍', '[reacción] 👍'],
    ['image', 'mi comprobante', '[imagen] mi comprobante'],
    ['system', 'changed from 1 to 2', '[aviso del canal] changed from 1 to 2'],
  ] as const)('§5.6 #112: %s is stored and shown', async (kind, text, shown) => {
    const address = phone('whatsapp');
    const one = await api.addCustomer([address]);
    await receive(signalOf(address, { kind, text }));
    expect(await thread(one.customerId)).toMatchObject([{ body: shown }]);
    // A number change proposes, it never acts.
    expect((await customer(one.customerId)).addresses).toHaveLength(1);
  });

  it.each([
    ['stop', true],
    [' STOP. ', true],
    ['Baja', true],
    ['no me baja', false],
  ])('§5.6 #111: "%s" is an opt-out: %s, for every owner of the number', async (text, isWish) => {
    const address = phone('sms');
    const [one, two] = [await api.addCustomer([address]), await api.addCustomer([address])];
    const signal = signalOf(address, { text });
    await receive(signal);
    await receive(signal);
    const wish = isWish ? [{ channel: 'sms', scope: 'all', source: 'opt_out' }] : [];
    expect((await customer(one.customerId)).dnd).toMatchObject(wish);
    expect((await customer(two.customerId)).dnd).toHaveLength(wish.length);
  });

  it.each([
    ['sms', 'BAJA por favor', 'ALTA'],
    ['sms', 'STOPALL', 'START'],
    ['whatsapp', 'no me escriban más', 'quiero volver a recibir mensajes'],
  ] as const)('11.5, Q9: by %s "%s" refuses and "%s" lifts it, whichever is told first', async (channel, no, yes) => {
    for (const order of [
      [0, 1],
      [1, 0],
      [0, 1, 0, 1],
    ]) {
      const address = phone(channel);
      const one = await api.addCustomer([address]);
      const signals = [signalOf(address, { text: no }), signalOf(address, { text: yes, at: noon + 60_000 })];
      for (const position of order) {
        await receive(signals[position] ?? signalOf(address));
        if (order[0] === 0 && position === 0 && order.length === 2) {
          expect((await customer(one.customerId)).dnd).toMatchObject([{ channel, source: 'opt_out' }]);
        }
      }
      expect((await customer(one.customerId)).dnd).toEqual([]);
    }
  });

  it('11.5: where a text is near a refusal, a person is asked once; yes refuses for the address, no leaves it', async () => {
    for (const optsOut of [true, false]) {
      const address = phone('sms');
      const one = await api.addCustomer([address]);
      await receive(signalOf(address, { text: 'Ya pagué, no me escriban más' }));
      await receive(signalOf(address, { text: 'no me baja la app', at: noon + 1_000 }));
      expect((await customer(one.customerId)).dnd).toEqual([]);
      const [asked, plain] = await thread(one.customerId);
      if (asked === undefined || plain === undefined) throw new Error('The messages are not there.');
      expect([asked.optOut, plain.optOut]).toEqual(['open', undefined]);
      const path = `POST /v1/messages/${asked.messageId}/opt-out`;
      const answer = optsOut ? 'yes' : 'no';
      expect(await api.call(path, { optsOut })).toMatchObject({ status: 200, body: { optOutQuestion: answer } });
      expect(await api.call(path, { optsOut: !optsOut })).toMatchObject({ body: { optOutQuestion: answer } });
      const wish = optsOut ? [{ channel: 'sms', source: 'opt_out', scope: 'all' }] : [];
      expect((await customer(one.customerId)).dnd).toMatchObject(wish);
      expect((await customer(one.customerId)).dnd).toHaveLength(wish.length);
      expect(await api.call(`POST /v1/messages/${plain.messageId}/opt-out`, { optsOut: true })).toMatchObject({
        status: 409,
        body: { code: 'OPT_OUT_NOT_ASKED' },
      });
      expect((await api.call(path, { optsOut }, { tenant: 'acme' })).status).toBe(404);
      expect((await api.call(path, { optsOut }, { roles: ['viewer'] })).status).toBe(403);
    }
  });

  it('B.6: a STOP of a number that nobody has holds for whoever is created with it, under its other spelling too', async () => {
    await receive(signalOf({ channel: 'whatsapp', value: '+5215587654321' }, { text: 'BAJA' }));
    const one = await api.addCustomer([{ channel: 'whatsapp', value: '+525587654321' }]);
    expect((await customer(one.customerId)).dnd).toMatchObject([{ channel: 'whatsapp', source: 'opt_out' }]);
  });

  it('§1.4: finds the customer under the other spelling of a Mexican number', async () => {
    const one = await api.addCustomer([{ channel: 'whatsapp', value: '+525512345678' }]);
    await receive(signalOf({ channel: 'whatsapp', value: '+5215512345678' }));
    expect(await thread(one.customerId)).toMatchObject([{ recipient: '+525512345678' }]);
  });
});

describe('unknown and ambiguous senders', () => {
  it('#109: a number of no company is put aside, with a count', async () => {
    const signal = signalOf(phone('sms'), { to: '+56999999999' });
    const log = countingLog();
    expect(await receive(signal, engine.table, log)).toBe('quarantined');
    expect(log.counted).toEqual(['InboundQuarantined']);
    const { items } = await engine.table.query({ pk: 'SYS#EVENTS#2026-11-20', sk: { prefix: 'QUARANTINED#' } });
    const kept = items.map((item) => fromItem(KeptEvent, item).value);
    expect(kept.filter(({ raw }) => raw?.includes(signal.providerId))).toMatchObject([
      { reason: 'DESTINATION_UNKNOWN' },
    ]);
  });

  it('D13: an unknown sender is listed and assigned once; the repeat of the event changes nothing', async () => {
    const [known, strange] = [phone('sms'), phone('sms')];
    const one = await api.addCustomer([known]);
    const other = await api.addCustomer([known]);
    const signal = signalOf(strange);
    expect(await receive(signal)).toBe('unmatched');
    expect(await receive(signal)).toBe('duplicate');
    const waiting = (await unmatched()).items.filter(({ from }) => from === strange.value);
    expect(waiting).toMatchObject([{ reason: 'UNKNOWN_SENDER', candidates: [], text: 'Hola, ya pagué' }]);
    const path = `POST /v1/inbound/unmatched/${waiting[0]?.id}/assign`;
    const acme = { tenant: 'acme' };
    expect((await api.call(path, { customerId: one.customerId }, acme)).status).toBe(404);
    expect((await api.call(path, { customerId: 'nobody' })).status).toBe(404);
    const first = await api.call<{ messageId: string }>(path, { customerId: one.customerId });
    expect(first.status).toBe(200);
    expect(await api.call(path, { customerId: one.customerId })).toEqual(first);
    expect((await api.call(path, { customerId: other.customerId })).status).toBe(404);
    expect(await receive(signal)).toBe('duplicate');
    expect((await unmatched()).items.filter(({ from }) => from === strange.value)).toEqual([]);
    expect(await thread(one.customerId)).toMatchObject([{ messageId: first.body.messageId, addressId: null }]);
  });

  it('D13: a shared address belongs to whom we wrote last, or whose message is answered; never a guess', async () => {
    const address = phone('sms');
    const [one, two] = [await api.addCustomer([address]), await api.addCustomer([address])];
    expect(await receive(signalOf(address))).toBe('unmatched');
    const waiting = (await unmatched()).items.find(({ from }) => from === address.value);
    expect(waiting).toMatchObject({ reason: 'AMBIGUOUS_SENDER' });
    expect(waiting?.candidates.toSorted()).toEqual([one.customerId, two.customerId].toSorted());
    const quoted = `sms-${address.value}`;
    await sendTo(one, address, noon - 9_000, quoted);
    await sendTo(two, address, noon - 8_000, `${quoted}-2`);
    await receive(signalOf(address));
    await receive(signalOf(address, { contextId: quoted }));
    const inbound = async (id: string) => (await thread(id)).filter(({ direction }) => direction === 'inbound');
    expect(await inbound(two.customerId)).toHaveLength(1);
    expect(await inbound(one.customerId)).toHaveLength(1);
  });

  it('lists page by page, newest first', async () => {
    for (let n = 0; n < 3; n += 1) await receive(signalOf(phone('sms'), { at: noon + n }));
    const whole = (await unmatched('?limit=100')).items.map(({ id }) => id);
    expect(whole).toEqual(whole.toSorted().toReversed());
    const first = await unmatched('?limit=1');
    const second = await unmatched(`?limit=1&cursor=${first.nextCursor}`);
    expect([first.items[0]?.id, second.items[0]?.id]).toEqual(whole.slice(0, 2));
  });
});

describe('order and crashes', () => {
  it('I14: the order of a thread follows from provider time and id, whatever order they come in', async () => {
    const times = [0, 0, 1_000, 2_000];
    for (const order of fc.sample(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), 6)) {
      const address = phone('whatsapp');
      const one = await api.addCustomer([address]);
      const signals = times.map((later) => signalOf(address, { at: noon + later }));
      // Each is told twice.
      for (const position of order) await receive(signals[position % 4] ?? signalOf(address));
      const token = ({ providerId }: InboundSignal) => inboundToken('whatsapp', providerId);
      const expected = signals.toSorted((a, b) => a.at - b.at || (token(a) < token(b) ? -1 : 1));
      const found = (await thread(one.customerId)).map(({ providerId }) => providerId);
      expect(found).toEqual(expected.map(({ providerId }) => providerId));
    }
  }, 30_000);

  it.each(crashModes)(
    '§5.4 Inbound: a crash %s any effect and redelivery give exactly one message',
    async (mode) => {
      for (let position = 0; ; position += 1) {
        const address = phone('whatsapp');
        const one = await api.addCustomer([address]);
        const out = await sendTo(one, address, noon - 60_000, `wamid.${address.value}`);
        const signal = signalOf(address, { text: 'BAJA' });
        const lifetime = new Lifetime(async (call, send, self) =>
          canStrike(call.name, mode) ? crashAt(position, mode)(call, send, self) : send(),
        );
        await receive(signal, engine.through(lifetime.wrap(engine.client))).catch(() => undefined);
        for (let delivery = 0; delivery < 2; delivery += 1) await receive(signal);
        const inbound = (await thread(one.customerId)).filter(({ direction }) => direction === 'inbound');
        expect(inbound).toHaveLength(1);
        const page = await new CustomerStore(engine.table).findPage('demo', one.customerId, { consistent: true });
        expect(page?.gate.value.lastInboundAt).toEqual({ [one.addresses[0]?.addressId ?? '']: noon });
        expect(page?.gate.value.dnd).toMatchObject([{ source: 'opt_out', scope: 'all' }]);
        const answered = await new MessageStore(engine.table).find('demo', out, { consistent: true });
        expect(answered?.value.facts.filter(({ kind }) => kind === 'replied')).toHaveLength(1);
        if (position >= lifetime.effects.length) {
          expect(position).toBeGreaterThan(3);
          break;
        }
      }
    },
    60_000,
  );
});

describe('the inbound queue', () => {
  const bodyOf = async (body: string) => {
    const log = countingLog();
    const taken: InboundSignal[] = [];
    await receiveInbound(
      {
        recordInbound: async (signal) => void taken.push(signal),
        recordMail: files.put,
        events: new EventStore(engine.table, files),
        log,
      },
      body,
      noon,
    );
    const { items } = await engine.table.query({ pk: 'SYS#EVENTS#2026-11-20' });
    const kept = items.map((item) => fromItem(KeptEvent, item).value).filter(({ raw }) => raw === body);
    return { taken, kept, counted: log.counted };
  };

  it('takes in two-way SMS in the form that AWS publishes', async () => {
    const body = JSON.stringify({
      originationNumber: '+56912345678',
      destinationNumber: ourSms,
      messageKeyword: 'KEYWORD_1',
      messageBody: 'Ya pagué',
      inboundMessageId: 'cae173d2-66b9-564c-8309-21f858e9fb84',
    });
    const { taken, kept } = await bodyOf(body);
    expect(taken).toMatchObject([{ from: '+56912345678', to: ourSms, text: 'Ya pagué' }]);
    expect(kept).toEqual([]);
  });

  it('I15: keeps receipts of e-mail and whatever it does not understand', async () => {
    const mail = { messageId: 'ses-1', timestamp: '2026-11-20T12:00:00.000Z', destination: ['a@demo.example'] };
    const receipt = await bodyOf(JSON.stringify({ notificationType: 'Received', mail, receipt: {} }));
    expect(receipt.kept).toMatchObject([{ kind: 'NOTICE' }]);
    const broken = await bodyOf('{"half":');
    expect(broken).toMatchObject({ taken: [], kept: [{ kind: 'UNRECOGNISED' }], counted: ['EventUnrecognised'] });
  });
});
