/**
 * Tells whether a message that still waits has been passed over by its queue, without a write per message: a probe
 * stands in the company's own line of the queue, and when it has come out, whatever was enqueued before it and still
 * waits was never in the queue, or its job is gone (reliability §5.4). A queue that is merely long lets no probe out,
 * and nothing in it is enqueued twice.
 */
import * as z from 'zod';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { SendingChannelSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity, type Table } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import type { SendQueues } from './send-queue.ts';

/** The last probe of a company in a queue. Epoch ms; 0: none yet. `passedAt`: `sentAt` of the latest that came out. */
export const QueueProbe = defineEntity({
  type: 'queueProbe',
  version: 1,
  schema: z.object({ tenant: z.string(), channel: SendingChannelSchema, sentAt: z.number(), passedAt: z.number() }),
  keys: ({ tenant, channel }) => queueProbeKey(tenant, channel),
});
export const queueProbeKey = (tenant: string, channel: SendingChannel) => ({
  pk: tenantKey(tenant, 'QUEUE'),
  sk: channel,
});

/** Jobs do not come out exactly in their order, and one that failed comes again for a while, ms. */
const marginMs = 5 * 60_000;

/** A probe that has not come out for so long is taken for lost, ms. */
const lostAfterMs = 4 * 3_600_000;

/**
 * Messages that were enqueued at this time or before, and still wait, have been passed over. Sends a probe where none is
 * under way.
 * @returns epoch ms
 */
export const passedOverUntil = async (
  deps: { readonly table: Pick<Table, 'get' | 'raise'>; readonly queues: Pick<SendQueues, 'probe'> },
  tenant: string,
  channel: SendingChannel,
  now: number,
): Promise<number> => {
  const none = { tenant, channel, sentAt: 0, passedAt: 0 };
  const { sentAt, passedAt } = (await deps.table.get(QueueProbe, queueProbeKey(tenant, channel)))?.value ?? none;
  if (sentAt <= passedAt || now - sentAt > lostAfterMs) {
    // The queue first: a probe too many does no harm, one that was noted and never sent would be waited for.
    await deps.queues.probe(channel, tenant, now);
    await deps.table.raise(QueueProbe, none, 'sentAt', now);
  }
  return passedAt - marginMs;
};

/** The worker's part: the probe of this time has come out of the queue. */
export const notePassed = async (
  table: Pick<Table, 'raise'>,
  probe: { readonly tenant: string; readonly channel: SendingChannel; readonly at: number },
): Promise<void> => {
  const { tenant, channel, at } = probe;
  await table.raise(QueueProbe, { tenant, channel, sentAt: 0, passedAt: 0 }, 'passedAt', at);
};
