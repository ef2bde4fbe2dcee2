/**
 * What there is to do for the messages of one company that wait (`waiting-keys.ts`), as lanes that take turns with those
 * of other companies. Nothing is read of a message before its time: a backlog in a queue or under a hold costs a query a
 * minute, whatever its length.
 */
import { countedWaiting } from '#contract/hold-words.ts';
import { type SendingChannel, sendingChannels } from '#contract/vocabulary.ts';
import { reasonOf } from '#platform/errors.ts';
import { emptyPage, type Lane, type LanePage } from '#platform/fair-lanes.ts';
import { inParallel } from '#platform/in-parallel.ts';
import type { Key, Stored, Table } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { deploymentScope, type Hold, isOver } from '../holds/hold.ts';
import type { HoldStore } from '../holds/hold-store.ts';
import { Message, type MessageValue } from '../ledger/entities.ts';
import { sweepAfterMs } from '../ledger/transition.ts';
import { passedOverUntil } from './queue-probe.ts';
import type { SendQueues } from './send-queue.ts';
import { type SweepMessageDeps, sweepMessage } from './sweep-message.ts';
import type { LinePage as KeyPage, WaitingLines } from './waiting-lines.ts';

export interface WaitingWorkDeps extends SweepMessageDeps {
  readonly table: Pick<Table, 'get' | 'raise'>;
  readonly lines: WaitingLines;
  readonly queues: SendQueues;
  readonly holds: Pick<HoldStore, 'change'>;
  readonly findCompany: FindCompany;
  /** Of a recorded result: its last steps, where a process died (`results/finish-result.ts`). */
  readonly finishResult: (stored: Stored<MessageValue>) => Promise<void>;
}

/** Messages of one page, and how many of them are worked on at once. */
const pageSize = 50;
const width = 20;

/** Of what a provider refused for the account, the first page that asks it again. */
const probeSize = 25;

/** Messages in a queue are looked through for those of no use any more this often: every so many minutes. */
const uselessEveryMinutes = 5;

/** Each run lets go so many times as much as the one before. */
const growth = 4;

/** A worker that read the hold moments before it was lifted may still put a message under it, ms. */
const stragglerMs = 10 * 60_000;

/** What was counted before a person lifted the breaker's hold is not held against it again (`count-outcomes.ts`), ms. */
const judgedAnewMs = 3_600_000;

/** Works on messages by their keys. @param stands whether the message still is where the index has it */
const workOn = async (
  deps: WaitingWorkDeps,
  keys: readonly Key[],
  now: number,
  stands: (message: MessageValue) => boolean,
): Promise<Pick<LanePage, 'done' | 'failed'>> => {
  let [done, failed] = [0, 0];
  await inParallel(keys, width, async (key) => {
    try {
      // One that lags fails the change's condition, or is looked at again in the next run.
      const stored = await deps.table.get(Message, key);
      if (stored === undefined || !stands(stored.value)) return;
      if (stored.value.result === null) await sweepMessage(deps, stored, now);
      else await deps.finishResult(stored);
      done += 1;
    } catch (error) {
      // It stays where it is, so the next run tries again; the others go on.
      failed += 1;
      deps.log.error('due work failed', { reason: reasonOf(error) });
    }
  });
  return { done, failed };
};

/** A lane over the pages of one line. */
const pagesOf = (
  deps: WaitingWorkDeps,
  read: (after: KeyPage['last']) => Promise<KeyPage>,
  now: number,
  stands: (message: MessageValue) => boolean,
  whenEmpty: () => Promise<void> = async () => {},
): Lane => {
  let after: KeyPage['last'];
  let isFirst = true;
  return async () => {
    const { keys, last } = await read(after);
    if (isFirst && keys.length === 0) await whenEmpty();
    isFirst = false;
    after = last;
    return { ...(await workOn(deps, keys, now, stands)), more: last !== undefined };
  };
};

const isInQueue = (until: number) => (message: MessageValue) =>
  message.waitsIn === 'queue' && message.dueAt !== null && message.dueAt <= until;

/** Those that the queue has passed over, and now and then those that it holds for too long. */
const queueLane = (deps: WaitingWorkDeps, tenant: string, channel: SendingChannel, now: number): Lane => {
  let passedOver: Lane | undefined;
  return async () => {
    if (passedOver !== undefined) return passedOver();
    const { keys } = await deps.lines.queuedUntil(tenant, channel, now, { limit: 1 });
    if (keys.length === 0) return emptyPage;
    let useless = { done: 0, failed: 0 };
    if (Math.floor(now / 60_000) % uselessEveryMinutes === 0) useless = await expireInQueue(deps, tenant, channel, now);
    const until = Math.min(now, (await passedOverUntil(deps, tenant, channel, now)) + sweepAfterMs);
    passedOver = pagesOf(
      deps,
      (after) => deps.lines.queuedUntil(tenant, channel, until, { limit: pageSize, after }),
      now,
      isInQueue(until),
    );
    return { ...useless, more: true };
  };
};

