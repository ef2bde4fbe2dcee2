import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fact, FactSchema, FactsSchema, maxFacts, mergeFact, mergeFacts } from './facts.ts';
import { foldStatus, foldStatusAsOf, type Phase } from './status.ts';

const at = (minute: number): { at: number; recordedAt: number } => ({
  at: 1_795_000_000_000 + minute * 60_000,
  recordedAt: 1_795_000_000_000 + minute * 60_000 + 500,
});

const accepted: Fact = { kind: 'accepted', ...at(0) };
const sent: Fact = { kind: 'sent', ...at(1) };
const delivered: Fact = { kind: 'delivered', ...at(2) };
const read: Fact = { kind: 'read', ...at(4) };
const failed: Fact = { kind: 'failed', ...at(3), class: 'SOFT', code: 'TEXT_UNREACHABLE', source: 'event' };
const bounce: Fact = {
  kind: 'failed',
  ...at(5),
  class: 'HARD',
  code: 'Permanent/NoEmail',
  diagnostic: 'smtp; 550 5.1.1 user unknown',
  source: 'event',
};
const six = [accepted, sent, delivered, read, failed, bounce];

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

/** Each event once more at every later place. */
const withOneDuplicate = <T>(order: readonly T[]): T[][] =>
  order.flatMap((item, index) =>
    Array.from({ length: order.length - index }, (_, gap) => order.toSpliced(index + 1 + gap, 0, item)),
  );

/** As at the real queue: the time of recording follows the order of arrival. */
const arriving = (order: readonly Fact[]): Fact[] =>
  order.map((fact, index) => ({ ...fact, recordedAt: at(60).at + index * 1000 }));

const outcomeOf = (order: readonly Fact[]): string =>
  JSON.stringify(foldStatus(mergeFacts([], arriving(order)), 'accepted'));

const orders = permutations(six);

// Two wrong designs (reliability §0.4, §5.3), kept to show that the orders below tell right from wrong.
const lastWriteWins = (order: readonly Fact[]): string => {
  const last = order.at(-1);
  return last?.kind === 'failed' ? last.code : (last?.kind ?? 'none');
};
const rankOf: Readonly<Record<string, number>> = { failed: -1, accepted: 0, sent: 1, delivered: 2, read: 3 };
const highestRank = (order: readonly Fact[]): string =>
  order.reduce((shown, fact) => ((rankOf[fact.kind] ?? 0) > (rankOf[shown] ?? 0) ? fact.kind : shown), 'accepted');

describe('order and repeats of events', () => {
  it('gives one outcome over all 720 orders', () => {
    expect(orders).toHaveLength(720);
    expect(new Set(orders.map(outcomeOf)).size).toBe(1);
  });

  it('gives the same outcome over all 15,120 sequences with one event repeated', () => {
    const sequences = orders.flatMap(withOneDuplicate);
    expect(sequences).toHaveLength(15_120);
    expect(new Set(sequences.map(outcomeOf))).toEqual(new Set([outcomeOf(six)]));
  });

  it('turns red for "last write wins": six outcomes over the 720 orders', () => {
    expect(new Set(orders.map(lastWriteWins)).size).toBe(6);
  });

  it('turns red for a rank with failed = -1: the failure is never seen, where the fold shows it in all 6 orders', () => {
    for (const order of permutations([accepted, sent, failed])) {
      expect(highestRank(order)).toBe('sent');
      expect(foldStatus(mergeFacts([], arriving(order)), 'accepted').status).toBe('failed');
    }
  });
});

const failure = (minute: number, fields: Partial<Extract<Fact, { kind: 'failed' }>> = {}): Fact => ({
  kind: 'failed',
  ...at(minute),
  class: 'HARD',
  code: 'X',
  source: 'event',
  ...fields,
});
const cancelled = (minute: number): Fact => ({ kind: 'cancelled', ...at(minute), reason: 'ADDRESS_REPLACED' });
const expired = (minute: number): Fact => ({ kind: 'expired', ...at(minute) });
const unknown = (minute: number): Fact => ({ kind: 'unknown', ...at(minute), detail: 'lease expired' });
const resolved = (minute: number, outcome: 'sent' | 'resend'): Fact => ({
  kind: 'resolved',
  ...at(minute),
  outcome,
  by: 'u-1',
});

