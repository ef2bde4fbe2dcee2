/**
 * Counts what becomes of messages, by account and template, and pauses what fails too often (G73). Fed by the table's
 * stream, a batch at a time: one addition for each account and template of the batch, whatever the number of messages.
 */
import type { HoldCause } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { fromItem, type Item, type Table } from '#platform/table/kernel.ts';
import { timeKey } from '#platform/table/keys.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { hasBreaker } from '#shared/companies/settings.ts';
import {
  type Added,
  addedBy,
  type Counts,
  countNames,
  firstSlot,
  Health,
  type HealthValue,
  healthPartition,
  isRecent,
  isStopped,
  judgeHealth,
  noCounts,
  slotOf,
  sumOf,
} from './health.ts';
import type { HoldStore } from './hold-store.ts';
import type { KeepHold } from './keep-hold.ts';
import { providerHold } from './provider-hold.ts';

export interface CountOutcomesDeps {
  readonly table: Pick<Table, 'add' | 'queryAll'>;
  readonly holds: Pick<HoldStore, 'find' | 'warn'>;
  readonly keepHold: KeepHold;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

/** A change of a message: the item as it was and as it is. */
export interface MessageChange {
  readonly tenant: string;
  readonly before: Item | undefined;
  readonly after: Item;
}

const isBad = ({ failed, bounced, complained, left, stopped }: Counts): boolean =>
  failed + bounced + complained + left + stopped > 0;

interface Scope {
  readonly tenant: string;
  readonly scope: string;
}

/** Judges a scope by what came since it was lifted last, an hour at most. */
const judgeScope = async (
  deps: CountOutcomesDeps,
  { tenant, scope, cause }: Scope & { readonly cause: HoldCause | undefined },
  now: number,
): Promise<void> => {
  const lifted = (await deps.holds.find(tenant)).find((hold) => hold.scope === scope)?.liftedAt ?? 0;
  const slots: HealthValue[] = [];
  const sk = { from: timeKey(firstSlot(now, lifted)), to: timeKey(now) };
  for await (const item of deps.table.queryAll({ pk: healthPartition(tenant, scope), sk, consistent: true })) {
    slots.push(fromItem(Health, item).value);
  }
  const accountId = /^account:(.+)$/.exec(scope)?.[1];
  if (cause !== undefined && accountId !== undefined && isStopped(sumOf(slots.filter((slot) => isRecent(slot, now))))) {
    await deps.keepHold(tenant, providerHold(accountId, cause, now));
    return;
  }
  const judgement = judgeHealth(sumOf(slots));
  if (judgement === undefined || !hasBreaker(await deps.findCompany(tenant))) return;
  if (judgement.verdict === 'warn') await deps.holds.warn(tenant, { scope, reason: judgement.cause, at: now });
  else await deps.keepHold(tenant, { scope, source: 'system', reason: judgement.cause });
};

/** @param changes of one batch, each message's in their order */
export const countOutcomes = async (deps: CountOutcomesDeps, changes: readonly MessageChange[]): Promise<void> => {
  const now = deps.clock.now();
  const batch = new Map<string, Scope & Added>();
  for (const { tenant, before, after } of changes) {
    for (const [scope, { counts, cause }] of addedBy(before, after)) {
      const key = `${tenant} ${scope}`;
      const known = batch.get(key);
      const sum = sumOf([known?.counts ?? noCounts, counts]);
      batch.set(key, { tenant, scope, counts: sum, cause: cause ?? known?.cause });
    }
  }
  for (const { tenant, scope, counts, cause } of batch.values()) {
    await deps.table.add(Health, { tenant, scope, slot: slotOf(now), ...counts }, countNames);
    if (isBad(counts)) await judgeScope(deps, { tenant, scope, cause }, now);
  }
};
