/** Flows of what is held, and of what ends because it was held for too long (F18, G73; issue 10 C.9, C.10). */

import { AuditRecord } from '#shared/audit/entities.ts';
import { accountsOf } from '#shared/companies/accounts.ts';
import { Company, companyKey } from '#shared/companies/entities.ts';
import { requireCompany } from '#shared/companies/find-company.ts';
import { Health, slotOf } from '#shared/messaging/holds/health.ts';
import { Holds } from '#shared/messaging/holds/hold.ts';
import type { Process } from '../support/delivery-process.ts';
import { day, hour, minute, type World } from '../support/delivery-world.ts';
import { type Expectation, type Flow, gone, good, ok, sent, statusIn, waiting } from './flow.ts';

const setHold = async (world: World, held: boolean, process: Process = world.start()): Promise<void> => {
  const { status } = await process.api({
    call: 'PUT /v1/settings/holds',
    body: { scope: { kind: 'company' }, held, reason: 'Prueba' },
    caller: { ...world.caller, roles: ['admin'] },
  });
  ok(status, [200]);
};

const neverCalled: Expectation = ({ world }) =>
  world.providers.calls.length === 0 ? [] : [`${world.providers.calls.length} calls under a hold`];

const meetsHold: Flow = {
  name: 'send that meets a hold, until it is of no use',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'sms');
    await setHold(world, true);
    return async (process) => {
      const failed = await process.send('sms', [world.job(messageId)]);
      if (failed.length > 0) throw new Error('the job went back');
    };
  },
  expect: (end) => [...statusIn(['expired'])(end), ...neverCalled(end)],
};

const holdLifted: Flow = {
  name: 'sweep that lets go what a hold held',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'sms');
    await setHold(world, true);
    await world.start().send('sms', [world.job(messageId)]);
    await setHold(world, false);
    world.time += minute;
    return async (process) => {
      if ((await process.sweep()) > 0) throw new Error('not swept');
    };
  },
  expect: statusIn(['delivered']),
};

const refusedForAccount: Flow = {
  name: 'send that the provider refuses for the account',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'email');
    const paused = { name: 'SendingPausedException', $metadata: { httpStatusCode: 400 } };
    world.providers.refusals.push(Object.assign(new Error('Paused'), paused));
    return async (process) => {
      await process.send('email', [world.job(messageId)]);
    };
  },
  // It waits for the account until it is of no use; a worker that died after the call leaves an unknown outcome.
  expect: statusIn(['delivered', 'expired', 'outcome_unknown']),
};

const expiresUnderHold: Flow = {
  name: 'sweep of a held message that is of no use any more',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'sms');
    await setHold(world, true);
    await world.start().send('sms', [world.job(messageId)]);
    world.time += day + hour;
    return async (process) => {
      if ((await process.sweep()) > 0) throw new Error('not swept');
    };
  },
  expect: (end) => [...statusIn(['expired'])(end), ...neverCalled(end)],
};

/** One hold of the scope stands, made by whom, and the trail tells once that it began. */
const heldOnce =
  (kind: string, source: string): NonNullable<Flow['expect']> =>
  ({ snapshot }) => {
    const holds = snapshot.of(Holds).flatMap((one) => one.holds.filter(({ scope }) => scope.startsWith(kind)));
    const told = snapshot.of(AuditRecord).filter((entry) => entry.kind === 'hold');
    return [
      ...(holds.length === 1 && holds[0]?.source === source && holds[0].liftedAt === null ? [] : ['no hold stands']),
      ...(told.length === 1 ? [] : [`the trail tells it ${told.length} times`]),
    ];
  };

const held: Flow = {
  name: 'PUT /settings/holds',
  async prepare(world) {
    const person = await world.addPerson(good);
    await waiting(world, person, 'sms');
    return (process) => setHold(world, true, process);
  },
  expect: async (end) => [
    ...(await heldOnce('company', 'person')(end)),
    ...statusIn(['expired'])(end),
    ...neverCalled(end),
  ],
};

/** Counts of an account as they are after 49 messages, of which 2 bounced. */
const nearlyTooMany = { tried: 49, failed: 0, bounced: 2, complained: 0, left: 0, stopped: 0 };

const pauses: Flow = {
  name: 'the stream counts the bounce that pauses its account',
  async prepare(world) {
    const { tenant } = world;
    const { table } = world.start();
    const person = await world.addPerson(gone);
    await world.hear(world.start(), await sent(world, person, 'email'));
    const company = requireCompany(await table.get(Company, companyKey(tenant)));
    const account = accountsOf(company.value).find(({ channel }) => channel === 'email');
    await table.put(
      Health,
      { tenant, scope: `account:${account?.accountId}`, slot: slotOf(world.time), ...nearlyTooMany },
      'absent',
    );
    const records = world.takeRecords();
    return async (process) => {
      if ((await process.project(records)) > 0) throw new Error('records come again');
    };
  },
  expect: heldOnce('account', 'system'),
};

export const holdFlows: readonly Flow[] = [meetsHold, holdLifted, refusedForAccount, expiresUnderHold, held, pauses];
