/** Periods are refused in the form as the service refuses them (ADR 67). */
import { describe, expect, it } from 'vitest';
import { retentionKindNames, retentionKinds } from '#contract/retention-words.ts';
import { hasFaults, periodFault } from './retention.ts';

const standard = Object.fromEntries(retentionKindNames.map((kind) => [kind, retentionKinds[kind].standard])) as Record<
  (typeof retentionKindNames)[number],
  number
>;

describe('periods of retention', () => {
  it('the standard ones have no fault', () => {
    expect(hasFaults(standard)).toBe(false);
  });

  it.each([
    ['messages', 23, 'bounds'],
    ['messages', 24, undefined],
    ['messages', 121, 'bounds'],
    ['decisions', 23, 'bounds'],
    ['exports', 31, 'bounds'],
    ['exports', 0, 'bounds'],
    ['exports', Number.NaN, 'bounds'],
    ['contents', 37, 'within'],
    ['contents', 36, undefined],
    ['attachments', 25, 'within'],
  ] as const)('%s of %d: %s', (kind, period, fault) => {
    expect(periodFault({ ...standard, [kind]: period }, kind)).toBe(fault);
  });
});
