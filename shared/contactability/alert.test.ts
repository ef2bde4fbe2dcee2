import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureClasses } from '#contract/vocabulary.ts';
import {
  type AlertState,
  AlertStateSchema,
  applyProofOfLife,
  clear,
  defaultThresholds,
  type FailureFact,
  foldAlert,
  foldFailure,
  maxSoftDays,
  newAlertState,
} from './alert.ts';

const start = Date.parse('2026-08-01T12:00:00Z');
const hour = 60 * 60 * 1000;
const dayMs = 24 * hour;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

const fact = (hours: number, fields: Partial<FailureFact> = {}): FailureFact => {
  const at = start + hours * hour;
  const base = { messageId: `m-${hours}`, class: 'SOFT' as const, code: 'TEXT_UNREACHABLE', epoch: 0 };
  const whole = { ...base, at, day: dayOf(at), ...fields };
  return { factId: `${whole.messageId}/${whole.code}/${whole.at}`, ...whole };
};
const soft = (day: number, fields: Partial<FailureFact> = {}): FailureFact => fact(day * 24, fields);
const hard = (hours: number, fields: Partial<FailureFact> = {}): FailureFact =>
  fact(hours, { class: 'HARD', code: 'Permanent/NoEmail', reason: 'ADDRESS_NOT_FOUND', ...fields });
const suppressed = (hours: number): FailureFact =>
  fact(hours, { class: 'SUPPRESSED', code: 'Permanent/OnAccountSuppressionList' });

const fold = (facts: readonly FailureFact[], from: AlertState = newAlertState()): AlertState =>
  facts.reduce((state, one) => foldFailure(state, one).state, from);

describe('an alert by class (Q1, I9)', () => {
  it.each(failureClasses)('%s', (failureClass) => {
    const { state, outcome } = foldFailure(newAlertState(), fact(0, { class: failureClass }));
    const { alert, softFailures } = foldAlert(state);
    const alerts = failureClass === 'HARD' || failureClass === 'SUPPRESSED';
    const counts = alerts || failureClass === 'SOFT';
    expect(alert?.class ?? null).toBe(alerts ? failureClass : null);
    expect(softFailures).toBe(failureClass === 'SOFT' ? 1 : 0);
    expect(outcome).toBe(counts ? 'APPLIED' : 'IGNORED_CLASS');
  });

  it('keeps reason, code, diagnostic, time and message of what raised it', () => {
    const one = hard(1, { diagnostic: 'smtp; 550 5.1.1 user unknown' });
    expect(foldAlert(fold([one])).alert).toEqual({
      reason: 'ADDRESS_NOT_FOUND',
      class: 'HARD',
      code: 'Permanent/NoEmail',
      diagnostic: 'smtp; 550 5.1.1 user unknown',
      raisedAt: one.at,
      messageId: 'm-1',
      providerSuppressed: false,
    });
  });

  it('names the bounce rather than the list that followed from it, and says that the list must be asked', () => {
    expect(foldAlert(fold([hard(1), suppressed(2)])).alert).toMatchObject({ class: 'HARD', providerSuppressed: true });
    expect(foldAlert(fold([suppressed(2)])).alert).toMatchObject({
      reason: 'PROVIDER_SUPPRESSED',
      class: 'SUPPRESSED',
    });
  });

  it('a refusal of the call and the event for the same attempt make one alert', () => {
    const both = fold([hard(1, { messageId: 'm', code: '131026' }), hard(1, { messageId: 'm', code: '131026' })]);
    expect(both.facts).toHaveLength(1);
  });
});

