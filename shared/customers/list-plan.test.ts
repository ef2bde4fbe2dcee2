import { describe, expect, it } from 'vitest';
import { timePart } from '#platform/ids.ts';
import { defaultNoDebtSegment, defaultSegments } from '#shared/companies/segments.ts';
import { type Lead, newSince, planList, type Step } from './list-plan.ts';

const company = { segments: [...defaultSegments], noDebtSegment: defaultNoDebtSegment, timeZone: 'America/Santiago' };
const context = { company, today: '2026-11-23' };
const listOf = (step: Step): string => {
  if (step.kind === 'marks') return step.mark;
  if (step.kind === 'contacts') return `contacts of ${step.advisorId ?? 'all'}`;
  return `${step.facets.join('+')}${step.withoutContact === true ? ' without contact' : ''}`;
};
const shownStep = (step: Step): string => `${listOf(step)}${step.reverse ? ' reversed' : ''}`;
const shown = (lead: Lead): string => (lead.kind === 'steps' ? lead.steps.map(shownStep).join(', ') : lead.kind);

type Filter = Parameters<typeof planList>[0];
const leads: readonly (readonly [filter: Filter, lead: string])[] = [
  [{}, 'name#all'],
  [{ sort: '-name' }, 'name#all reversed'],
  [{ sort: 'createdAt' }, 'created#all'],
  [{ sort: '-lastContact' }, 'contacts of all reversed, name#all without contact'],
  [{ sort: 'lastContact', advisor: 'ana' }, 'contacts of ana, name#advisor#ana without contact'],
  [{ sort: 'lastContact', advisor: 'ana|-' }, 'contacts of all, name#all without contact'],
  [{ contactability: 'problems', tag: 'vip', portfolio: 'A' }, 'name#tag#vip'],
  [{ contactability: 'none', sort: '-createdAt' }, 'created#none reversed'],
  [{ segment: 'No contactable', advisor: 'ana' }, 'name#none'],
  [{ tag: 'a#b', advisor: 'ana' }, 'name#tag#a%23b'],
  [{ portfolio: 'A', advisor: 'ana', influencer: true }, 'name#portfolio#A'],
  [{ advisor: 'ana', untyped: true }, 'name#advisor#ana'],
  [{ segment: 'Sin deuda', untyped: true }, 'name#nodebt'],
  [{ segment: 'Vigente' }, 'due#debt'],
  [{ segment: 'Vigente', sort: 'name' }, 'name#all'],
  [{ segment: 'Vigente', tag: 'vip' }, 'name#tag#vip'],
  [{ new: true }, 'created#all reversed'],
  [{ new: true, contactability: 'ok' }, 'created#ok reversed'],
  [{ new: true, sort: 'name' }, 'name#all'],
  [{ favorite: true, contactability: 'none' }, 'favorites'],
  [{ favorite: true, sort: 'name', contactability: 'none' }, 'favorites'],
  [{ favorite: false }, 'name#all'],
  [{ advisor: 'ana|-' }, 'name#advisor#ana+name#nobody'],
  [{ contactability: 'none|problems' }, 'name#alerts+name#none'],
  [{ contactability: 'ok|problems', advisor: 'ana' }, 'name#advisor#ana'],
  [{ segment: 'Mora 1–30|Mora 31–60' }, 'due#debt'],
  [{ segment: 'Vigente|Sin deuda' }, 'name#all'],
  [{ daysOverdueFrom: '30' }, 'due#debt'],
  [{ balanceFrom: '1' }, 'balance reversed'],
  [{ balanceTo: '5' }, 'balance reversed, name#nodebt'],
  [{ sort: '-daysOverdue' }, 'due#debt, name#nodebt'],
  [{ sort: 'daysOverdue', segment: 'Vigente' }, 'due#debt reversed'],
  [{ sort: '-balance', portfolio: 'A' }, 'balance reversed, name#nodebt'],
  [{ sort: '-alerts' }, 'alerts reversed, name#ok+name#none'],
  [{ q: 'ana', contactability: 'none', favorite: true }, 'search'],
];

