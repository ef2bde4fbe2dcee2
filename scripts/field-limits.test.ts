import { describe, expect, it } from 'vitest';
import { bodyLimits } from '#contract/body-limits.ts';
import { routes } from '#contract/routes.ts';
import { fieldLimits } from './field-limits.ts';

describe('bounds of fields (issue 12, 9)', () => {
  it('are those that the contract refuses beyond, in lists and in what may be left out too', () => {
    const limits = fieldLimits(routes, ['putSettings', 'sendMessage']);
    expect(limits).toMatchObject({
      putSettings: {
        name: { longest: 80 },
        segments: { most: 20 },
        'segments.each.name': { longest: 60 },
        'channels.sms.softFailureThreshold': { least: 1, greatest: 10 },
        'results.each.effects.each.days': { least: 1, greatest: 730 },
      },
      sendMessage: { body: { longest: bodyLimits.email } },
    });
    const body = routes.find(({ id }) => id === 'putSettings')?.body;
    const tooLong = body?.safeParse({ name: 'x'.repeat(81) });
    expect(tooLong?.error?.issues.some(({ path, message }) => path[0] === 'name' && /80/.test(message))).toBe(true);
  });

  it('leave out fields without bounds, and routes that nobody fills in', () => {
    const limits = fieldLimits(routes, ['putUser']);
    expect(limits).toEqual({ putUser: {} });
  });
});
