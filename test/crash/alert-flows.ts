/** Flows of many alerts at once: an undo (F9, ADR 61). A worker that dies is followed when its lease is over. */
import { AuditRecord } from '#shared/audit/entities.ts';
import { AlertHistory } from '#shared/contactability/entities.ts';
import { ListedAlert } from '#shared/contactability/listed-alert.ts';
import { Process as ProcessItem } from '#shared/processes/entities.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import type { Process } from '../support/delivery-process.ts';
import { minute, type World } from '../support/delivery-world.ts';
import { alerted, type Flow, ok, sent } from './flow.ts';

const leaseOverMs = 20 * minute;
const addresses = ['nobody.ana@uno.example', 'nobody.leo@uno.example'].map((value) => ({
  channel: 'email' as const,
  value,
}));

/** The stream tells of everything, until it is quiet. */
const follow = async (world: World): Promise<void> => {
  for (let records = world.takeRecords(); records.length > 0; records = world.takeRecords()) {
    if ((await world.start().project(records)) > 0) throw new Error('records come again');
  }
};

/** Two addresses that do not exist, one of them with two owners. */
const bounced = async (world: World): Promise<void> => {
  for (const { value } of [...addresses, ...addresses.slice(0, 1)]) {
    world.time += minute;
    const person = await world.addPerson({ email: value });
    if (world.people.length <= addresses.length) await world.hear(world.start(), await sent(world, person, 'email'));
  }
  await follow(world);
};

/** Asks, as people do again who got no answer, and lets the queue's worker do it. @returns id of its process */
const act = async (world: World, process: Process, action: 'clear' | 'undo', body: object): Promise<string> => {
  world.time += leaseOverMs;
  const { status, body: answer } = await process.api<{ processId?: string; process?: { processId: string } | null }>({
    call: `POST /v1/alerts/${action}`,
    headers: { 'idempotency-key': action },
    body,
    caller: world.caller,
  });
  ok(status, [200, 202]);
  const processId = answer.processId ?? answer.process?.processId;
  if (processId === undefined) throw new Error(`Nothing to ${action}: ${JSON.stringify(answer)}`);
  if ((await process.workOnAlerts({ tenant: world.tenant, processId })) > 0) throw new Error('the job went back');
  // Nobody works on the queue of notices in these worlds.
  await new ProcessStore(world.start().table).change(world.tenant, processId, (ended) => ({ ...ended, dueAt: null }));
  return processId;
};

/** One process of each action, told of once, which has changed what it could; history and the work list are in step. */
const done =
  (actions: readonly string[], alerts: number, ended: number): NonNullable<Flow['expect']> =>
  ({ world, snapshot }) => {
    const processes = snapshot.of(ProcessItem).map(({ state, alerts: told }) => ({ state, ...told }));
    // An address whose provider's answer was lost stays blocked, and is counted as that.
    const failed = processes.reduce((sum, { counts }) => sum + (counts?.failed ?? 0), 0);
    const found = processes.map(({ action, state, counts }) => `${action} ${state} ${counts?.changed}`);
    const wanted = actions.map((action) => `${action} success ${addresses.length - failed}`);
    const audited = snapshot.of(AuditRecord).filter(({ kind }) => kind === 'alerts').length;
    const listed = snapshot.of(ListedAlert).length;
    const history = snapshot.of(AlertHistory).length;
    return [
      ...alerted(alerts + failed)({ world, snapshot }),
      ...(found.toSorted().join() === wanted.toSorted().join() ? [] : [`processes: ${found.join()}`]),
      ...(audited === actions.length ? [] : [`the audit trail has ${audited} entries`]),
      ...(listed === alerts + failed ? [] : [`${listed} alerts are listed`]),
      ...(history === ended - failed ? [] : [`${history} alerts have ended`]),
    ];
  };

const undoingMany: Flow = {
  name: 'a supervisor undoes the clearing of many alerts',
  statesAlerts: true,
  async prepare(world) {
    await bounced(world);
    const body = { addresses, reason: 'verified', expected: addresses.length };
    const processId = await act(world, world.start(), 'clear', body);
    await follow(world);
    return async (process) => {
      await act(world, process, 'undo', { processId });
    };
  },
  settle: follow,
  expect: done(['clear', 'undo'], 2, 2),
};

export const alertFlows: readonly Flow[] = [undoingMany];