describe('what leads (design §5 "Lists")', () => {
  it.each(leads)('%j is led by %s', (filter, lead) => {
    expect(shown(planList(filter, context).lead)).toBe(lead);
  });

  it('Q6: new is today and five dates before, from the first instant of the local day', () => {
    expect(newSince('2026-11-23', 'America/Santiago')).toBe(Date.UTC(2026, 10, 18, 3));
    expect(planList({ new: true }, context).lead).toMatchObject({
      steps: [{ from: timePart(Date.UTC(2026, 10, 18, 3)) }],
    });
  });

  it('Q15: a segment is a range of due dates that moves with the day', () => {
    const range = (segment: string, today: string) => {
      const { lead } = planList({ segment }, { company, today });
      return lead.kind === 'steps' ? [lead.steps[0].from, lead.steps[0].to?.slice(0, 10)] : [];
    };
    expect(range('Vigente', '2026-11-23')).toEqual(['2026-11-23', undefined]);
    expect(range('Mora 1–30', '2026-11-23')).toEqual(['2026-10-24', '2026-11-22']);
    expect(range('Mora 1–30', '2026-11-24')).toEqual(['2026-10-25', '2026-11-23']);
    expect(range('Mora más de 90', '2026-11-23')).toEqual([undefined, '2026-08-24']);
  });

  it('days overdue that are asked for are a range of due dates; 0 takes in what is not due yet', () => {
    const range = (filter: Filter) => {
      const { lead } = planList(filter, context);
      return lead.kind === 'steps' ? [lead.steps[0].from, lead.steps[0].to?.slice(0, 10)] : [];
    };
    expect(range({ daysOverdueFrom: '1', daysOverdueTo: '30' })).toEqual(['2026-10-24', '2026-11-22']);
    expect(range({ daysOverdueFrom: '0', daysOverdueTo: '0' })).toEqual(['2026-11-23', undefined]);
    expect(() => range({ daysOverdueFrom: '5', daysOverdueTo: '4' })).toThrow('FILTER_INVALID');
    expect(() => range({ balanceFrom: '5', balanceTo: '4' })).toThrow('FILTER_INVALID');
  });

  it('a list in another order stands beside the lead where a filter has one', () => {
    const other = (filter: Filter) => planList(filter, context).narrower;
    expect(other({ portfolio: 'A', sort: '-balance' })).toMatchObject({ facets: ['name#portfolio#A'] });
    expect(other({ portfolio: 'A', sort: 'createdAt' })).toMatchObject({ facets: ['name#portfolio#A'] });
    expect(other({ balanceFrom: '5', sort: '-lastContact' })).toMatchObject({ mark: 'balance' });
    expect(other({ daysOverdueFrom: '5', sort: '-balance' })).toMatchObject({ facets: ['due#debt'] });
    expect(other({ q: 'ana', tag: 'a' })).toMatchObject({ facets: ['name#tag#a'] });
    expect(other({ q: 'ana', favorite: true })).toBe('favorites');
    for (const filter of [
      { portfolio: 'A', sort: 'name' },
      { portfolio: 'A' },
      { sort: '-balance' },
      { contactability: 'ok', sort: 'createdAt' },
      { balanceFrom: '5', sort: '-balance' },
      { q: 'ana' },
      { q: 'ana', sort: 'name' },
    ] as const) {
      expect(other(filter), JSON.stringify(filter)).toBeUndefined();
    }
  });

  it('filters that exclude each other are answered without a read', () => {
    const lead = (filter: Filter) => planList(filter, context).lead.kind;
    for (const filter of [
      { contactability: 'none', segment: 'Vigente' },
      { contactability: 'none', segment: 'Vigente|Sin deuda', q: 'ana' },
      { contactability: 'ok', segment: 'No contactable' },
      { segment: 'Sin deuda', balanceFrom: '1' },
      { segment: 'Sin deuda', daysOverdueTo: '10' },
      { segment: 'Vigente', daysOverdueFrom: '45', daysOverdueTo: '75' },
      { segment: 'Mora 1–30', daysOverdueFrom: '31' },
    ] as const) {
      expect(lead(filter), JSON.stringify(filter)).toBe('nobody');
    }
    for (const filter of [
      { contactability: 'none|ok', segment: 'Vigente' },
      { contactability: 'problems', segment: 'No contactable' },
      { contactability: 'none', segment: 'Vigente|No contactable' },
      { segment: 'Sin deuda', balanceTo: '1' },
      { segment: 'Vigente', daysOverdueFrom: '0', daysOverdueTo: '75' },
      { segment: 'Mora 1–30', daysOverdueFrom: '30', daysOverdueTo: '30' },
      { segment: 'Mora 1–30|Sin deuda', daysOverdueFrom: '31' },
    ] as const) {
      expect(lead(filter), JSON.stringify(filter)).not.toBe('nobody');
    }
    const { lead: narrowed } = planList({ segment: 'Mora 1–30', daysOverdueFrom: '20' }, context);
    expect(narrowed.kind === 'steps' && [narrowed.steps[0].from, narrowed.steps[0].to?.slice(0, 10)]).toEqual([
      '2026-10-24',
      '2026-11-03',
    ]);
  });

  it('an order that none of those who match has is not read', () => {
    const steps = (filter: Filter) => {
      const { lead } = planList(filter, context);
      return lead.kind === 'steps'
        ? lead.steps.map((step) => (step.kind === 'facets' ? step.facets[0] : step.kind))
        : [];
    };
    expect(steps({ contactability: 'ok', sort: '-alerts' })).toEqual(['name#ok']);
    expect(steps({ contactability: 'problems', sort: 'alerts' })).toEqual(['marks']);
    expect(steps({ contactability: 'none', sort: 'alerts' })).toEqual(['marks', 'name#ok']);
    expect(steps({ segment: 'Sin deuda', sort: 'daysOverdue' })).toEqual(['name#nodebt']);
    expect(steps({ segment: 'Sin deuda', sort: '-balance' })).toEqual(['name#nodebt']);
    expect(steps({ segment: 'Vigente', sort: '-balance' })).toEqual(['marks']);
  });

  it('reads no more rows than a page needs where the lead alone answers', () => {
    const sieves = (filter: Filter) => planList(filter, context).sieves;
    for (const filter of [{}, { contactability: 'ok' }, { tag: 'a' }, { new: true }, { sort: 'name' }] as const) {
      expect(sieves(filter), JSON.stringify(filter)).toBe(false);
    }
    for (const filter of [
      { segment: 'Vigente' },
      { tag: 'a', advisor: 'b' },
      { new: false },
      { new: true, sort: 'name' },
    ] as const) {
      expect(sieves(filter), JSON.stringify(filter)).toBe(true);
    }
  });
});
