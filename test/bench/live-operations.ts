/** What the WebSocket costs: connecting, telling a change to open clients, resuming (issue 3, 2). */
import type { Table } from '#platform/table/kernel.ts';
import { openConnection } from '#shared/live/open-connection.ts';
import { receiveFrame } from '#shared/live/receive-frame.ts';
import { LiveStore } from '#shared/live/store.ts';
import { createLiveFeed } from '../../functions/streams/live/bindings.ts';
import { liveDeps, messageRecord, startedAt } from '../support/live-world.ts';
import type { Measured } from './measured.ts';
import type { Meter } from './meter.ts';

const tokenEndsAt = startedAt + 3_600_000;

/**
 * @param meter counts what goes through `table`
 * @param plain the same table, not counted
 */
export const measureLive = async (meter: Meter, table: Table, plain: Table): Promise<readonly Measured[]> => {
  const deps = { ...liveDeps(plain), live: new LiveStore(table) };
  const { gateway } = deps;
  const quiet = { ...deps, live: new LiveStore(plain) };
  const counted = async (operation: string, work: () => Promise<unknown>): Promise<Measured> => {
    meter.reset();
    await work();
    return { operation, charges: [...meter.charges], write: null, read: null };
  };
  const company = async (tenant: string, size: number) => {
    for (let number = 0; number < size; number += 1) {
      const connectionId = `${tenant}-${String(number).padStart(12, '0')}=`;
      const owner = { connectionId, tenant, userId: `8d2c1f0a-0000-4000-8000-${number}`, tokenEndsAt };
      await quiet.live.addConnection({ ...owner, connectedAt: startedAt - 60_000 });
    }
  };
  const feed = createLiveFeed(deps);
  /** Tells changes, and makes sure that everybody was told: a cheap wrong answer must not pass as a good figure. */
  const tell = async (tenant: string, first: number, changes: number) => {
    const Records = Array.from({ length: changes }, (_, i) => messageRecord(tenant, first + i));
    const { batchItemFailures } = await feed({ Records });
    if (batchItemFailures.length > 0) throw new Error('Changes were not told.');
    for (const { connectionId } of await quiet.live.listConnections(tenant)) {
      if (gateway.framesOf(connectionId).length === 0) throw new Error(`${connectionId} was not told.`);
    }
  };

  const rows: Measured[] = [];
  for (const size of [1, 100]) {
    const tenant = `live-of-${size}`;
    await company(tenant, size);
    const clients = size === 1 ? '1 client' : `${size} clients`;
    rows.push(await counted(`tell one change to ${clients}`, () => tell(tenant, 1, 1)));
    rows.push(await counted(`tell 100 changes of one batch to ${clients}`, () => tell(tenant, 1_000, 100)));
  }
  const connectionId = 'L0SM9cOFvHcCIhw=';
  const owner = { connectionId, tenant: 'live-of-1', userId: 'ana', tokenEndsAt };
  rows.push(await counted('connect to the WebSocket', () => openConnection(deps, owner)));
  const frame = (cursor?: string) => receiveFrame(deps, connectionId, JSON.stringify({ action: 'resume', cursor }));
  await frame();
  const ready = gateway.framesOf(connectionId).at(-1);
  if (ready?.type !== 'ready') throw new Error('The client is not up to date.');
  rows.push(await counted('resume after a short break', () => frame(ready.cursor)));
  return rows;
};
