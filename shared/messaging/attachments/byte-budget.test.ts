import { describe, expect, it } from 'vitest';
import { createByteBudget } from './byte-budget.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('bytes held at a time', () => {
  it('lets in what fits, and the next when room is given back, in the order of asking', async () => {
    const budget = createByteBudget(10);
    const order: string[] = [];
    const take = async (name: string, bytes: number) => {
      const release = await budget.take(bytes);
      order.push(name);
      return release;
    };
    const first = take('a', 6);
    const second = take('b', 6);
    const third = take('c', 1);
    await settled();
    expect(order).toEqual(['a']);
    const release = await first;
    release();
    release();
    await Promise.all([second, third]);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('lets in more than there is, alone', async () => {
    const budget = createByteBudget(10);
    const large = await budget.take(50);
    let isIn = false;
    const small = budget.take(1).then((release) => {
      isIn = true;
      return release;
    });
    await settled();
    expect(isIn).toBe(false);
    large();
    await small;
    expect(isIn).toBe(true);
  });
});
