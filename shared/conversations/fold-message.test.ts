import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timePart } from '#platform/ids.ts';
import { fromItem, toItem } from '#platform/table/kernel.ts';
import type { MessageResult } from '#shared/messaging/ledger/message-fields.ts';
import { inboxCustomer } from '../../test/support/inbox-customers.ts';
import { Conversation, type ConversationValue, ConversationView, listedAt, viewsOf } from './entities.ts';
import { isLostAnswer, type ThreadMessage, withMessage } from './fold-message.ts';
import { newConversation } from './new-conversation.ts';
import { stateOf } from './rules.ts';

const empty = newConversation(
  inboxCustomer('c1', {
    name: 'Rosa Peña',
    advisorId: 'u1',
    debtSummary: { dueDate: '2026-11-01', balances: {}, state: 'overdue' },
  }),
);

const message = (at: number, change: Partial<ThreadMessage> & { recordedAt?: number } = {}): ThreadMessage => {
  const { recordedAt = at, ...rest } = change;
  return {
    messageId: `c1-${timePart(at)}x`,
    channel: 'sms',
    direction: 'inbound',
    purpose: 'manual',
    source: 'platform',
    status: 'received',
    facts: rest.direction === 'outbound' ? [] : [{ kind: 'received', at, recordedAt }],
    preview: `message of ${at}`,
    result: null,
    acceptedAt: at,
    sendAt: null,
    ...rest,
  };
};
const outbound = (at: number, change: Partial<ThreadMessage> = {}) =>
  message(at, { direction: 'outbound', status: 'sent', ...change });
const failed = (at: number, recordedAt = at) => ({
  kind: 'failed' as const,
  at,
  recordedAt,
  class: 'HARD' as const,
  code: 'Permanent/General',
  source: 'event' as const,
});
const noAnswer = {
  code: 'no_answer',
  label: 'No contesta',
  withContact: false,
  withCall: true,
  durationSeconds: null,
  promise: null,
  callBackAt: null,
  recordingId: null,
  effects: [],
  by: 'u1',
} satisfies MessageResult;
const fold = (messages: readonly ThreadMessage[], from = empty) => messages.reduce(withMessage, from);
const state = (...messages: readonly ThreadMessage[]) => stateOf(fold(messages), 1_000);