const expireInQueue = async (deps: WaitingWorkDeps, tenant: string, channel: SendingChannel, now: number) => {
  let [done, failed] = [0, 0];
  for await (const key of deps.lines.uselessInQueue(tenant, channel, now)) {
    const one = await workOn(deps, [key], now, ({ waitsIn }) => waitsIn === 'queue');
    done += one.done;
    failed += one.failed;
  }
  return { done, failed };
};

/** While it stands, those that are of no use any more; afterwards all of them, until none is left. */
const holdLane = (deps: WaitingWorkDeps, tenant: string, hold: Hold, now: number): Lane => {
  let lane: Lane | undefined;
  let pages = 0;
  // What a provider refused is let go a little at first, and more with each run that it is not held again.
  const mostPages = hold.source === 'system' ? Math.max(1, hold.letGo * growth) : Number.POSITIVE_INFINITY;
  const limit = hold.source === 'system' ? probeSize : pageSize;
  let over = false;
  return async () => {
    if (lane === undefined) {
      over = isOver(hold, await deps.findCompany(tenant), now);
      lane = pagesOf(
        deps,
        (after) => deps.lines.heldUntil(tenant, hold.scope, over ? undefined : now, { limit, after }),
        now,
        ({ waitsIn }) => waitsIn === hold.scope,
        over ? () => close(deps, tenant, hold, now) : undefined,
      );
      if (!over && hold.scope !== deploymentScope) await count(deps, tenant, hold);
    }
    pages += 1;
    const page = await lane();
    if (!over || hold.source !== 'system' || (page.more && pages < mostPages)) return page;
    if (page.done > 0) await noteLetGo(deps, tenant, hold, pages);
    return { ...page, more: false };
  };
};

/** How much went, for the next run. */
const noteLetGo = async (deps: WaitingWorkDeps, tenant: string, hold: Hold, letGo: number): Promise<void> => {
  if (letGo === hold.letGo) return;
  await deps.holds.change(tenant, (holds) => holds.map((each) => (isSame(hold)(each) ? { ...each, letGo } : each)));
};

const isSame =
  (hold: Hold) =>
  ({ scope, since }: Hold): boolean =>
    scope === hold.scope && since === hold.since;

/** Notes how many wait, for those who look at the hold. */
const count = async (deps: WaitingWorkDeps, tenant: string, hold: Hold): Promise<void> => {
  const waiting = await deps.lines.countHeld(tenant, hold.scope, countedWaiting);
  if (waiting === hold.waiting) return;
  await deps.holds.change(tenant, (holds) => holds.map((each) => (isSame(hold)(each) ? { ...each, waiting } : each)));
};

/** A hold that is over and empty is lifted, and forgotten when no worker can know it any more. */
const close = async (deps: WaitingWorkDeps, tenant: string, hold: Hold, now: number): Promise<void> => {
  const keptMs = hold.source === 'system' && hold.until === null ? judgedAnewMs : stragglerMs;
  if (hold.liftedAt !== null && now - hold.liftedAt < keptMs) return;
  await deps.holds.change(tenant, (holds) => {
    const standing = holds.find(isSame(hold));
    if (standing === undefined || standing.liftedAt !== hold.liftedAt) return holds;
    return hold.liftedAt === null
      ? holds.map((each) => (isSame(hold)(each) ? { ...each, liftedAt: now } : each))
      : holds.filter((each) => !isSame(hold)(each));
  });
};

/**
 * @param holds the company's, lifted ones included
 * @param deployment the operator's hold of everything, if there is one
 * @param now time of the run, epoch ms
 */
export const waitingLanes = (
  deps: WaitingWorkDeps,
  tenant: string,
  { holds, deployment }: { readonly holds: readonly Hold[]; readonly deployment: Hold | undefined },
  now: number,
): readonly Lane[] => [
  pagesOf(
    deps,
    (after) => deps.lines.dueUntil(tenant, now, { limit: pageSize, after }),
    now,
    ({ waitsIn, dueAt }) => waitsIn === undefined && dueAt !== null && dueAt <= now,
  ),
  ...sendingChannels.map((channel) => queueLane(deps, tenant, channel, now)),
  ...holds.map((hold) => holdLane(deps, tenant, hold, now)),
  ...(deployment === undefined ? [] : [holdLane(deps, tenant, deployment, now)]),
];
