import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noHistory } from './new-conversation.ts';
import {
  afterAction,
  afterResult,
  type ConversationFacts,
  conversationActions,
  inboundStatus,
  stateOf,
  withPendingCall,
} from './rules.ts';

const nothing: ConversationFacts = noHistory;
const now = 1_000;
const state = (facts: Partial<ConversationFacts>, at = now) => stateOf({ ...nothing, ...facts }, at);
const call = (since: number, dueAt: number | null = null) => ({ since, dueAt });

describe('bold and managed (C33–C37)', () => {
  it.each<[string, Partial<ConversationFacts>, { bold: boolean; managed: boolean }]>([
    ['nothing yet', {}, { bold: false, managed: false }],
    ['C33: the customer wrote', { lastInboundAt: 5 }, { bold: true, managed: false }],
    ['C35: an answer', { lastInboundAt: 5, answeredAt: 6 }, { bold: false, managed: true }],
    ['C35: a result', { lastInboundAt: 5, resultAt: 6 }, { bold: false, managed: true }],
    ['C37: omitted, which is not managed', { lastInboundAt: 5, omittedAt: 5 }, { bold: false, managed: false }],
    ['an answer before the message', { lastInboundAt: 5, answeredAt: 4 }, { bold: true, managed: false }],
    ['the customer wrote again', { lastInboundAt: 7, answeredAt: 6 }, { bold: true, managed: false }],
    ['written to by hand only', { answeredAt: 6 }, { bold: false, managed: true }],
    ['C34: a pending call', { pendingCall: call(5) }, { bold: true, managed: false }],
    ['C35: its result', { pendingCall: call(5), resultAt: 6 }, { bold: false, managed: true }],
    ['C35: an answer instead', { pendingCall: call(5), answeredAt: 6 }, { bold: false, managed: true }],
    ['C37: omitted instead', { pendingCall: call(5), omittedAt: 6 }, { bold: false, managed: false }],
    ['C15: the answer instead was lost', { pendingCall: call(5), answerLostAt: 7 }, { bold: true, managed: false }],
    ['a call for later', { pendingCall: call(5, 2_000), resultAt: 5 }, { bold: false, managed: true }],
    ['a call whose time has come', { pendingCall: call(5, 900), resultAt: 5 }, { bold: true, managed: false }],
    ['reading alone', { lastInboundAt: 5, readAt: 6 }, { bold: true, managed: false }],
  ])('%s', (_name, facts, expected) => expect(state(facts)).toMatchObject(expected));

  it('keeps a call pending until a result is recorded, whatever ends the bold', () => {
    expect(state({ pendingCall: call(5), answeredAt: 6, omittedAt: 7 })).toMatchObject({ pendingCall: true });
    expect(state({ pendingCall: call(5), resultAt: 6 })).toMatchObject({ pendingCall: false });
  });

  it('a result "call back" ends one call and asks for the next (C7, C34)', () => {
    const before = { ...nothing, pendingCall: call(5) };
    const result = afterResult(before, now);
    const after = withPendingCall(result, { dueAt: 2_000 }, now);
    expect(stateOf(result, now)).toMatchObject({ pendingCall: false, bold: false, managed: true });
    expect(stateOf(after, now)).toMatchObject({ pendingCall: true, bold: false, managed: true });
    expect(stateOf(after, 2_000)).toMatchObject({ pendingCall: true, bold: true, managed: false });
  });
});