describe('soft failures (F3)', () => {
  it.each<[string, FailureFact[], number, boolean]>([
    ['two days', [soft(0), soft(1)], 2, false],
    ['three days', [soft(0), soft(1), soft(2)], 3, true],
    ['three messages on one day count once', [fact(0), fact(1), fact(2)], 1, false],
    [
      'one message on three days counts once',
      [soft(0, { messageId: 'm' }), soft(1, { messageId: 'm' }), soft(2, { messageId: 'm' })],
      1,
      false,
    ],
    ['within 90 days, both ends', [soft(0), soft(45), soft(90)], 3, true],
    ['beyond 90 days', [soft(0), soft(45), soft(91)], 2, false],
    ['four days', [soft(0), soft(1), soft(2), soft(3)], 4, true],
  ])('%s', (_, facts, count, raised) => {
    const view = foldAlert(fold(facts));
    expect(view.softFailures).toBe(count);
    expect(view.alert !== null).toBe(raised);
    if (raised) expect(view.alert).toMatchObject({ reason: 'REPEATED_FAILURES', raisedAt: facts.at(-1)?.at });
  });

  it('with threshold 1 any one raises it', () => {
    expect(foldAlert(fold([soft(0)]), { softFailures: 1 }).alert).not.toBeNull();
  });

  it('a failure that nobody understood counts among them where it may be about the address, and alone is no alert', () => {
    const unknown = (day: number) =>
      soft(day, { class: 'UNKNOWN', reason: 'REPEATED_FAILURES', code: 'Permanent/General' });
    expect(foldAlert(fold([unknown(0)]))).toEqual({ alert: null, softFailures: 1 });
    expect(foldAlert(fold([unknown(0), soft(1), unknown(2)]))).toMatchObject({
      alert: { reason: 'REPEATED_FAILURES', class: 'UNKNOWN', code: 'Permanent/General' },
      softFailures: 3,
    });
    expect(foldAlert(fold([0, 1, 2].map((day) => soft(day, { class: 'UNKNOWN' }))))).toEqual({
      alert: null,
      softFailures: 0,
    });
  });

  it('a delivery between starts the count again', () => {
    const state = applyProofOfLife(fold([soft(0), soft(1)]), soft(1).at + 1).state;
    expect(foldAlert(fold([soft(2)], state))).toEqual({ alert: null, softFailures: 1 });
  });
});

describe('proof of life (F7)', () => {
  it('cancels earlier HARD and SOFT facts, and says that the address must be written', () => {
    const after = applyProofOfLife(fold([hard(1), soft(0)]), hard(1).at + 1);
    expect(after).toMatchObject({ changed: true, cancelled: true });
    expect(foldAlert(after.state).alert).toBeNull();
  });

  it('cancels nothing that is not earlier', () => {
    const one = hard(5);
    expect(foldAlert(applyProofOfLife(fold([one]), one.at).state).alert).not.toBeNull();
    expect(foldAlert(applyProofOfLife(fold([one]), one.at - 1).state).alert).not.toBeNull();
  });

  it('never cancels a suppression', () => {
    const after = applyProofOfLife(fold([suppressed(1)]), suppressed(2).at);
    expect(after.cancelled).toBe(false);
    expect(foldAlert(after.state).alert?.class).toBe('SUPPRESSED');
  });

  it('holds against a failure of earlier provider time that comes after it', () => {
    const alive = applyProofOfLife(newAlertState(), hard(5).at).state;
    expect(foldFailure(alive, hard(1))).toEqual({ state: alive, outcome: 'OLDER_THAN_LIFE' });
  });

  it('an older one changes nothing', () => {
    const alive = applyProofOfLife(newAlertState(), 10).state;
    expect(applyProofOfLife(alive, 9)).toEqual({ state: alive, changed: false, cancelled: false });
  });
});

describe('clearing', () => {
  it('starts a new epoch in which a late bounce of an old attempt raises nothing, and a new one does', () => {
    const cleared = clear(fold([hard(1), suppressed(2), soft(0)]), start + dayMs);
    expect(cleared).toMatchObject({ epoch: 1, facts: [], clearedAt: start + dayMs });
    expect(foldFailure(cleared, hard(30))).toEqual({ state: cleared, outcome: 'OLDER_EPOCH' });
    expect(foldAlert(fold([hard(31, { epoch: 1 })], cleared)).alert).not.toBeNull();
  });
});

type Step = { readonly fact: FailureFact } | { readonly aliveAt: number };

