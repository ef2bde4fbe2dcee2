/** Deleting a conversation (D27, Q17): content goes, rows stay, nothing that waits is sent, crashes are made good. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeletionStore } from '#shared/conversations/deletion-store.ts';
import { type EraseConversationDeps, eraseConversation } from '#shared/conversations/erase-conversation.ts';
import { AttachmentStore } from '#shared/messaging/attachments/attachment-store.ts';
import { AttachmentFile, AttachmentUse } from '#shared/messaging/attachments/entities.ts';
import { MessageBody, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { eraseMessage } from '#shared/messaging/ledger/erase-message.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { claimed, outcomeUnknown } from '#shared/messaging/ledger/transition.ts';
import { resolveMessage } from '#shared/messaging/sending/resolve-message.ts';
import { erasure as erasureOf } from '../../functions/composition/conversations.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { createInboxWorld, type InboxWorld, outboundMessage, quietLog, threadMessage } from '../support/inbox-world.ts';

const start = Date.UTC(2026, 10, 23, 15);
const minute = 60_000;
let engine: TestTable;
let world: InboxWorld;
let messages: MessageStore;
let now = start;
const deletedFiles: string[] = [];
const files = {
  delete: async (key: string) => {
    deletedFiles.push(key);
  },
};

beforeAll(async () => {
  engine = await startTable();
  world = await createInboxWorld(engine.table, { now: () => now }, files);
  messages = new MessageStore(engine.table);
});
afterAll(() => engine.stop());

const find = async (message: MessageValue): Promise<MessageValue> => {
  const stored = await messages.find('demo', message.messageId, { consistent: true });
  if (stored === undefined) throw new Error('The row is gone.');
  return stored.value;
};
const remove = (customerId: string) => world.call<{ deletedAt: string }>(`DELETE /v1/conversations/${customerId}`);
const listed = async (customerId: string, query = '') =>
  (await world.list(`limit=100&${query}`)).items.some((item) => item.customerId === customerId);
/** Runs what is due of the deletion, as the schedule does. */
const sweep = async (customerId: string, at: number, deps: Partial<EraseConversationDeps> = {}) => {
  const erasure = erasureOf({ table: engine.table, files, log: quietLog });
  const deletion = await erasure.deletions.find('demo', customerId);
  return deletion === undefined || eraseConversation({ ...erasure, ...deps }, deletion, at, () => true);
};
const queued = { status: 'queued', phase: 'queued', facts: [], sentAt: null } satisfies Partial<MessageValue>;

