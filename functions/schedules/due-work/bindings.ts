/**
 * Everything whose time has come, from the due index: messages by company, whatever else waits by shard, a page of each
 * in turn (design §5).
 */
import type { ProcessKind } from '#contract/vocabulary.ts';
import { reasonOf } from '#platform/errors.ts';
import { type Lane, workFairly } from '#platform/fair-lanes.ts';
import { allShards, firstDueOfShards, listDue } from '#platform/table/due.ts';
import type { Key } from '#platform/table/kernel.ts';
import { refreshOwners } from '#shared/contactability/refresh-owners.ts';
import { deletionSortKey } from '#shared/conversations/entities.ts';
import { eraseConversation } from '#shared/conversations/erase-conversation.ts';
import { finishResult } from '#shared/conversations/results/finish-result.ts';
import { retryParkedEvent } from '#shared/messaging/events/receive-event.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { firstWaiting } from '#shared/messaging/sending/first-waiting.ts';
import type { SendQueues } from '#shared/messaging/sending/send-queue.ts';
import { sweepMessage } from '#shared/messaging/sending/sweep-message.ts';
import { WaitingLines } from '#shared/messaging/sending/waiting-lines.ts';
import { waitingLanes } from '#shared/messaging/sending/waiting-work.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { resumeStalledProcess } from '#shared/processes/resume-stalled-process.ts';
import { findCompany, isClosed } from '../../composition/companies.ts';
import { owners, refreshCustomer } from '../../composition/contactability.ts';
import { deletions, type ErasureGround, erasure, inbox } from '../../composition/conversations.ts';
import { events, holds, messages, signals } from '../../composition/messaging.ts';
import { type On, take } from '../../composition/part.ts';
import { processes } from '../../composition/processes.ts';

export interface DueWorkDeps extends On<'table' | 'clock' | 'log' | 'addressKey'>, ErasureGround {
  readonly queues: SendQueues;
  readonly exportJobs: ProcessJobs;
  readonly importJobs: ProcessJobs;
  readonly privacyJobs: ProcessJobs;
  readonly alertJobs: ProcessJobs;
  readonly companyJobs: ProcessJobs;
  /** Companies whose messages are looked after. */
  readonly listTenants: () => AsyncIterable<string>;
}

/** Lanes that are worked on at the same time. */
const lanesAtOnce = 16;

/** Time that is kept for the end of the run, ms. */
const reserveMs = 8_000;

/** Pages of owners of one address in one run: after 5,000 the other entries have their turn. */
const ownerPages = 50;

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

export const createDueWork = (on: DueWorkDeps) => {
  const { table, log, exportJobs, importJobs, privacyJobs, alertJobs, companyJobs, listTenants } = on;
  const deps = take(on, { messages, holds, findCompany, processes });
  const results = { ...inbox(on), ...take(on, { messages, refreshCustomer }) };
  const jobsOf = (kind: ProcessKind) => {
    if (kind === 'customer_erasure' || kind === 'portability' || kind === 'retention') return privacyJobs;
    if (kind === 'alert_action') return alertJobs;
    if (kind === 'company_deletion' || kind === 'company_export') return companyJobs;
    return kind === 'import' ? importJobs : exportJobs;
  };

  const work = async (key: Key, now: number, hasTime: () => boolean): Promise<void> => {
    const entry = kindOf(key);
    const clock = { now: () => now };
    if (entry?.kind === 'message') {
      // From before messages stood in lines of their company: it moves into one with this change.
      const stored = await table.get(Message, key);
      if (stored === undefined || stored.value.dueAt === null || stored.value.dueAt > now) return;
      if (stored.value.result === null) await sweepMessage(waiting, stored, now);
      else await waiting.finishResult(stored);
    } else if (entry?.kind === 'address') {
      const [channel, hash = ''] = entry.parts;
      await refreshOwners(
        owners(on),
        { tenant: entry.tenant, channel: channelOf(channel), hash },
        { pageSize: 100, maxPages: ownerPages, hasTime },
      );
    } else if (entry?.kind === 'parked') {
      const parked = await events(on).findParked(key);
      if (parked !== undefined) {
        await retryParkedEvent(
          { ...signals(on), ...take(on, { isClosed }), events: events(on), log },
          parked.value,
          now,
        );
      }
    } else if (entry?.kind === 'process') {
      const [processId = ''] = entry.parts;
      await resumeStalledProcess({ ...deps, jobsOf, clock }, { tenant: entry.tenant, processId });
    } else if (entry?.kind === 'deletion') {
      const [customerId = ''] = entry.parts;
      const deletion = await deletions(on).find(entry.tenant, customerId);
      if (deletion !== undefined) await eraseConversation(erasure(on), deletion, now, hasTime);
    } else {
      log.error('due entry of an unknown kind', { reason: key.pk.slice(0, 2) });
    }
  };

  const waiting = {
    ...deps,
    lines: new WaitingLines(table),
    finishResult: (stored: Parameters<typeof finishResult>[1]) => finishResult(results, stored, 'later'),
  };

  const shardLane = (shard: number, now: number, hasTime: () => boolean): Lane => {
    const pages = listDue(table, shard, now);
    return async () => {
      const page = await pages.next();
      let [done, failed] = [0, 0];
      for (const key of page.value ?? []) {
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
      return { done, failed, more: page.done !== true };
    };
  };

  const readCompanies = async () => {
    const tenants: string[] = [];
    for await (const tenant of listTenants()) tenants.push(tenant);
    const [known, deployment] = await Promise.all([deps.holds.findMany(tenants), deps.holds.findDeployment()]);
    return { deployment, companies: tenants.map((tenant) => ({ tenant, holds: known.get(tenant) ?? [] })) };
  };

  const companyLanes = async (now: number): Promise<readonly Lane[]> => {
    const { deployment, companies } = await readCompanies();
    return companies.flatMap(({ tenant, holds: own }) =>
      waitingLanes(waiting, tenant, { holds: own, deployment }, now),
    );
  };

  return {
    /** Works on what is due at `now`. @returns how many entries were worked on, and how many failed and come again */
    async run(now: number, remainingMs: () => number): Promise<{ done: number; failed: number }> {
      const hasTime = () => remainingMs() > reserveMs;
      const lanes = [...allShards.map((shard) => shardLane(shard, now, hasTime)), ...(await companyLanes(now))];
      const { done, failed } = await workFairly(lanes, lanesAtOnce, hasTime);
      if (done + failed > 0) log.info('due work done', { count: done });
      if (failed > 0) log.count('DueWorkFailed', failed);
      return { done, failed };
    },
    /** When there is something to do next, epoch ms, unless something else happens before; infinite: nothing waits. */
    async nextAt(now: number): Promise<number> {
      const { deployment, companies } = await readCompanies();
      const operators = deployment === undefined ? [] : [deployment];
      const firsts = companies.map(({ tenant, holds: own }) =>
        firstWaiting(table, tenant, [...own, ...operators], now),
      );
      return Math.min(await firstDueOfShards(table), ...(await Promise.all(firsts)));
    },
  };
};
