import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AddressRefusal,
  applyConsent,
  applyRefusal,
  coveredByOptIn,
  noRefusals,
  type RefusalState,
} from './refusal.ts';

const optOut = (at: number): AddressRefusal => ({ source: 'opt_out', at, messageId: null });
const complaint = (at: number): AddressRefusal => ({ source: 'complaint', at, messageId: null });
type Event = { readonly refusal: AddressRefusal } | { readonly optIn: number };
const tell = (state: RefusalState, event: Event): RefusalState =>
  'refusal' in event ? applyRefusal(state, event.refusal) : applyConsent(state, coveredByOptIn(state, event.optIn));
const fold = (...events: readonly Event[]) => events.reduce(tell, noRefusals());

describe('B.6: the refusals of an address', () => {
  it('one of each source stands, the newest; a repeat changes nothing', () => {
    const state = fold({ refusal: optOut(5) }, { refusal: complaint(3) }, { refusal: optOut(7) });
    expect(state.refusals).toEqual([complaint(3), optOut(7)]);
    expect(applyRefusal(state, optOut(7))).toBe(state);
    expect(applyRefusal(state, optOut(6))).toBe(state);
  });

  it('consent covers what came before it, also where that is told later, and nothing newer', () => {
    const state = applyConsent(fold({ refusal: optOut(5) }, { refusal: complaint(9) }), 5);
    expect(state.refusals).toEqual([complaint(9)]);
    expect(applyRefusal(state, optOut(4))).toBe(state);
    expect(applyRefusal(state, optOut(6)).refusals).toEqual([complaint(9), optOut(6)]);
  });

  it('15: of an opt-out and an opt-in in the same second the order of arrival decides, and a repeat nothing', () => {
    expect(fold({ refusal: optOut(5) }, { optIn: 5 }).refusals).toEqual([]);
    const refused = fold({ optIn: 5 }, { refusal: optOut(5) });
    expect(refused.refusals).toEqual([optOut(5)]);
    expect(tell(refused, { optIn: 5 }).refusals).toEqual([optOut(5)]);
  });

  it('gives the same in any order and however often it is told', () => {
    const event = fc.oneof(
      fc.nat(15).map((at): Event => ({ refusal: optOut(2 * at) })),
      fc.nat(15).map((at): Event => ({ refusal: complaint(2 * at) })),
      fc.nat(15).map((at): Event => ({ optIn: 2 * at + 1 })),
    );
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 8 }).chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events))),
        ([events, retold]) => {
          const { refusals } = fold(...events);
          expect(fold(...retold, ...events.toReversed()).refusals).toEqual(refusals);
          expect(fold(...events, ...retold).refusals).toEqual(refusals);
        },
      ),
    );
  });
});