describe('what a message does to its conversation', () => {
  it('C33: an inbound message makes it bold and unread', () => {
    expect(state(message(5))).toMatchObject({ bold: true, unread: true, managed: false });
  });

  it("#110: a program's mail is shown and makes nobody look", () => {
    const absence = message(5, { channel: 'email', purpose: 'automatic' });
    expect(state(absence)).toMatchObject({ bold: false, unread: false });
    expect(fold([absence]).last?.preview).toBe('message of 5');
  });

  it('says who wrote the newest message by hand, and nobody of an automatic or inbound one (12.2)', () => {
    const authorAfter = (change: Partial<ThreadMessage>) => fold([message(5, change)]).last?.author;
    expect(authorAfter({ direction: 'outbound', author: 'u2' })).toBe('u2');
    expect(authorAfter({ direction: 'outbound', author: 'u2', purpose: 'automatic' })).toBeUndefined();
    expect(authorAfter({ author: 'u2' })).toBeUndefined();
    expect(authorAfter({ channel: 'call', direction: 'outbound', result: { ...noAnswer, by: 'u3' } })).toBe('u3');
  });

  it('C35, C36: an answer by hand ends both and makes it managed', () => {
    expect(state(message(5), outbound(6))).toMatchObject({ bold: false, unread: false, managed: true });
  });

  it.each<[string, Partial<ThreadMessage>]>([
    ['an automatic message', { purpose: 'automatic' }],
    ['a blocked one', { status: 'blocked' }],
    ['a skipped one', { status: 'skipped' }],
    ['a cancelled one', { status: 'cancelled' }],
    ['C15: one that failed or bounced', { status: 'failed' }],
    ['one recorded from outside', { source: 'outside' }],
  ])('%s is no answer', (_name, change) => {
    expect(state(message(5), outbound(6, change))).toMatchObject({ bold: true, managed: false });
  });

  it.each(['queued', 'scheduled', 'deferred', 'sending', 'sent', 'delivered', 'read', 'outcome_unknown'] as const)(
    'a message by hand that is %s is an answer',
    (status) => {
      expect(state(message(5), outbound(6, { status }))).toMatchObject({ bold: false, managed: true });
    },
  );

  it('a call without a result waits like a message; its result ends it (C7, D13)', () => {
    const missed = message(5, { channel: 'call' });
    expect(state(missed)).toMatchObject({ bold: true });
    const recorded = fold([message(4), message(6, { channel: 'call', result: noAnswer })]);
    expect(stateOf(recorded, 1_000)).toMatchObject({ bold: false, managed: true });
    expect(state(message(4), outbound(6, { channel: 'call' }))).toMatchObject({ bold: true });
  });

  it('C34, D13: a call that nobody took asks for a call back, which a result ends', () => {
    const missed = message(5, { channel: 'call', missed: true });
    expect(state(missed)).toMatchObject({ bold: true, pendingCall: true, managed: false });
    expect(fold([missed]).pendingCall).toMatchObject({ since: 5, dueAt: null, origin: 'missed_call', note: null });
    expect(stateOf({ ...fold([missed]), resultAt: 6 }, 1_000)).toMatchObject({ bold: false, pendingCall: false });
    expect(state(message(5, { channel: 'call' }))).toMatchObject({ pendingCall: false });
  });

  it('C34: a call that is arranged stands; one that was taken back is not asked for again by the same missed call', () => {
    const missed = message(5, { channel: 'call', missed: true });
    const arranged = { since: 3, dueAt: 900, origin: 'manual', note: 'ask for the son', result: null };
    expect(fold([missed], { ...empty, pendingCall: arranged }).pendingCall).toEqual(arranged);
    expect(fold([missed], { ...empty, callWithdrawnAt: 5 }).pendingCall).toBeNull();
    expect(fold([missed], { ...empty, callWithdrawnAt: 4 }).pendingCall).toMatchObject({ since: 5 });
  });

  it('12.8: imported history moves no conversation up; alone, it stands where its newest communication took place', () => {
    const history = (sendAt: number, acceptedAt: number) => outbound(sendAt, { source: 'outside', sendAt, acceptedAt });
    const [old, older] = [history(40, 900), history(30, 901)];
    expect(listedAt(fold([old, older]))).toBe(40);
    expect(fold([older, old]).last).toMatchObject({ at: 40 });
    for (const messages of [
      [message(100), old, older],
      [old, message(100), older],
    ]) {
      expect(listedAt(fold(messages))).toBe(100);
    }
    expect(listedAt(fold([message(100), history(200, 902)]))).toBe(100);
  });

  it('history from outside makes nothing bold (B24)', () => {
    expect(state(message(5, { source: 'outside' }))).toMatchObject({ bold: false, unread: false });
  });

  it('a message that comes late is unread, though it is not the newest (I14)', () => {
    const conversation = fold([outbound(20), message(5, { recordedAt: 30 })]);
    expect(stateOf(conversation, 1_000)).toMatchObject({ bold: true, unread: true });
    expect(conversation).toMatchObject({ last: { at: 20 }, activityAt: 30 });
  });

  it('shows the newest message with its latest status, and that it was answered (C19)', () => {
    const replied = { status: 'delivered', facts: [{ kind: 'replied', at: 9, recordedAt: 9 }] } as const;
    expect(fold([outbound(8), outbound(4)]).last).toMatchObject({ at: 8, status: 'sent' });
    expect(fold([outbound(8), outbound(8, { status: 'failed' })]).last).toMatchObject({ status: 'failed' });
    expect(fold([outbound(8, { ...replied, facts: [...replied.facts] })]).last).toMatchObject({ status: 'replied' });
  });

  it('what was deleted does not come back with a late event; what comes after does (Q17)', () => {
    const deleted = { ...empty, deletedAt: 10 };
    expect(fold([outbound(9), message(4, { recordedAt: 10 })], deleted)).toEqual(deleted);
    expect(fold([message(4, { recordedAt: 11 })], deleted)).toMatchObject({ last: { at: 4 }, lastInboundAt: 11 });
  });

  it('recognises an answer that was stopped, or bounced, after it had counted', () => {
    expect(isLostAnswer(outbound(6, { status: 'cancelled' }))).toBe(true);
    expect(isLostAnswer(outbound(6, { status: 'failed' }))).toBe(true);
    expect(isLostAnswer(outbound(6, { status: 'cancelled', purpose: 'automatic' }))).toBe(false);
  });

  it('C15: a bounce brings an archived conversation back', () => {
    const bounced = outbound(6, { status: 'failed', facts: [failed(9, 40)] });
    const archived = { ...fold([message(5), outbound(6)]), archivedAt: 7 };
    expect(stateOf(archived, 1_000)).toMatchObject({ archived: true, bold: false });
    // The projection finds the answer before it, if any, when this one is lost.
    expect(stateOf({ ...withMessage(archived, bounced), answeredAt: 0 }, 1_000)).toMatchObject({
      archived: false,
      bold: true,
      managed: false,
    });
    expect(fold([outbound(6, { purpose: 'automatic', status: 'failed', facts: [failed(9, 40)] })]).answerLostAt).toBe(
      0,
    );
  });
});

const anyMessage = fc
  .record({
    at: fc.integer({ min: 1, max: 30 }),
    inbound: fc.boolean(),
    late: fc.nat(20),
    missed: fc.boolean(),
    purpose: fc.constantFrom('manual' as const, 'automatic' as const),
    source: fc.constantFrom('platform' as const, 'platform' as const, 'outside' as const),
    status: fc.constantFrom('queued' as const, 'sent' as const, 'failed' as const, 'cancelled' as const),
  })
  .map(({ at, inbound, late, missed, purpose, source, status }) =>
    inbound
      ? message(at, { recordedAt: at + late, source, ...(missed ? { channel: 'call', missed } : {}) })
      : outbound(at, { purpose, source, status, facts: status === 'failed' ? [failed(at, at + late)] : [] }),
  );
