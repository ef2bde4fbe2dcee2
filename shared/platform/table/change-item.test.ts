import { describe, expect, it, vi } from 'vitest';
import { changeItem } from './change-item.ts';
import { jitteredPause } from './contention.ts';
import { ChangeGivenUp, ConditionFailed } from './faults.ts';

/** Says after which tries there was a pause. */
const limitsOf = (tries: number) => {
  const pauses: number[] = [];
  const pause = async (attempt: number) => {
    pauses.push(attempt);
  };
  return { pauses, limits: { tries, pause } };
};

const losing = (times: number, result: string) => {
  let left = times;
  return vi.fn(async () => {
    left -= 1;
    if (left >= 0) throw new ConditionFailed([0]);
    return result;
  });
};

describe('changeItem', () => {
  it('reads and decides anew until the write holds, with a pause between tries', async () => {
    const { pauses, limits } = limitsOf(5);
    const read = vi.fn(async (attempt: number) => `state ${attempt}`);
    const decided: string[] = [];
    const write = losing(2, 'written');
    const decide = (state: string) => {
      decided.push(state);
      return { write };
    };
    expect(await changeItem({ item: 'gate of customer c1', read, decide }, limits)).toBe('written');
    expect(decided).toEqual(['state 1', 'state 2', 'state 3']);
    expect(write).toHaveBeenCalledTimes(3);
    expect(pauses).toEqual([1, 2]);
  });

  it('gives up with one error that says what, how often, and what to do', async () => {
    const { pauses, limits } = limitsOf(3);
    const write = losing(9, 'never');
    const change = changeItem({ item: 'gate of customer c1', read: async () => 1, decide: () => ({ write }) }, limits);
    await expect(change).rejects.toThrow(ChangeGivenUp);
    await expect(change).rejects.toThrow(/^gate of customer c1 .* 3 tries.*do it again/);
    expect(write).toHaveBeenCalledTimes(3);
    expect(pauses).toEqual([1, 2]);
  });

  it('writes nothing where the decision has its result', async () => {
    const { pauses, limits } = limitsOf(3);
    const found = await changeItem({ item: 'x', read: async () => 7, decide: (n) => ({ result: n + 1 }) }, limits);
    expect(found).toBe(8);
    expect(pauses).toEqual([]);
  });

  it.each([
    ['read', { read: () => Promise.reject(new ConditionFailed([0])), decide: () => ({ result: 1 }) }],
    ['decide', { read: async () => 1, decide: () => Promise.reject(new ConditionFailed([0])) }],
  ])('a condition of somebody else that %s throws is not tried again', async (_step, steps) => {
    const { pauses, limits } = limitsOf(3);
    await expect(changeItem<number, number>({ item: 'x', ...steps }, limits)).rejects.toThrow(ConditionFailed);
    expect(pauses).toEqual([]);
  });

  it('other faults end it at once, unless the limits say that they are tried again', async () => {
    const fault = new Error('no answer');
    const { pauses, limits } = limitsOf(3);
    let calls = 0;
    const write = async () => {
      calls += 1;
      if (calls < 3) throw fault;
      return calls;
    };
    const change = { item: 'x', read: async () => 1, decide: () => ({ write }) };
    await expect(changeItem(change, limits)).rejects.toBe(fault);
    expect(await changeItem(change, { ...limits, afterFaults: true })).toBe(3);
    expect(pauses).toEqual([1]);
    calls = -9;
    await expect(changeItem(change, { ...limits, afterFaults: true })).rejects.toBe(fault);
  });

  it('a decision may say what a lost condition means', async () => {
    const { pauses, limits } = limitsOf(3);
    const taken = new Error('taken');
    const write = async () => {
      throw new ConditionFailed([2]);
    };
    const lost = ({ positions }: ConditionFailed) => {
      if (positions.includes(2)) throw taken;
    };
    const change = changeItem({ item: 'x', read: async () => 1, decide: () => ({ write, lost }) }, limits);
    await expect(change).rejects.toBe(taken);
    expect(pauses).toEqual([]);
  });

  it('one change inside of another that gives up is not tried again by the outer one', async () => {
    const { limits } = limitsOf(2);
    const write = losing(9, 'never');
    const inner = () => changeItem({ item: 'inner', read: async () => 1, decide: () => ({ write }) }, limits);
    const outer = changeItem({ item: 'outer', read: async () => 1, decide: () => ({ write: inner }) }, limits);
    await expect(outer).rejects.toThrow(/^inner /);
    expect(write).toHaveBeenCalledTimes(2);
  });
});

describe('jitteredPause', () => {
  it('grows with the tries up to a bound, and takes any part of that', async () => {
    const slept: number[] = [];
    const sleep = async (ms: number) => slept.push(ms);
    const longest = jitteredPause(10, { random: () => 1, sleep });
    for (const attempt of [1, 2, 3, 7, 8, 30]) await longest(attempt);
    expect(slept.splice(0)).toEqual([20, 40, 80, 1280, 1280, 1280]);
    await jitteredPause(10, { random: () => 0.25, sleep })(3);
    expect(slept).toEqual([20]);
  });
});