describe('unread, archived, starred (C18, D14, D24–D26)', () => {
  it.each<[string, Partial<ConversationFacts>, boolean]>([
    ['an inbound message', { lastInboundAt: 5 }, true],
    ['read', { lastInboundAt: 5, readAt: 5 }, false],
    ['answered', { lastInboundAt: 5, answeredAt: 6 }, false],
    ['omitted', { lastInboundAt: 5, omittedAt: 5 }, false],
    ['marked unread (D26)', { lastInboundAt: 5, readAt: 6, markedUnreadAt: 7 }, true],
    ['marked, then answered', { markedUnreadAt: 7, answeredAt: 8 }, false],
    ['a pending call is no envelope', { pendingCall: call(5) }, false],
  ])('%s', (_name, facts, unread) => expect(state(facts).unread).toBe(unread));

  it.each<[string, Partial<ConversationFacts>, boolean]>([
    ['archived', { lastInboundAt: 5, archivedAt: 6 }, true],
    ['the customer wrote since', { lastInboundAt: 7, archivedAt: 6 }, false],
    ['unarchived', { archivedAt: 6, unarchivedAt: 6 }, false],
    ['a call was asked for since', { archivedAt: 6, pendingCall: call(7) }, false],
    ['written to since', { archivedAt: 6, answeredAt: 7 }, true],
    ['C15: the answer was lost since', { lastInboundAt: 5, archivedAt: 6, answerLostAt: 7 }, false],
    ['an answer was lost before', { lastInboundAt: 5, archivedAt: 8, answerLostAt: 7 }, true],
  ])('archived: %s', (_name, facts, archived) => expect(state(facts).archived).toBe(archived));

  it.each([
    [10, 'answered'],
    [11, 'omitted'],
    [12, 'read'],
    [13, 'unread'],
  ] as const)('shows an inbound message recorded at %i as %s (Q14)', (recordedAt, status) => {
    expect(inboundStatus({ ...nothing, answeredAt: 10, omittedAt: 11, readAt: 12 }, recordedAt)).toBe(status);
  });
});

const times = fc.record({
  lastInboundAt: fc.nat(20),
  answeredAt: fc.nat(20),
  answerLostAt: fc.nat(20),
  resultAt: fc.nat(20),
  omittedAt: fc.nat(20),
  readAt: fc.nat(20),
  markedUnreadAt: fc.nat(20),
  archivedAt: fc.nat(20),
  unarchivedAt: fc.nat(20),
  starredAt: fc.nat(20),
  unstarredAt: fc.nat(20),
  pendingCall: fc.option(fc.record({ since: fc.nat(20), dueAt: fc.option(fc.nat(40), { nil: null }) }), { nil: null }),
});

describe('actions', () => {
  const effect = {
    read: { unread: false },
    unread: { unread: true },
    omit: { unread: false, bold: false },
    star: { starred: true },
    unstar: { starred: false },
    archive: { archived: true },
    unarchive: { archived: false },
  } as const;

  it.each(conversationActions)('%s has its effect in every state, and none the second time', (action) => {
    fc.assert(
      fc.property(times, fc.nat(30), (facts, at) => {
        const after = afterAction(facts, action, at);
        expect(stateOf(after, at)).toMatchObject(effect[action]);
        expect(afterAction(after, action, at)).toEqual(after);
      }),
    );
  });

  it.each(conversationActions)('%s never takes back a time', (action) => {
    fc.assert(
      fc.property(times, fc.nat(30), (facts, at) => {
        const { pendingCall: before, ...earlier } = facts;
        const { pendingCall, ...later } = afterAction(facts, action, at);
        expect(pendingCall).toEqual(before);
        for (const [name, value] of Object.entries(earlier)) {
          expect(Object.entries(later).find(([other]) => other === name)?.[1]).toBeGreaterThanOrEqual(value);
        }
      }),
    );
  });

  it('reading, omitting and archiving do not cover a message that has not reached the conversation yet', () => {
    fc.assert(
      fc.property(
        times,
        fc.constantFrom('read', 'omit', 'archive'),
        fc.integer({ min: 1, max: 9 }),
        (facts, action, late) => {
          const known = Math.max(...Object.values({ ...facts, pendingCall: 0 }), 40);
          // Recorded before the action, told to the conversation after it.
          const after = afterAction(facts, action, known + 10);
          const told = { ...after, lastInboundAt: Math.max(after.lastInboundAt, known + late) };
          const { unread, bold, archived } = stateOf(told, known + 10);
          expect({ unread, bold, archived }).toEqual({ unread: true, bold: true, archived: false });
        },
      ),
    );
  });

  it('a result ends what waits, also under a clock that is behind', () => {
    fc.assert(
      fc.property(times, fc.nat(30), (facts, at) => {
        expect(stateOf(afterResult(facts, at), at)).toMatchObject({ pendingCall: false, bold: false, unread: false });
      }),
    );
  });

  it('bold and managed exclude each other', () => {
    fc.assert(
      fc.property(times, fc.nat(50), (facts, at) => {
        const { bold, managed } = stateOf(facts, at);
        expect(bold && managed).toBe(false);
      }),
    );
  });
});
