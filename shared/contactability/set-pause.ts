/** Pauses automatic communications with a customer, or lifts the pause (C38, Q8). It ends by itself, by time. */
import { parseInstant } from '#contract/fields.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { putAction } from '#platform/table/kernel.ts';
import { CustomerHistory, type GateValue } from '#shared/customers/entities.ts';
import { historyEntry } from './history-entry.ts';
import type { Actor, UpdateGate } from './ports.ts';

/** Longest pause, ms: two years. */
export const longestPauseMs = 2 * 366 * 86_400_000;

const endOf = (until: string | null, now: number): number | null => {
  if (until === null) return null;
  const parsed = parseInstant(until);
  if ('code' in parsed) throw new Refusal(parsed.code, 'until: use 2026-06-05T10:00:00-04:00.');
  if (parsed.ms <= now || parsed.ms > now + longestPauseMs) {
    throw Refusal.at('until', 'DATE_OUT_OF_RANGE', 'a time in the future, at most two years ahead.');
  }
  return parsed.ms;
};

/**
 * @param input.until ISO-8601 with offset; null lifts the pause
 * @throws Refusal NOT_FOUND, DATE_FORMAT, DATE_NO_ZONE, DATE_INVALID, DATE_OUT_OF_RANGE
 */
export const setPause = async (
  deps: { readonly updateGate: UpdateGate; readonly clock: Clock },
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly until: string | null;
    readonly reason?: string | undefined;
    readonly by: Pick<Actor, 'userId'>;
  },
): Promise<GateValue> => {
  const { tenant, customerId } = input;
  const now = deps.clock.now();
  const pausedUntil = endOf(input.until, now);
  const isLifted = pausedUntil === null;
  return deps.updateGate(
    tenant,
    customerId,
    (gate) => {
      const isOver = gate.pausedUntil === null || gate.pausedUntil <= now;
      const isSame = gate.pausedUntil === pausedUntil || (isLifted && isOver);
      return isSame ? gate : { ...gate, pausedUntil };
    },
    () => [
      putAction(
        CustomerHistory,
        historyEntry({ tenant, customerId }, now, {
          kind: isLifted ? 'pause_lifted' : 'paused',
          by: input.by.userId,
          reason: input.reason ?? null,
          detail: isLifted ? null : isoTime(pausedUntil),
        }),
        'any',
      ),
    ],
  );
};
