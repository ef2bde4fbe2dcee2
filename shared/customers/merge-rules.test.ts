/** Merge and unmerge over random customers: taking a merge back at once gives what was there (ADR 0043). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '#contract/vocabulary.ts';
import type { AddressValue, MergeValue } from './entities.ts';
import { mergedAway, mergePages, unmergePages } from './merge-rules.ts';
import type { PageValues } from './page-values.ts';

const at = 1_000_000;
const by = 'eva';
const moment = { at, by };

const channels: readonly Channel[] = ['email', 'sms', 'whatsapp', 'call'];
const times = fc.integer({ min: 1, max: 900_000 });
const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
const documents = fc.constantFrom(
  null,
  { documentType: 'DNI', documentNumber: '1' },
  { documentType: 'CC', documentNumber: '2' },
);
const someOf = <Value>(values: readonly Value[]) => fc.subarray([...values]);

const pageValuesOf = (customerId: string): fc.Arbitrary<PageValues> =>
  ids
    .chain((values) =>
      fc.record({
        addresses: fc.constant(
          values.map(
            (value, position): AddressValue => ({
              tenant: 'demo',
              customerId,
              addressId: `${customerId}-${value}`,
              channel: channels[position % channels.length] ?? 'sms',
              // The same value gives the same address with both customers.
              value,
              hash: `hash-${value}-${channels[position % channels.length]}`,
              label: null,
              warnings: [],
              createdAt: position,
            }),
          ),
        ),
        wrong: someOf(values.map((value) => `${customerId}-${value}`)),
        inbound: fc.dictionary(fc.constantFrom(...values.map((value) => `${customerId}-${value}`), 'none'), times),
        pausedUntil: fc.option(times),
        stopped: fc.option(
          fc.constantFrom({ at: 5, by: 'eva', reason: 'deceased' }, { at: 6, by: 'leo', reason: 'legal' }),
        ),
        promise: fc.option(
          times.map((until) => ({
            date: '2026-11-30',
            amount: 100,
            currency: 'CLP',
            until,
            madeAt: 1,
            by: 'eva',
            messageId: `${customerId}-m`,
          })),
        ),
        dnd: someOf([
          { channel: 'sms', scope: 'all', source: 'manual', at: 1 },
          { channel: 'email', scope: 'all', source: 'opt_out', at: 2, hash: 'hash-a-email' },
          { channel: 'call', scope: 'all', source: 'manual', at: 3 },
        ] as const),
        document: documents,
        advisorId: fc.option(fc.constantFrom('ana', 'leo')),
        tags: someOf(['vip', 'legal', 'moroso']),
        portfolios: someOf(['norte', 'sur']),
        influencer: fc.boolean(),
        metadata: fc.dictionary(fc.constantFrom('city', 'rut', 'email'), fc.constantFrom('x', 'y')),
        timeZone: fc.option(fc.constantFrom('America/Santiago', 'America/Bogota')),
        name: fc.constantFrom('Ana', 'Rosa'),
        earlier: fc.boolean(),
      }),
    )
    .map((some): PageValues => {
      const { addresses, wrong, inbound, document, earlier, pausedUntil, stopped, promise, dnd, ...head } = some;
      const own = addresses.map(({ addressId }) => addressId);
      const former = `${customerId}former`;
      return {
        addresses,
        gate: {
          tenant: 'demo',
          customerId,
          pausedUntil,
          stopped,
          promise,
          dnd: [...dnd],
          activeAddressIds: own,
          wrongNumberAddressIds: wrong,
          lastInboundAt: Object.fromEntries(Object.entries(inbound).filter(([id]) => own.includes(id))),
          lastInboundTo: Object.fromEntries(own.map((id) => [id, 'account'])),
          ...(earlier && own[0] !== undefined ? { sameAddress: { [`${former}-a`]: own[0] } } : {}),
        },
        customer: {
          tenant: 'demo',
          customerId,
          ...head,
          documentType: document?.documentType ?? null,
          documentNumber: document?.documentNumber ?? null,
          contactability: 'ok',
          contactabilityReason: null,
          callOnly: false,
          alerts: 0,
          channels: [],
          debtSummary: { dueDate: null, balances: {}, state: 'none' },
          createdAt: 1,
          updatedAt: 1,
          version: 1,
          ...(earlier
            ? {
                merged: [{ customerId: former, name: 'Ana antes', at: 10 }],
                otherDocuments: [{ documentType: 'CE', documentNumber: former }],
              }
            : {}),
        },
      };
    });

const merged = (own: PageValues, other: PageValues) => {
  const whole = mergePages(own, other, at);
  const record: MergeValue = {
    tenant: 'demo',
    customerId: other.customer.customerId,
    into: own.customer.customerId,
    at,
    by,
    own: { customer: other.customer, gate: other.gate, addresses: [...other.addresses] },
    before: { customer: own.customer, gate: own.gate },
    after: { customer: whole.page.customer, gate: whole.page.gate },
  };
  return { whole, record, tombstone: mergedAway(other, own.customer.customerId, moment) };
};

/** Without what every write moves, and in one order. */
const plain = ({ customer, gate, addresses }: PageValues) => {
  const { version: _version, updatedAt: _updatedAt, ...head } = customer;
  return {
    head,
    gate: {
      ...gate,
      activeAddressIds: gate.activeAddressIds.toSorted(),
      wrongNumberAddressIds: gate.wrongNumberAddressIds.toSorted(),
    },
    addresses: addresses.toSorted((a, b) => (a.addressId < b.addressId ? -1 : 1)),
  };
};

