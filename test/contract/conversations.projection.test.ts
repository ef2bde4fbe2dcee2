/** Conversations kept in step with messages and customers by the table's stream (C33–C37, D24; design §5). */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversationKey } from '#shared/conversations/entities.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { ConversationStore } from '#shared/conversations/store.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { cancelled, withFacts } from '#shared/messaging/ledger/transition.ts';
import { inbox as inboxOf } from '../../functions/composition/conversations.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { createInboxWorld, type InboxWorld, outboundMessage, threadMessage } from '../support/inbox-world.ts';
import { storeMessages } from '../support/register-messages.ts';

const start = Date.UTC(2026, 10, 23, 15);
let engine: TestTable;
let world: InboxWorld;
let now = start;

beforeAll(async () => {
  engine = await startTable();
  world = await createInboxWorld(engine.table, { now: () => now });
});
afterAll(() => engine.stop());

const row = async (customerId: string) =>
  (await world.list('limit=100')).items.find((item) => item.customerId === customerId);
const stored = (customerId: string) =>
  new ConversationStore(engine.table).find('demo', customerId, { consistent: true });

describe('the stream keeps conversations', () => {
  it('C33 C35 C36 A20: an inbound message begins one and makes it bold; an answer makes it managed', async () => {
    const customerId = await world.createCustomer('Rosa Peña', { advisorId: 'ana' });
    expect(await row(customerId)).toBeUndefined();
    await world.tell(threadMessage(customerId, start, { preview: 'Hola' }));
    expect(await row(customerId)).toMatchObject({
      name: 'Rosa Peña',
      advisorId: 'ana',
      segment: 'No contactable',
      unread: true,
      bold: true,
      managed: false,
      last: {
        at: new Date(start).toISOString(),
        channel: 'sms',
        direction: 'inbound',
        preview: 'Hola',
        status: 'received',
      },
    });
    await world.tell(outboundMessage(customerId, start + 1_000, { status: 'queued', phase: 'queued' }));
    expect(await row(customerId)).toMatchObject({
      unread: false,
      bold: false,
      managed: true,
      last: { status: 'queued' },
    });
  });

  it('C1: automatic messages begin a conversation too, and ask nothing of anybody', async () => {
    const customerId = await world.createCustomer('Automática');
    await world.tell(outboundMessage(customerId, start, { purpose: 'automatic' }));
    expect(await row(customerId)).toMatchObject({ unread: false, bold: false, managed: false, archived: false });
  });

  it('C19 F16: the row follows the status of the last message, failed ones included', async () => {
    const customerId = await world.createCustomer('Estados');
    const message = outboundMessage(customerId, start);
    for (const status of ['sent', 'delivered', 'failed'] as const) {
      await world.tell({ ...message, status });
      expect((await row(customerId))?.last?.status).toBe(status);
    }
  });

  it('an answer that was stopped before it went no longer counts; the one before it does', async () => {
    const customerId = await world.createCustomer('Retirada');
    const answer = outboundMessage(customerId, start + 2_000, { status: 'queued', phase: 'queued', facts: [] });
    await world.tell(outboundMessage(customerId, start), threadMessage(customerId, start + 1_000), answer);
    expect(await row(customerId)).toMatchObject({ bold: false, managed: true });
    await world.tell(cancelled(answer, 'ADDRESS_REPLACED', 'system', start + 3_000));
    expect(await row(customerId)).toMatchObject({ bold: true, unread: true, managed: false });
    expect((await stored(customerId))?.value.answeredAt).toBe(start);
  });

  it('C15: an answer that bounces re-opens the case, also an archived one', async () => {
    const customerId = await world.createCustomer('Rebotada');
    const answer = outboundMessage(customerId, start + 2_000);
    await world.tell(threadMessage(customerId, start + 1_000), answer);
    await world.call(`POST /v1/conversations/${customerId}/archive`);
    expect(await row(customerId)).toBeUndefined();
    const bounce = { at: start + 3_000, recordedAt: start + 60_000, class: 'SOFT', code: 'Transient/General' } as const;
    await world.tell(withFacts(answer, [{ kind: 'failed', ...bounce, source: 'event' }], answer.phase));
    expect(await row(customerId)).toMatchObject({ bold: true, managed: false, archived: false });
    // The next answer closes it, and its own late delivery receipt does not matter.
    await world.tell(outboundMessage(customerId, start + 70_000));
    expect(await row(customerId)).toMatchObject({ bold: false, managed: true });
  });

  it('D24: an archived conversation comes back with an inbound message, not with an outbound one', async () => {
    const customerId = await world.createCustomer('Archivo');
    await world.tell(threadMessage(customerId, start));
    await world.call(`POST /v1/conversations/${customerId}/archive`);
    await world.tell(outboundMessage(customerId, start + 1_000, { purpose: 'automatic' }));
    expect(await row(customerId)).toBeUndefined();
    await world.tell(threadMessage(customerId, start + 2_000));
    expect(await row(customerId)).toMatchObject({ archived: false, bold: true });
  });

  it('follows the customer: name, advisor, debt; and one that changes while its conversation begins', async () => {
    const customerId = await world.createCustomer('Antes');
    await world.tell(threadMessage(customerId, start));
    await world.call(`PATCH /v1/customers/${customerId}`, { name: 'Después' });
    await world.customerChanged(customerId);
    expect(await row(customerId)).toMatchObject({ name: 'Después' });

    const other = await world.createCustomer('Viejo nombre');
    const message = threadMessage(other, start);
    await storeMessages(engine.table, [message]);
    const inbox = inboxOf({ table: engine.table });
    let renamed = false;
    const findStoredCustomer: typeof inbox.findStoredCustomer = async (tenant, id) => {
      const customer = await inbox.findStoredCustomer(tenant, id);
      if (!renamed) {
        renamed = true;
        // Its record finds no conversation yet.
        await world.call(`PATCH /v1/customers/${other}`, { name: 'Nuevo nombre' });
        await world.customerChanged(other);
      }
      return customer;
    };
    const changes = { tenant: 'demo', customerId: other, messageIds: [message.messageId], customer: false };
    await projectConversation({ ...inbox, findStoredCustomer }, changes);
    expect((await stored(other))?.value.name).toBe('Nuevo nombre');
  });

  it('writes nothing when it is told again, and nothing for a claim', async () => {
    const customerId = await world.createCustomer('Repetida');
    const message = outboundMessage(customerId, start);
    await world.tell(message);
    const { revision } = (await stored(customerId)) ?? { revision: 0 };
    await world.tell(message);
    const claim = world.messageRecord(message);
    const image = claim.dynamodb?.NewImage ?? {};
    await world.project([
      { ...claim, dynamodb: { ...claim.dynamodb, OldImage: { ...image, ph: { S: 'queued' } }, NewImage: image } },
    ]);
    expect((await stored(customerId))?.revision).toBe(revision);
  });

  it('reports the record that it cannot read and only those of its conversation', async () => {
    const [broken, sound] = [await world.createCustomer('Rota'), await world.createCustomer('Sana')];
    const poison = threadMessage(broken, start);
    const good = threadMessage(sound, start);
    await storeMessages(engine.table, [good]);
    const { pk, sk } = Message.keys(poison);
    const junk = { ...(await engine.table.query({ pk: Message.keys(good).pk })).items[0], pk, sk, ch: 'pigeon' };
    await engine.table.batchWrite([{ kind: 'put', item: junk, expected: 'any' }]);
    const records = [world.messageRecord(poison), world.messageRecord(good)];
    const answer = await world.stream({ Records: records });
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: records[0]?.dynamodb?.SequenceNumber }]);
    expect(await row(sound)).toMatchObject({ bold: true });
  });

  it('a rebuild makes a lost conversation anew from its thread', async () => {
    const customerId = await world.createCustomer('Perdida', { advisorId: 'ana' });
    await world.tell(threadMessage(customerId, start), outboundMessage(customerId, start + 1_000));
    const before = await row(customerId);
    await engine.table.delete(conversationKey('demo', customerId));
    expect(await row(customerId)).toBeUndefined();
    await projectConversation(inboxOf({ table: engine.table }), {
      tenant: 'demo',
      customerId,
      messageIds: 'all',
      customer: true,
    });
    expect(await row(customerId)).toEqual(before);
  });
});

