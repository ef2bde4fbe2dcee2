/** How long a company keeps what: read and chosen by its administrators (ADR 67). What is removed, the night removes. */
import type { Retention as RetentionAnswer, RetentionPeriods } from '#contract/retention.ts';
import { retentionKindNames, retentionKinds } from '#contract/retention-words.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { RetentionValue } from '#shared/companies/entities.ts';
import type { RetentionStore } from './retention-store.ts';

const standardPeriods = (): RetentionPeriods =>
  Object.fromEntries(retentionKindNames.map((kind) => [kind, retentionKinds[kind].standard])) as RetentionPeriods;

const answerOf = (retention: RetentionValue | undefined): RetentionAnswer => {
  if (retention === undefined) {
    return { periods: standardPeriods(), inForce: false, version: 0, updatedAt: null, lastRun: null };
  }
  const { periods, version, updatedAt, lastRun } = retention;
  return {
    periods,
    inForce: true,
    version,
    updatedAt: isoTime(updatedAt),
    lastRun: lastRun === null ? null : { ...lastRun, finishedAt: isoTime(lastRun.finishedAt) },
  };
};

export const readRetention = async (
  deps: { readonly retention: Pick<RetentionStore, 'find'> },
  tenant: string,
): Promise<RetentionAnswer> => answerOf((await deps.retention.find(tenant))?.value);

/**
 * What a change makes end is looked for from the first date on: what it had passed over may be over now.
 * @param input.expectedVersion version that the caller read (`If-Match`); undefined: whatever stands there
 * @throws Refusal VERSION_CONFLICT
 */
export const changeRetention = async (
  deps: { readonly retention: Pick<RetentionStore, 'find' | 'change'>; readonly clock: { now(): number } },
  input: {
    readonly tenant: string;
    readonly userId: string;
    readonly periods: RetentionPeriods;
    readonly expectedVersion: number | undefined;
  },
): Promise<RetentionAnswer> => {
  const { tenant, userId, periods, expectedVersion } = input;
  const before = await deps.retention.find(tenant);
  const version = before?.value.version ?? 0;
  const conflict = () => {
    throw new Refusal('VERSION_CONFLICT', 'The periods have changed in the meantime. Read them again.');
  };
  if (expectedVersion !== undefined && expectedVersion !== version) conflict();
  const now = deps.clock.now();
  const same = retentionKindNames.filter((kind) => before?.value.periods[kind] === periods[kind]);
  const doneTo = Object.fromEntries(
    same.flatMap((kind) => {
      const day = before?.value.doneTo[kind];
      return day === undefined ? [] : [[kind, day]];
    }),
  );
  const after: RetentionValue = {
    tenant,
    periods,
    version: version + 1,
    updatedAt: now,
    doneTo,
    wholeAt: before?.value.wholeAt ?? null,
    lastRun: before?.value.lastRun ?? null,
  };
  return answerOf(await writeOnce(() => deps.retention.change(before, after, signedByUser(userId, now)), conflict));
};
