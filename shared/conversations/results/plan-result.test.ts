/** Results as rules: what they need, and what they do to the gate (Q10). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultResults, type ResultDefinition } from '#contract/results.ts';
import { toItem } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import type { AddressValue, GateValue } from '#shared/customers/entities.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { changesGate, gateAfter, planResult } from './plan-result.ts';
import { resultMessage } from './result-message.ts';

/** 23:30 of 20 November in Santiago: already the 21st in UTC. */
const now = Date.parse('2026-11-20T23:30:00-03:00');
const day = 86_400_000;
const senders = { email: null, sms: null, whatsapp: null };
const company = newCompany(
  { tenant: 'demo', name: 'Demo', timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL', senders },
  now,
);
const address: AddressValue = {
  tenant: 'demo',
  customerId: 'c1',
  addressId: 'a1',
  channel: 'call',
  value: '+56912345678',
  hash: 'hash',
  label: null,
  warnings: [],
  createdAt: 1,
};
const gate: GateValue = {
  tenant: 'demo',
  customerId: 'c1',
  pausedUntil: null,
  dnd: [],
  activeAddressIds: ['a1'],
  wrongNumberAddressIds: [],
  lastInboundAt: {},
  promise: null,
  stopped: null,
};
const call = { direction: 'outbound', addressId: 'a1' } as const;
const promise = (date: string) => ({ date, amount: 1_000, currency: 'CLP' });
const plan = (input: Parameters<typeof planResult>[2], at = now) => planResult(company, [address], input, 'u1', at);
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
};

describe('dates are those of the company', () => {
  it('a promise for today counts until the end of today in Santiago', () => {
    const { promisedUntil } = plan({ result: 'promise_to_pay', promise: promise('2026-11-20') });
    expect(promisedUntil).toBe(Date.parse('2026-11-21T00:00:00-03:00'));
  });

  it('what is tomorrow in UTC is not yesterday here, and yesterday is refused', () => {
    const dated = (date: string) => codeOf(() => plan({ result: 'promise_to_pay', promise: promise(date) }));
    expect(dated('2026-11-19')).toBe('DATE_OUT_OF_RANGE');
    expect(dated('2026-11-21')).toBe('none');
    expect(dated('2029-01-01')).toBe('DATE_OUT_OF_RANGE');
  });
});

describe('the catalogue', () => {
  const own = (effects: ResultDefinition['effects']) => ({
    ...company,
    results: [{ code: 'own', label: { es: 'Propio', en: 'Own' }, withContact: true, effects }],
  });
  it('a pause without days needs its end; with days it may be given another one', () => {
    const open = own([{ kind: 'pause', days: null }]);
    expect(codeOf(() => planResult(open, [], { result: 'own' }, 'u1', now))).toBe('FIELD_REQUIRED');
    const until = new Date(now + 3 * day).toISOString();
    expect(planResult(open, [], { result: 'own', pauseUntil: until }, 'u1', now).pausedUntil).toBe(now + 3 * day);
    expect(plan({ result: 'cannot_pay' }).pausedUntil).toBe(now + 30 * day);
  });

  it('a result may have several effects at once', () => {
    const many = own([{ kind: 'promise' }, { kind: 'pause', days: 1 }, { kind: 'wrongNumber' }]);
    const found = planResult(many, [address], { result: 'own', call, promise: promise('2026-12-01') }, 'u1', now);
    expect(gateAfter(gate, found, 'c1-m1', now)).toMatchObject({
      promise: { date: '2026-12-01', madeAt: now, messageId: 'c1-m1' },
      pausedUntil: now + day,
      wrongNumberAddressIds: ['a1'],
      stopped: null,
    });
  });

  it('of the default only those with an effect on sending touch the gate', () => {
    const touching = defaultResults
      .filter(({ effects }) => effects.some(({ kind }) => kind !== 'callBack'))
      .map(({ code }) => code);
    expect(touching).toEqual(['promise_to_pay', 'cannot_pay', 'wrong_number', 'deceased']);
    const callBackAt = new Date(now + day).toISOString();
    expect(changesGate(plan({ result: 'call_back', callBackAt }))).toBe(false);
  });
});

describe('the gate after results', () => {
  const results = fc
    .record({
      at: fc.integer({ min: 0, max: 5 }).map((days) => now + days * day),
      input: fc.constantFrom(
        { result: 'promise_to_pay', promise: promise('2026-12-24') },
        { result: 'promise_to_pay', promise: promise('2026-12-01') },
        { result: 'cannot_pay' },
        { result: 'wrong_number', call },
        { result: 'deceased' },
      ),
    })
    .map(({ at, input }) => ({ at, plan: plan(input, at) }));
  const each = fc.uniqueArray(results, { selector: ({ at }) => at, maxLength: 5 });
  const fold = (list: readonly { at: number; plan: ReturnType<typeof plan> }[]) =>
    list.reduce((value, one) => gateAfter(value, one.plan, `c1-m${one.at}`, one.at), gate);

  it('the latest promise, the longest pause and every flag hold, in whatever order they were written', () => {
    fc.assert(
      fc.property(each, (list) => {
        const found = fold(list);
        const backwards = fold(list.toReversed());
        expect(backwards.promise).toEqual(found.promise);
        expect(backwards.pausedUntil).toEqual(found.pausedUntil);
        expect(backwards.wrongNumberAddressIds).toEqual(found.wrongNumberAddressIds);
        expect(backwards.stopped === null).toBe(found.stopped === null);
      }),
    );
  });

  it('doing one again changes nothing', () => {
    fc.assert(
      fc.property(results, ({ at, plan: one }) => {
        const once = gateAfter(gate, one, 'c1-m1', at);
        expect(gateAfter(once, one, 'c1-m1', at)).toEqual(once);
      }),
    );
  });
});

describe('the interaction', () => {
  it('of a usual result stays within one kilobyte (design §5)', () => {
    const { tenant, customerId } = gate;
    const customer = { tenant, customerId, name: 'Rosa Peña', documentType: null, documentNumber: null };
    const { message } = resultMessage(
      company,
      {
        ...customer,
        advisorId: null,
        portfolios: ['Consumo'],
        tags: [],
        influencer: false,
        metadata: {},
        timeZone: null,
        contactability: 'ok',
        contactabilityReason: null,
        callOnly: false,
        alerts: 0,
        channels: ['call'],
        debtSummary: { dueDate: null, balances: {}, state: 'none' },
        createdAt: now,
        updatedAt: now,
        version: 1,
      },
      plan({ result: 'promise_to_pay', call, promise: promise('2026-12-24'), note: 'Paga por transferencia' }),
      'c1-m1',
      now,
      [],
    );
    expect(Buffer.byteLength(JSON.stringify(toItem(Message, message, 1)))).toBeLessThanOrEqual(1_024);
    expect(message).toMatchObject({
      day: '2026-11-20',
      status: 'delivered',
      preview: 'Promesa de pago: Paga por transferencia',
    });
  });
});
