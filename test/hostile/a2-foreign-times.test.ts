/**
 * Issue 10, A.2: times that providers state, one a line, through the parser and the real table: none orders, opens a
 * window or speaks of an address further than it is believed, and none is lost.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromItem } from '#platform/table/kernel.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import { recordInbound } from '#shared/messaging/inbound/record-inbound.ts';
import { Message, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { readMessage } from '#shared/messaging/ledger/read-message.ts';
import { parseEventBody } from '#shared/messaging/providers/envelope.ts';
import type { InboundSignal } from '#shared/messaging/providers/signals.ts';
import { recordInboundDeps } from '../../functions/composition/receiving.ts';
import {
  addressKey,
  contactApi,
  countingLog,
  ListClient,
  ourWhatsApp,
  refOf,
  seedCompanies,
} from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const now = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;
const clock = { now: () => now };
const noFiles = async (): Promise<never> => {
  throw new Error('No file is written in these tests.');
};
const received = createReceivedFiles({ client: { send: noFiles }, bucket: 'files' });

let engine: TestTable;
beforeAll(async () => {
  engine = await startTable();
  await seedCompanies(engine.table);
}, 60_000);
afterAll(() => engine?.stop());

const whatsAppBody = (from: string, id: string, timestamp: unknown) => ({
  context: {
    MetaPhoneNumberIds: [{ metaPhoneNumberId: ourWhatsApp, arn: 'arn:aws:social-messaging:us-east-1:1:x/y' }],
  },
  whatsAppWebhookEntry: JSON.stringify({
    id: '1',
    changes: [
      {
        field: 'messages',
        value: {
          metadata: { phone_number_id: ourWhatsApp },
          messages: [{ from, id, timestamp, type: 'text', text: { body: 'Hola' } }],
        },
      },
    ],
  }),
  message_timestamp: '2026-11-20T12:00:00.482913057Z',
});

/** What was stated, what counts (ms beside the receipt), whether it is kept as another time. */
const times: readonly (readonly [string, unknown, number, string | undefined])[] = [
  ['in 2099, seconds', '4070908800', 300_000, '2099-01-01T00:00:00.000Z'],
  ['in 2099, ms', '4070908800000', 300_000, '2099-01-01T00:00:00.000Z'],
  ['in 2099, a number', 4_070_908_800, 300_000, '2099-01-01T00:00:00.000Z'],
  ['in 2099, ISO', '2099-01-01T00:00:00Z', 300_000, '2099-01-01T00:00:00.000Z'],
  ['in 9999', '9999-12-31T23:59:59.999Z', 300_000, '9999-12-31T23:59:59.999Z'],
  ['the last instant there is', 8.64e15, 300_000, '+275760-09-13T00:00:00.000Z'],
  ['six minutes ahead', (now + 360_000) / 1000, 300_000, '2026-11-20T12:06:00.000Z'],
  ['four minutes ahead', (now + 240_000) / 1000, 240_000, undefined],
  ['29 days late', (now - 29 * day) / 1000, -29 * day, undefined],
  ['31 days late', (now - 31 * day) / 1000, -30 * day, '2026-10-20T12:00:00.000Z'],
  ['1970', '0', -30 * day, '1970-01-01T00:00:00.000Z'],
  ['before 1970', '-86400', -30 * day, '1969-12-31T00:00:00.000Z'],
  ['the year 1', '0001-01-01T00:00:00Z', -30 * day, '0001-01-01T00:00:00.000Z'],
  ['microseconds', '1795348800000000', 300_000, '+058862-05-04T00:00:00.000Z'],
  ['microseconds, a number', 1_795_348_800_000_000, 300_000, '+058862-05-04T00:00:00.000Z'],
  ['nanoseconds', '1795348800000000000', 482, undefined],
  ['the zone that is furthest ahead', '2026-11-21T02:00:00+14:00', 0, undefined],
  ['the zone that is furthest behind', '2026-11-20T00:00:00-12:00', 0, undefined],
  ['a zone that is none', '2026-11-20T12:00:00+99:99', 482, undefined],
  ['24:00', '2026-11-19T24:00:00Z', 482, undefined],
  ['a leap second', '2026-11-20T11:59:60Z', 482, undefined],
  ['without a zone', '2026-11-20T12:00:00', 482, undefined],
  ['words', 'yesterday', 482, undefined],
  ['beyond every instant', '9999999999999999', 482, undefined],
  ['nothing', undefined, 482, undefined],
  ['an object', {}, 482, undefined],
];

describe('a WhatsApp message of a customer', () => {
  it.each(times)('%s', async (name, timestamp, counted, stated) => {
    const position = times.findIndex(([each]) => each === name);
    const address = { channel: 'whatsapp', value: `+5697100${String(position).padStart(4, '0')}` } as const;
    const api = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
    const one = await api.addCustomer([address]);
    const body = JSON.stringify(whatsAppBody(address.value.slice(1), `wamid.hostile-${position}`, timestamp));
    const { signals, warnings } = parseEventBody(body, now);
    const [signal] = signals.filter((each): each is InboundSignal => each.type === 'inbound');
    if (signal === undefined) throw new Error('The message was not read.');
    expect(warnings.length > 0).toBe(stated !== undefined || counted === 482);
    await recordInbound(
      recordInboundDeps({
        table: engine.table,
        clock,
        log: countingLog(),
        addressKey,
        files: { put: noFiles },
        received,
        fetchMedia: noFiles,
      }),
      signal,
      body,
    );
    const at = now + counted;
    const { items } = await engine.table.query({ pk: threadPartition('demo', one.customerId) });
    const [message] = items.map((item) => fromItem(Message, item).value);
    expect(message?.acceptedAt).toBe(at);
    const inboundStore = new InboundStore(engine.table);
    const answer = await readMessage(
      {
        messages: new MessageStore(engine.table),
        findReceived: (tenant, token) => inboundStore.findContent(tenant, token),
      },
      'demo',
      message?.messageId ?? '',
    );
    expect(answer.events).toMatchObject([{ kind: 'received', at: new Date(at).toISOString() }]);
    expect(answer.events[0]?.statedAt).toBe(stated);
    const state = await new AddressStateStore(engine.table).find(refOf(address), { consistent: true });
    expect(state?.value.aliveAt).toBe(at);
    const page = await new CustomerStore(engine.table).findPage('demo', one.customerId);
    expect(page?.gate?.value.lastInboundAt).toEqual({ [String(one.addresses[0]?.addressId)]: at });
  });
});
