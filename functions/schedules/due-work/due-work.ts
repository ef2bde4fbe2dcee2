/** Everything whose time has come, from the due index: one pass, shard by shard (design §5). */
import type { ProcessKind } from '#contract/vocabulary.ts';
import { reasonOf } from '#platform/errors.ts';
import { allShards, listDue } from '#platform/table/due.ts';
import type { Key } from '#platform/table/kernel.ts';
import { refreshOwners } from '#shared/contactability/refresh-owners.ts';
import { deletionSortKey } from '#shared/conversations/deletion-store.ts';
import { eraseConversation } from '#shared/conversations/erase-conversation.ts';
import { finishResult } from '#shared/conversations/results/finish-result.ts';
import { Message } from '#shared/messaging/entities.ts';
import type { EventStore } from '#shared/messaging/event-store.ts';
import { retryParkedEvent } from '#shared/messaging/receive-event.ts';
import type { SendQueues } from '#shared/messaging/send-queue.ts';
import { sweepMessage } from '#shared/messaging/sweep-message.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { resumeStalledProcess } from '#shared/processes/resume-stalled-process.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { composeDelivery, type DeliveryDeps } from '../../delivery.ts';
import { composeErasure, type ErasureDeps } from '../../erasure.ts';
import { composeInbox } from '../../inbox.ts';

export interface DueWorkDeps extends DeliveryDeps, ErasureDeps {
  readonly queues: SendQueues;
  readonly exportJobs: ProcessJobs;
  readonly importJobs: ProcessJobs;
  readonly events: EventStore;
}

/** Time that is kept for the end of the run, ms. */
const reserveMs = 8_000;

type Kind = 'message' | 'address' | 'parked' | 'process' | 'deletion';

/** What an entry is, from its key. */
const kindOf = ({ pk, sk }: Key): { kind: Kind; tenant: string; parts: readonly string[] } | undefined => {
  if (pk.startsWith('P#')) return { kind: 'parked', tenant: '', parts: [] };
  const [prefix, tenant = '', kind, ...parts] = pk.split('#');
  if (prefix !== 'T') return undefined;
  if (kind === 'M') return { kind: 'message', tenant, parts };
  if (kind === 'A') return { kind: 'address', tenant, parts };
  if (kind === 'C' && sk === deletionSortKey) return { kind: 'deletion', tenant, parts };
  return kind === 'PROC' ? { kind: 'process', tenant, parts: [sk] } : undefined;
};

const channelOf = (text: string | undefined) =>
  text === 'email' || text === 'sms' || text === 'whatsapp' ? text : 'call';

/** Runs what is due at `now`. @returns how many entries were worked on, and how many failed and come again */
export const createDueWork = (deps: DueWorkDeps) => {
  const { table, log, queues, exportJobs, importJobs, events } = deps;
  const delivery = composeDelivery(deps);
  const processes = new ProcessStore(table);
  const erasure = composeErasure(deps);
  const results = {
    ...composeInbox(table),
    messages: delivery.messages,
    refreshCustomer: delivery.owners.refreshCustomer,
  };
  const jobsOf = (kind: ProcessKind) => (kind === 'import' ? importJobs : exportJobs);

  const work = async (key: Key, now: number, hasTime: () => boolean): Promise<void> => {
    const entry = kindOf(key);
    const clock = { now: () => now };
    if (entry?.kind === 'message') {
      // One that lags fails the change's condition, or is looked at again in the next run.
      const stored = await table.get(Message, key);
      if (stored === undefined) return;
      if (stored.value.result === null) await sweepMessage({ messages: delivery.messages, queues, log }, stored, now);
      else await finishResult(results, stored, 'later');
    } else if (entry?.kind === 'address') {
      const [channel, hash = ''] = entry.parts;
      await refreshOwners(
        delivery.owners,
        { tenant: entry.tenant, channel: channelOf(channel), hash },
        { pageSize: 100, maxPages: 10 },
      );
    } else if (entry?.kind === 'parked') {
      const parked = await events.findParked(key);
      if (parked !== undefined) {
        await retryParkedEvent({ ...delivery.signals, events, log: deps.log }, parked.value, now);
      }
    } else if (entry?.kind === 'process') {
      const [processId = ''] = entry.parts;
      await resumeStalledProcess({ processes, jobsOf, clock }, { tenant: entry.tenant, processId });
    } else if (entry?.kind === 'deletion') {
      const [customerId = ''] = entry.parts;
      const deletion = await erasure.deletions.find(entry.tenant, customerId);
      if (deletion !== undefined) await eraseConversation(erasure, deletion, now, hasTime);
    } else {
      log.error('due entry of an unknown kind', { reason: key.pk.slice(0, 2) });
    }
  };

  const workShard = async (shard: number, now: number, hasTime: () => boolean) => {
    let done = 0;
    let failed = 0;
    for await (const key of listDue(table, shard, now)) {
      if (!hasTime()) break;
      try {
        await work(key, now, hasTime);
        done += 1;
      } catch (error) {
        // Its due entry stays, so the next run tries again; the others go on.
        failed += 1;
        log.error('due work failed', { reason: reasonOf(error) });
      }
    }
    return { done, failed };
  };

  return async (now: number, remainingMs: () => number): Promise<{ done: number; failed: number }> => {
    const hasTime = () => remainingMs() > reserveMs;
    const results = await Promise.all(allShards.map((shard) => workShard(shard, now, hasTime)));
    const sum = (pick: (result: { done: number; failed: number }) => number) =>
      results.reduce((total, result) => total + pick(result), 0);
    const [done, failed] = [sum((result) => result.done), sum((result) => result.failed)];
    if (done + failed > 0) log.info('due work done', { count: done });
    if (failed > 0) log.count('DueWorkFailed', failed);
    return { done, failed };
  };
};
