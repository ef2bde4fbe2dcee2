/**
 * Counts what companies use of their limits, without a write to the table per request. Each container counts for itself
 * and adds what it has counted to the table in batches of half a per cent of the limit; with the answer it learns what
 * all containers have counted together. So at most `containers × (batch − 1)` more than the limit are let in, and never
 * fewer (docs/decisions/0034-users-and-limits.md).
 */
import type { Clock } from '#platform/clock.ts';
import type { UsageStore } from './usage-store.ts';

/** What is counted: one counter of a company, in windows of `seconds`. */
export interface Meter {
  readonly tenant: string;
  /** Name of the counter, with the user where it is a user's. */
  readonly counter: string;
  readonly limit: number;
  readonly seconds: number;
}

export interface TakenUse {
  readonly allowed: boolean;
  readonly limit: number;
  readonly seconds: number;
  /** What is left of the window, as far as this container knows. */
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

export interface UsageCounter {
  /** Counts `amount` unless that would be too much. Never rejects: what cannot be counted is let in, and told. */
  take(meter: Meter, amount: number): Promise<TakenUse>;
  /** Takes back what was counted and then not used. */
  giveBack(meter: Meter, amount: number): void;
}

interface Window {
  /** Epoch ms. */
  readonly start: number;
  /** What the table said last. */
  known: number;
  /** Counted here since then. */
  pending: number;
}

/** Counters that one container remembers; beyond it the one that was begun first is forgotten, less than a batch. */
const remembered = 5_000;

/** How much is counted before the table is asked: half a per cent of the limit. */
export const batchOf = (limit: number): number => Math.max(1, Math.floor(limit / 200));

export const windowStart = (now: number, seconds: number): number => now - (now % (seconds * 1_000));

export const createUsageCounter = (deps: {
  readonly usage: Pick<UsageStore, 'add'>;
  readonly clock: Clock;
  /** Told of an addition that the table did not take; it is counted with the next one. */
  readonly failed: (tenant: string, error: unknown) => void;
}): UsageCounter => {
  const { usage, clock, failed } = deps;
  const windows = new Map<string, Window>();

  const windowOf = ({ tenant, counter, seconds }: Meter, now: number): Window => {
    const key = `${tenant}\n${counter}`;
    const start = windowStart(now, seconds);
    const known = windows.get(key);
    if (known?.start === start) return known;
    windows.delete(key);
    const [oldest] = windows.keys();
    if (windows.size >= remembered && oldest !== undefined) windows.delete(oldest);
    const begun = { start, known: 0, pending: 0 };
    windows.set(key, begun);
    return begun;
  };

  /** Adds what is pending to the table; counts that come meanwhile wait for the next time. */
  const report = async ({ tenant, counter, seconds }: Meter, window: Window): Promise<void> => {
    const amount = window.pending;
    window.pending = 0;
    window.known += amount;
    try {
      const total = await usage.add({ tenant, counter, start: window.start, seconds }, amount);
      window.known = Math.max(total, 0);
    } catch (error) {
      window.known -= amount;
      window.pending += amount;
      failed(tenant, error);
    }
  };

  return {
    async take(meter, amount) {
      const now = clock.now();
      const { limit, seconds } = meter;
      const window = windowOf(meter, now);
      const answer = (allowed: boolean): TakenUse => ({
        allowed,
        limit,
        seconds,
        remaining: Math.max(0, limit - window.known - window.pending),
        resetSeconds: Math.max(1, Math.ceil((window.start + seconds * 1_000 - now) / 1_000)),
      });
      if (window.known + window.pending + amount > limit) return answer(false);
      window.pending += amount;
      if (window.pending < batchOf(limit)) return answer(true);
      await report(meter, window);
      if (window.known <= limit) return answer(true);
      // Others had used it up. What was let in before stays counted, this one is not.
      window.pending -= amount;
      await report(meter, window);
      return answer(false);
    },
    giveBack(meter, amount) {
      windowOf(meter, clock.now()).pending -= amount;
    },
  };
};