describe('the shown status', () => {
  const rows: [string, Fact[], Phase, string, string][] = [
    ['nothing yet, scheduled', [], 'scheduled', 'scheduled', 'none'],
    ['nothing yet, queued', [], 'queued', 'queued', 'none'],
    ['being sent', [], 'sending', 'sending', 'none'],
    [
      'waits for another attempt',
      [{ kind: 'deferred', ...at(1), until: 9, code: 'X' }],
      'deferred',
      'deferred',
      'none',
    ],
    ['accepted', [accepted], 'accepted', 'sent', 'sent'],
    ['accepted phase without its fact', [], 'accepted', 'sent', 'sent'],
    ['delivered before our accepted write is seen', [delivered], 'sending', 'delivered', 'delivered'],
    ['read without delivered', [accepted, read], 'accepted', 'read', 'read'],
    ['sent then failed', [accepted, sent, failed], 'accepted', 'failed', 'sent'],
    ['a late sent does not clear a failure', [failure(1), { kind: 'sent', ...at(2) }], 'accepted', 'failed', 'sent'],
    ['hard bounce after delivered', [accepted, delivered, bounce], 'accepted', 'failed', 'delivered'],
    ['failed, then delivered', [failure(1), delivered], 'accepted', 'delivered', 'delivered'],
    ['failed and delivered at the same time', [failure(2), delivered], 'accepted', 'failed', 'delivered'],
    ['delivered, failed, then read', [delivered, failure(3), read], 'accepted', 'read', 'read'],
    ['complaint days after', [delivered, failure(9, { class: 'COMPLAINT' })], 'accepted', 'delivered', 'delivered'],
    ['complaint without delivery', [sent, failure(9, { class: 'COMPLAINT' })], 'accepted', 'sent', 'sent'],
    ['opt-out after delivery', [delivered, failure(9, { class: 'OPT_OUT' })], 'accepted', 'delivered', 'delivered'],
    ['opt-out before delivery', [sent, failure(9, { class: 'OPT_OUT' })], 'accepted', 'failed', 'sent'],
    [
      'unknown value after delivery',
      [delivered, failure(9, { class: 'UNKNOWN' })],
      'accepted',
      'delivered',
      'delivered',
    ],
    [
      'out-of-office reply',
      [delivered, failure(9, { class: 'SOFT', code: 'Transient/General' })],
      'accepted',
      'delivered',
      'delivered',
    ],
    [
      'a bounce for good that nobody understands after delivery',
      [delivered, failure(9, { class: 'UNKNOWN', code: 'Permanent/General' })],
      'accepted',
      'failed',
      'delivered',
    ],
    [
      'a mailbox that is gone after delivery, told as temporary',
      [delivered, failure(9, { class: 'HARD', code: 'Transient/General' })],
      'accepted',
      'failed',
      'delivered',
    ],
    ['unknown value, no delivery', [sent, failure(9, { class: 'UNKNOWN' })], 'accepted', 'failed', 'sent'],
    ['refused at the call', [failure(1, { source: 'sync' })], 'ended', 'failed', 'none'],
    [
      'refused, then accepted',
      [failure(1, { source: 'sync' }), sent, { ...accepted, ...at(3) }],
      'accepted',
      'sent',
      'sent',
    ],
    ['outcome unknown', [unknown(1)], 'unknown', 'outcome_unknown', 'none'],
    ['outcome unknown, closed by an event', [unknown(1), delivered], 'unknown', 'delivered', 'delivered'],
    ['outcome unknown, a failure event', [unknown(1), bounce], 'unknown', 'failed', 'none'],
    ['resolved as sent', [unknown(1), resolved(2, 'sent')], 'ended', 'sent', 'sent'],
    ['resolved as not sent', [unknown(1), resolved(2, 'resend')], 'queued', 'queued', 'none'],
    ['blocked', [{ kind: 'blocked', ...at(1), reasons: ['ADDRESS_ALERTED'] }], 'ended', 'blocked', 'none'],
    [
      'expired while it waited',
      [{ kind: 'deferred', ...at(1), until: 9, code: 'HOLD_COMPANY' }, expired(2)],
      'ended',
      'expired',
      'none',
    ],
    ['expired, and it had gone after all', [expired(1), delivered], 'ended', 'delivered', 'delivered'],
    ['cancelled, then expired', [cancelled(1), expired(2)], 'ended', 'cancelled', 'none'],
    ['skipped', [{ kind: 'skipped', ...at(1), reasons: ['CONTACT_PAUSED'] }], 'ended', 'skipped', 'none'],
    ['cancelled', [cancelled(1)], 'ended', 'cancelled', 'none'],
    ['cancelled, but it got out', [cancelled(1), sent], 'ended', 'sent', 'sent'],
    ['inbound', [{ kind: 'received', ...at(1) }], 'ended', 'received', 'none'],
    ['ended without a fact', [], 'ended', 'outcome_unknown', 'none'],
  ];

  it.each(rows)('%s', (_, facts, phase, status, progress) => {
    expect(foldStatus(mergeFacts([], facts), phase)).toMatchObject({ status, progress });
  });

  it('shows the newest standing failure with its code, diagnostic and time', () => {
    expect(foldStatus(mergeFacts([], [bounce, failed]), 'accepted').failure).toEqual({
      class: 'HARD',
      code: 'Permanent/NoEmail',
      diagnostic: 'smtp; 550 5.1.1 user unknown',
      at: bounce.at,
      retryable: false,
    });
  });

  it('tells that the customer answered', () => {
    expect(foldStatus([read, { kind: 'replied', ...at(9) }], 'accepted')).toMatchObject({
      status: 'read',
      replied: true,
    });
  });
});