const apply = (steps: readonly Step[]): AlertState =>
  steps.reduce<AlertState>(
    (state, step) =>
      'fact' in step ? foldFailure(state, step.fact).state : applyProofOfLife(state, step.aliveAt).state,
    newAlertState(),
  );

/** The same rules without any bound, from all facts at once, written independently of the code under test. */
const unboundedSoftCount = (steps: readonly Step[]): number => {
  const aliveAt = Math.max(...steps.map((step) => ('aliveAt' in step ? step.aliveAt : Number.NEGATIVE_INFINITY)));
  const byDay = new Map<string, FailureFact>();
  for (const step of steps) {
    if (!('fact' in step) || step.fact.class !== 'SOFT' || step.fact.at < aliveAt) continue;
    const known = byDay.get(step.fact.day);
    const isNewer =
      known === undefined || step.fact.at > known.at || (step.fact.at === known.at && step.fact.factId < known.factId);
    if (isNewer) byDay.set(step.fact.day, step.fact);
  }
  const newest = Math.max(...[...byDay.values()].map((one) => one.at));
  const run = [...byDay.values()].filter((one) => one.at >= newest - 90 * dayMs);
  return new Set(run.map((one) => one.messageId)).size;
};

const anyStep = (days: number, messages: number): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .record({
          hours: fc.integer({ min: 0, max: days * 24 }),
          messageId: fc.integer({ min: 0, max: messages }).map((n) => `m-${n}`),
          class: fc.constantFrom('SOFT', 'SOFT', 'SOFT', 'SOFT', 'HARD', 'SUPPRESSED', 'CONTENT', 'UNKNOWN'),
          code: fc.constantFrom('A', 'B'),
        })
        .map(({ hours, ...fields }): Step => ({ fact: fact(hours, fields) })),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 0, max: days * 24 }).map((hours): Step => ({ aliveAt: start + hours * hour })),
    },
  );

const stepsTwice = (days: number, messages: number, maxLength: number): fc.Arbitrary<[Step[], Step[]]> =>
  fc.array(anyStep(days, messages), { maxLength }).chain((steps) =>
    fc.tuple(
      fc.constant(steps),
      fc
        .subarray(steps)
        .chain((again) => fc.shuffledSubarray([...steps, ...again], { minLength: steps.length + again.length })),
    ),
  );

describe('properties (I7)', () => {
  it.each([
    ['few facts', 6, 4, 10],
    ['many more facts and days than are kept', 40, 30, 120],
    ['more days than the window', 300, 50, 80],
  ])('order and repeats change nothing: %s', (_, days, messages, length) => {
    fc.assert(
      fc.property(stepsTwice(days, messages, length), ([steps, again]) => {
        const state = apply(steps);
        expect(apply(again)).toEqual(state);
        expect(AlertStateSchema.safeParse(state).success).toBe(true);
        expect(foldAlert(apply(again))).toEqual(foldAlert(state));
      }),
      { numRuns: 1000 },
    );
  });

  it('the bound loses nothing: the count, up to the highest threshold, is that of all facts', () => {
    fc.assert(
      fc.property(fc.array(anyStep(40, 0), { maxLength: 120 }), (steps) => {
        const distinct = steps.map(
          (step, index): Step => ('fact' in step ? { fact: { ...step.fact, messageId: `m-${index}` } } : step),
        );
        const { softFailures } = foldAlert(apply(distinct));
        expect(softFailures).toBe(Math.min(unboundedSoftCount(distinct), maxSoftDays));
      }),
      { numRuns: 1000 },
    );
  });

  it('an old epoch never matters', () => {
    fc.assert(
      fc.property(fc.array(anyStep(10, 5), { maxLength: 20 }), (steps) => {
        const cleared = clear(newAlertState(), start);
        const facts = steps.flatMap((step) => ('fact' in step ? [step.fact] : []));
        expect(fold(facts, cleared)).toEqual(cleared);
        expect(foldAlert(cleared, defaultThresholds)).toEqual({ alert: null, softFailures: 0 });
      }),
    );
  });
});