/** Each message once, with its own id: a message has one state when it is read from the base. */
const thread = fc.uniqueArray(anyMessage, { selector: ({ messageId }) => messageId, maxLength: 8 });

describe('any order and any number of tellings', () => {
  it('gives the same conversation', () => {
    fc.assert(
      fc.property(
        thread.chain((messages) =>
          fc.tuple(fc.constant(messages), fc.shuffledSubarray([...messages, ...messages], { minLength: 0 })),
        ),
        fc.nat(30),
        (input, deletedAt) => {
          const [messages, retold] = input;
          const from = { ...empty, deletedAt };
          const inOrder = fold(messages, from);
          expect(fold([...retold, ...messages.toReversed()], from)).toEqual(inOrder);
          expect(fold([...messages, ...retold], from)).toEqual(inOrder);
        },
      ),
    );
  });

  it('gives the state that the rules say, told from the messages themselves', () => {
    fc.assert(
      fc.property(thread, (messages) => {
        const ours = messages.filter(({ source }) => source === 'platform');
        const recorded = (one: ThreadMessage) => one.facts[0]?.recordedAt ?? one.acceptedAt;
        const inbound = ours.filter(({ direction }) => direction === 'inbound').map(recorded);
        const answers = ours
          .filter((one) => one.direction === 'outbound' && one.purpose === 'manual')
          .filter(({ status }) => status !== 'cancelled' && status !== 'failed')
          .map(recorded);
        const waits = inbound.some((at) => answers.every((answer) => answer < at));
        const missed = ours.filter((one) => one.missed === true).map(recorded);
        const calls = missed.some((at) => answers.every((answer) => answer <= at));
        expect(stateOf(fold(messages), 1_000)).toMatchObject({
          bold: waits || calls,
          unread: waits,
          pendingCall: missed.length > 0,
        });
      }),
    );
  });
});

describe('how it lies in the table', () => {
  const manual = { since: 7, dueAt: null, origin: 'manual', note: 'ask for the son' };
  const full: ConversationValue = {
    ...fold([message(5), outbound(6)]),
    pendingCall: { ...manual, result: null },
  };
  const askedByResult: ConversationValue = {
    ...full,
    pendingCall: {
      ...{ since: 9, dueAt: 20, origin: 'result', note: null },
      result: { messageId: 'c1-r1', callBefore: { ...manual, askedBy: null } },
    },
  };

  it('comes back as it was, also from an index and from a view', () => {
    for (const conversation of [full, askedByResult]) {
      expect(fromItem(Conversation, toItem(Conversation, conversation, 1)).value).toEqual(conversation);
      const view = { view: 'calls', conversation } as const;
      expect(fromItem(ConversationView, toItem(ConversationView, view, 1)).value).toEqual(view);
    }
  });

  it('archived and deleted conversations leave the inbox; a call to be made stays (D24, Q17, C15)', () => {
    const inbox = (conversation: ConversationValue) => Conversation.keys(conversation);
    const archived = { ...full, archivedAt: 50 };
    expect([inbox(full).g1?.[0], inbox(full).g2?.[0]]).toEqual(['T#demo#IN', 'T#demo#IN#u1']);
    expect([inbox(archived).g1, inbox(archived).g2]).toEqual([undefined, undefined]);
    expect(viewsOf({ ...archived, starredAt: 1 })).toEqual(['calls', 'archived']);
    expect(viewsOf({ ...full, last: null, starredAt: 1 })).toEqual(['calls']);
    expect(inbox({ ...full, advisorId: null }).g2?.[0]).toBe('T#demo#IN#-');
  });

  it.each([undefined, 'u1', 'u2'])('who wrote the last message comes back, whoever the advisor is: %s', (author) => {
    const change = author === undefined ? {} : { author };
    const { last } = fold([outbound(6, change)]);
    expect(last?.author).toBe(author);
    for (const advisorId of ['u1', null]) {
      const kept = { ...full, advisorId, last };
      expect(fromItem(Conversation, toItem(Conversation, kept, 1)).value).toEqual(kept);
    }
  });

  it('50 rows cost 3 read units at most: a row of usual length stays under 480 bytes', () => {
    const usual: ConversationValue = {
      ...full,
      name: 'María Fernanda González Sepúlveda',
      customerId: 'x'.repeat(26),
      advisorId: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
      pendingCall: null,
      last: {
        id: 'x'.repeat(26),
        at: 1_795_531_000_000,
        channel: 'whatsapp',
        direction: 'outbound',
        preview: 'x'.repeat(40),
        status: 'delivered',
        author: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
      },
    };
    const { rev: _rev, v: _v, ...row } = toItem(Conversation, usual, 1);
    expect(Buffer.byteLength(JSON.stringify(row))).toBeLessThan(560);
  });
});