describe('the set of facts', () => {
  it('returns the same array when a fact adds nothing, so that nothing is written', () => {
    const facts = mergeFacts([], [accepted, delivered]);
    expect(mergeFact(facts, delivered)).toBe(facts);
    expect(mergeFact(facts, { ...delivered, ...at(7) })).toBe(facts);
    expect(mergeFact(facts, read)).not.toBe(facts);
  });

  it('keeps the answer to the call and the later event of one failure, for they were known at other times', () => {
    const sync = failure(1, { code: '131026', source: 'sync' });
    const event = failure(2, { code: '131026', diagnostic: 'Message undeliverable' });
    expect(mergeFacts([], [sync, event, sync, event])).toHaveLength(2);
  });

  it('is parsed by its schema', () => {
    expect(FactsSchema.parse(mergeFacts([], six))).toHaveLength(6);
    expect(FactSchema.safeParse({ kind: 'seen', ...at(1) }).success).toBe(false);
  });
});

const instants = fc.integer({ min: 0, max: 8 }).map((minute) => at(minute).at);
const times = fc.record({ at: instants, recordedAt: instants });
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  times.chain((time) =>
    fc.constantFrom<Fact>(
      { kind: 'accepted', ...time },
      { kind: 'sent', ...time },
      { kind: 'delivered', ...time },
      { kind: 'read', ...time },
      { kind: 'replied', ...time },
      { kind: 'cancelled', ...time, reason: 'ADDRESS_REPLACED' },
      { kind: 'expired', ...time },
      { kind: 'unknown', ...time, detail: 'lease expired' },
      { kind: 'resolved', ...time, outcome: 'resend', by: 'u-1' },
    ),
  ),
  fc.record({
    kind: fc.constant('failed' as const),
    at: instants,
    recordedAt: instants,
    class: fc.constantFrom('HARD', 'SOFT', 'OPT_OUT', 'COMPLAINT', 'UNKNOWN', 'RETRY'),
    code: fc.constantFrom('A', 'B', 'C'),
    source: fc.constantFrom('sync', 'event'),
  }),
);
/** Facts, and the same ones shuffled with some repeated. */
const factsTwice = (maxLength: number): fc.Arbitrary<[Fact[], Fact[]]> =>
  fc.array(anyFact, { maxLength }).chain((facts) =>
    fc.tuple(
      fc.constant(facts),
      fc
        .tuple(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts))
        .chain(([all, again]) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length })),
    ),
  );

