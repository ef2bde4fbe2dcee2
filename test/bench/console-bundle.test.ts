import { describe, expect, it } from 'vitest';
import { firstLoadCeilings, readFirstLoads } from './console-bundle.ts';

describe('first load of the console (issue "The console", 9)', () => {
  const loads = readFirstLoads();

  it('the list page keeps to its ceilings', () => {
    const list = loads.find(({ page }) => page === firstLoadCeilings.page);
    // Less than the framework alone means that the manifest is read wrongly.
    expect(list?.script).toBeGreaterThan(200_000);
    expect(list?.style).toBeGreaterThan(100_000);
    expect(list?.script).toBeLessThanOrEqual(firstLoadCeilings.script);
    expect(list?.style).toBeLessThanOrEqual(firstLoadCeilings.style);
  });

  it('is split by route: every page loads what the others do not', () => {
    expect(loads.length).toBeGreaterThan(10);
    const inbox = loads.find(({ page }) => page === 'conversations');
    const list = loads.find(({ page }) => page === firstLoadCeilings.page);
    expect(inbox?.script).not.toBe(list?.script);
    expect(new Set(loads.map(({ script }) => script)).size).toBeGreaterThan(loads.length / 2);
  });
});