describe('any order, any batches, any repeats', () => {
  it('end in the same conversation', async () => {
    const at = fc.integer({ min: 1, max: 60 }).map((minute) => start + minute * 60_000);
    const telling = fc.record({ at, inbound: fc.boolean(), late: fc.nat(1_000_000), manual: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(telling, { minLength: 2, maxLength: 6 }),
        fc.array(fc.nat(5), { minLength: 4, maxLength: 12 }),
        async (tellings, order) => {
          now = start;
          const [one, two] = [await world.createCustomer('Uno'), await world.createCustomer('Dos')];
          const make = (customerId: string): MessageValue[] =>
            tellings.map(({ at: time, inbound, late, manual }) =>
              inbound
                ? threadMessage(customerId, time, { recordedAt: time + late })
                : outboundMessage(customerId, time, { purpose: manual ? 'manual' : 'automatic' }),
            );
          const [first, second] = [make(one), make(two)];
          await world.tell(...first);
          for (const position of order) {
            const message = second[position];
            if (message !== undefined) await world.tell(message);
          }
          await world.tell(...second.toReversed());
          const facts = async (customerId: string) => {
            const {
              customerId: _id,
              last,
              ...rest
            } = (await stored(customerId))?.value ?? { customerId: '', last: null };
            return { ...rest, name: '', last: last === null ? null : { at: last.at, direction: last.direction } };
          };
          expect(await facts(two)).toEqual(await facts(one));
        },
      ),
      { numRuns: 12 },
    );
  });
});