describe('properties', () => {
  it('any multiset of facts in any order gives the same set and status', () => {
    fc.assert(
      fc.property(factsTwice(maxFacts), ([facts, again]) => {
        expect(mergeFacts([], again)).toEqual(mergeFacts([], facts));
      }),
      { numRuns: 1000 },
    );
  });

  it('stays bounded, and its status independent of the order, when more facts come than are kept', () => {
    fc.assert(
      fc.property(factsTwice(60), ([facts, again]) => {
        const kept = mergeFacts([], facts);
        expect(kept.length).toBeLessThanOrEqual(maxFacts);
        expect(foldStatus(mergeFacts([], again), 'accepted')).toEqual(foldStatus(kept, 'accepted'));
      }),
      { numRuns: 1000 },
    );
  });

  it('never lowers progress by a further fact (I8)', () => {
    const steps = ['none', 'sent', 'delivered', 'read'];
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 11 }), anyFact, (facts, one) => {
        const before = foldStatus(mergeFacts([], facts), 'queued');
        const after = foldStatus(mergeFact(mergeFacts([], facts), one), 'queued');
        expect(steps.indexOf(after.progress)).toBeGreaterThanOrEqual(steps.indexOf(before.progress));
      }),
      { numRuns: 1000 },
    );
  });

  it('never loses a failure told by an event to a later "sent" (I8)', () => {
    const told = anyFact.map((fact): Fact => (fact.kind === 'failed' ? { ...fact, source: 'event' } : fact));
    fc.assert(
      fc.property(fc.array(told, { maxLength: 11 }), times, (facts, time) => {
        const kept = mergeFacts([], [...facts, failure(3)]);
        const after = foldStatus(mergeFact(kept, { kind: 'sent', ...time }), 'accepted');
        expect(after.failure).toEqual(foldStatus(kept, 'accepted').failure);
      }),
      { numRuns: 1000 },
    );
  });

  it('an export with the same cut sees the same whatever is recorded after it (I13)', () => {
    const cut = at(4).at;
    const early = fc.array(
      anyFact.map((fact): Fact => ({ ...fact, recordedAt: Math.min(fact.recordedAt, cut) })),
      { maxLength: 6 },
    );
    const late = fc.array(
      anyFact.map((fact): Fact => ({ ...fact, recordedAt: cut + 1 + fact.recordedAt - at(0).at })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(early, late, (first, second) => {
        const then = mergeFacts([], first);
        expect(foldStatusAsOf(mergeFacts(then, second), cut)).toEqual(foldStatusAsOf(then, cut));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('status at a past moment', () => {
  it.each<[string, Fact[], number, string]>([
    ['not due yet', [], at(9).at, 'scheduled'],
    ['due, nothing known', [sent], at(0).at - 1, 'queued'],
    ['sent is recorded after the cut', [accepted, { ...delivered, recordedAt: at(30).at }], 0, 'sent'],
    ['deferred beyond the cut', [{ kind: 'deferred', ...at(1), until: at(20).at, code: 'X' }], 0, 'deferred'],
    ['deferred until before the cut', [{ kind: 'deferred', ...at(1), until: at(2).at, code: 'X' }], 0, 'queued'],
    ['outcome unknown', [unknown(1)], 0, 'outcome_unknown'],
    ['unknown again after a resend', [unknown(1), resolved(2, 'resend'), unknown(3)], 0, 'outcome_unknown'],
    ['refused', [failure(1, { source: 'sync' })], 0, 'failed'],
  ])('%s', (_, facts, dueAt, status) => {
    const cut = dueAt === at(0).at - 1 ? dueAt : at(8).at;
    expect(foldStatusAsOf(mergeFacts([], facts), cut, dueAt).status).toBe(status);
  });
});