describe('merging two customers', () => {
  const pair = fc.tuple(pageValuesOf('own'), pageValuesOf('other'));

  it('Q13: merged and taken back, both are what they were', () => {
    fc.assert(
      fc.property(pair, ([own, other]) => {
        const { whole, record, tombstone } = merged(own, other);
        const back = unmergePages(whole.page, tombstone, record, at + 1);
        expect(plain(back.page)).toEqual(plain(own));
        expect(plain(back.restored)).toEqual(plain(other));
      }),
      { numRuns: 500 },
    );
  });

  it('Q13: loses no address and no refusal, and is as strict as the stricter of both', () => {
    fc.assert(
      fc.property(pair, ([own, other]) => {
        const { page } = mergePages(own, other, at);
        const hashes = new Set(page.addresses.map(({ hash }) => hash));
        for (const { hash } of [...own.addresses, ...other.addresses]) expect(hashes.has(hash)).toBe(true);
        expect(page.addresses).toHaveLength(hashes.size);
        for (const { gate } of [own, other]) {
          expect(page.gate.dnd).toEqual(expect.arrayContaining([...gate.dnd]));
          expect(page.gate.pausedUntil ?? 0).toBeGreaterThanOrEqual(gate.pausedUntil ?? 0);
          expect(page.gate.promise?.until ?? 0).toBeGreaterThanOrEqual(gate.promise?.until ?? 0);
          if (gate.stopped !== null) expect(page.gate.stopped).not.toBeNull();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('what people set on the one customer since holds for both that are two again', () => {
    fc.assert(
      fc.property(pair, ([own, other]) => {
        const { whole, record, tombstone } = merged(own, other);
        const stopped = { at: at + 5, by: 'eva', reason: 'deceased since' };
        const now = { ...whole.page, gate: { ...whole.page.gate, stopped, pausedUntil: 2_000_000 } };
        const back = unmergePages(now, tombstone, record, at + 10);
        expect(back.page.gate.stopped).toEqual(stopped);
        expect(back.restored.gate.stopped).toEqual(other.gate.stopped ?? stopped);
        expect(back.page.gate.pausedUntil).toBe(2_000_000);
        expect(back.restored.gate.pausedUntil).toBe(2_000_000);
      }),
    );
  });
});