describe('deleting a conversation', () => {
  it('D27 Q17: takes it out of every list and thread, empties its messages and keeps their rows', async () => {
    const customerId = await world.createCustomer('Borrada', { advisorId: 'ana' });
    const long = outboundMessage(customerId, start, {
      channel: 'email',
      subject: 'Tu deuda',
      body: null,
      template: { templateId: 't1', name: 'Aviso', language: 'es', values: ['Rosa', '10.000'] },
    });
    const inbound = threadMessage(customerId, start + 1);
    await engine.table.put(MessageBody, { tenant: 'demo', messageId: long.messageId, body: 'x'.repeat(900) }, 'any');
    await world.tell(long, inbound);
    await world.call(`POST /v1/conversations/${customerId}/star`);
    now = start + minute;
    const { status, body } = await remove(customerId);
    expect({ status, deletedAt: body.deletedAt }).toEqual({ status: 202, deletedAt: new Date(now).toISOString() });
    for (const query of ['', 'advisor=ana', 'state=unread', 'state=starred', 'state=archived', 'q=borrada']) {
      expect(await listed(customerId, query)).toBe(false);
    }
    expect(await world.thread(customerId)).toEqual({ items: [] });
    expect(await find(long)).toMatchObject({
      subject: null,
      preview: '',
      body: '',
      status: 'sent',
      recipient: long.recipient,
    });
    expect((await find(long)).template).toEqual({ templateId: 't1', name: 'Aviso' });
    expect(await find(inbound)).toMatchObject({ preview: '', body: '', status: 'received' });
    const left = await engine.table.get(
      MessageBody,
      MessageBody.keys({ tenant: 'demo', messageId: long.messageId, body: '' }),
    );
    expect(left).toBeUndefined();
    // Asked again, it is the same.
    expect((await remove(customerId)).body.deletedAt).toBe(body.deletedAt);
  });

  it('stays deleted when events come late, and begins anew with the next message', async () => {
    const customerId = await world.createCustomer('Vuelve');
    const message = outboundMessage(customerId, start);
    await world.tell(message);
    now = start + minute;
    await remove(customerId);
    const emptied = await find(message);
    await world.tell({ ...emptied, status: 'delivered' });
    expect(await listed(customerId)).toBe(false);
    const next = threadMessage(customerId, start + 2 * minute);
    await world.tell(next);
    expect(await listed(customerId, 'state=unread')).toBe(true);
    expect((await world.thread(customerId)).items.map(({ messageId }) => messageId)).toEqual([next.messageId]);
  });

  it('cancels what waits, and a claim at the same time either sends it whole or finds it cancelled', async () => {
    for (let round = 0; round < 12; round += 1) {
      const customerId = await world.createCustomer(`Carrera ${round}`);
      const message = outboundMessage(customerId, start, queued);
      await world.tell(message);
      now = start + minute;
      const claim = async (): Promise<string | undefined> => {
        const before = await messages.find('demo', message.messageId, { consistent: true });
        if (before === undefined || before.value.phase !== 'queued') return undefined;
        try {
          await messages.change(before, claimed(before.value, { epoch: 0, accountId: undefined }, now), now);
          return before.value.body ?? undefined;
        } catch {
          return undefined;
        }
      };
      const [taken] = await Promise.all([claim(), remove(customerId)]);
      const after = await find(message);
      if (taken === undefined) expect(after).toMatchObject({ status: 'cancelled', body: '' });
      // Claimed with its text: the deletion waits for the outcome.
      else expect([taken, after.phase, after.erasedAt]).toEqual([message.body, 'sending', undefined]);
    }
  });

  it('waits for a message that a worker holds, and empties it when its outcome is there', async () => {
    const customerId = await world.createCustomer('En vuelo');
    const message = outboundMessage(customerId, start, queued);
    await world.tell(claimed(message, { epoch: 0, accountId: undefined }, start));
    now = start + minute;
    await remove(customerId);
    expect((await find(message)).erasedAt).toBeUndefined();
    expect(await world.thread(customerId)).toEqual({ items: [] });
    const before = await messages.find('demo', message.messageId, { consistent: true });
    if (before === undefined) throw new Error('The row is gone.');
    await messages.change(before, outcomeUnknown(before.value, 'LEASE_EXPIRED', now), now);
    expect(await sweep(customerId, now + minute)).toBe(false);
    expect(await find(message)).toMatchObject({ body: '', status: 'outcome_unknown' });
    const resend = { tenant: 'demo', messageId: message.messageId, outcome: 'resend', by: 'ana' } as const;
    const late = { now: () => now + 400 * 86_400_000 };
    await expect(
      resolveMessage({ messages, queues: { enqueue: async () => undefined }, clock: late, log: quietLog }, resend),
    ).rejects.toMatchObject({ code: 'MESSAGE_ERASED' });
    expect(await sweep(customerId, now + 10 * minute)).toBe(true);
    expect(await new DeletionStore(engine.table).find('demo', customerId)).toBeUndefined();
  });

  it('empties a message that was accepted before and written after the first run', async () => {
    const customerId = await world.createCustomer('Rezagada');
    await world.tell(threadMessage(customerId, start));
    now = start + minute;
    await remove(customerId);
    const straggler = outboundMessage(customerId, now - 10, queued);
    await world.tell(straggler);
    expect(await listed(customerId)).toBe(false);
    expect(await sweep(customerId, now + 5 * minute)).toBe(true);
    expect(await find(straggler)).toMatchObject({ status: 'cancelled', body: '' });
  });

  it('a crash at any write is made good by due work', async () => {
    for (let survives = 0; survives < 4; survives += 1) {
      const customerId = await world.createCustomer(`Caída ${survives}`);
      const all = [0, 1, 2, 3].map((i) => outboundMessage(customerId, start + i, i === 3 ? queued : {}));
      await world.tell(...all);
      now = start + minute;
      const deletions = new DeletionStore(engine.table);
      await deletions.save({ tenant: 'demo', customerId, cut: now, by: 'ana', dueAt: now }, undefined);
      let writes = 0;
      const erase = { messages, attachments: new AttachmentStore(engine.table), files };
      const crashing: EraseConversationDeps['eraseMessage'] = async (target) => {
        writes += 1;
        if (writes > survives) throw new Error('crashed');
        return eraseMessage(erase, target);
      };
      await expect(sweep(customerId, now, { eraseMessage: crashing })).rejects.toThrow('crashed');
      expect(await listed(customerId)).toBe(false);
      expect(await sweep(customerId, now + 5 * minute)).toBe(true);
      for (const message of all) expect((await find(message)).body).toBe('');
    }
  });

  it('keeps what arrives while it runs', async () => {
    const customerId = await world.createCustomer('Mientras tanto');
    await world.tell(threadMessage(customerId, start));
    now = start + minute;
    const meanwhile = threadMessage(customerId, now + 1, { recordedAt: now + 1 });
    const erase = { messages, attachments: new AttachmentStore(engine.table), files };
    const deletions = new DeletionStore(engine.table);
    await deletions.save({ tenant: 'demo', customerId, cut: now, by: 'ana', dueAt: now }, undefined);
    // Told to the conversation just before the deletion empties it.
    await world.tell(meanwhile);
    await sweep(customerId, now, { eraseMessage: (target) => eraseMessage(erase, target) });
    expect(await listed(customerId, 'state=unread')).toBe(true);
    expect((await find(meanwhile)).body).toBe(meanwhile.body);
  });

  it('takes an attachment along with the last message that carries it', async () => {
    const [one, two] = [await world.createCustomer('Adjunto uno'), await world.createCustomer('Adjunto dos')];
    const attachment = { attachmentId: 'file1', fileName: 'estado.pdf', contentType: 'application/pdf', size: 9 };
    const carriers = [one, two].map((customerId) => outboundMessage(customerId, start, { attachments: [attachment] }));
    await engine.table.put(
      AttachmentFile,
      {
        tenant: 'demo',
        ...attachment,
        purpose: 'message',
        state: 'ready',
        source: 'upload',
        customerId: null,
        createdAt: start,
      },
      'any',
    );
    for (const { messageId } of carriers) {
      await engine.table.put(AttachmentUse, { tenant: 'demo', attachmentId: 'file1', messageId }, 'any');
    }
    await world.tell(...carriers);
    now = start + minute;
    await remove(one);
    expect(deletedFiles).toEqual([]);
    await remove(two);
    expect(deletedFiles).toHaveLength(1);
    expect(deletedFiles[0]).toContain('attachments/demo/file1');
    for (const message of carriers) expect((await find(message)).attachments).toEqual([]);
  });

  it('supervisors only', async () => {
    const customerId = await world.createCustomer('Permiso');
    await world.tell(threadMessage(customerId, start));
    const asAdvisor = { tenant: 'demo', roles: ['advisor'] } as const;
    expect((await world.call(`DELETE /v1/conversations/${customerId}`, undefined, asAdvisor)).status).toBe(403);
  });
});
