/**
 * What a backlog costs while it waits, and what it costs others (issue 10, C.11): many messages of one company in a queue,
 * under a hold, and due in the same minute as ten of another company.
 */
import { newHold } from '#shared/messaging/holds/hold.ts';
import { HoldStore } from '#shared/messaging/holds/hold-store.ts';
import { Message, type MessageValue, messageKey } from '#shared/messaging/ledger/entities.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { held } from '#shared/messaging/ledger/transition.ts';
import type { SendJob } from '#shared/messaging/sending/send-queue.ts';
import type { TestTable } from '../support/engines.ts';
import { EngineTally } from './engine-tally.ts';
import type { Meter } from './meter.ts';
import { accept, composeWorld, newPerson, start, tenant } from './world.ts';

const minute = 60_000;
const other = 'otra-empresa';
const otherMessages = 10;

export interface Backlog {
  readonly situation: string;
  readonly messages: number;
  /** Units of one run of the due work, which is one minute; of what is due at once, of all of it. */
  readonly read: number;
  readonly write: number;
  readonly note: string;
}

/** Time for which the messages that are due at once were asked for. */
const dueAt = start + 60 * minute;

/** Runs that are measured: one of them looks through the queue for what is of no use any more. */
const measuredMinutes = 5;

/** What is told of so many enqueued jobs. */
const toldEvery = 20_000;

/** @param tell of progress: with 200,000 messages it takes minutes */
export const measureBacklog = async (
  meter: Meter,
  { table: plain, client, through }: Pick<TestTable, 'table' | 'client' | 'through'>,
  messages: number,
  tell: (line: string) => void,
): Promise<readonly Backlog[]> => {
  const jobs: SendJob[] = [];
  let onJob = (_job: SendJob): void => undefined;
  const queues = {
    enqueue: async (_channel: string, job: SendJob) => {
      jobs.push(job);
      onJob(job);
    },
    probe: async () => undefined,
  };
  const tenants = [tenant, other];
  const world = composeWorld({ table: through(meter.port), queues, tenants });
  const store = new MessageStore(plain);
  const holds = new HoldStore(plain);
  const messageId = await accept(world, await newPerson(world), 'sms');
  const sample = (await plain.get(Message, messageKey(tenant, messageId)))?.value;
  if (sample === undefined) throw new Error('The sample is gone.');
  await world.send('sms', messageId);

  /** Copies with ids of their own, each of another customer. */
  const put = async (
    count: number,
    company: string,
    change: (message: MessageValue) => MessageValue,
  ): Promise<void> => {
    const page = 5_000;
    for (let from = 0; from < count; from += page) {
      await store.putHistory(copies(from, Math.min(page, count - from), company, change));
      if ((from + page) % 50_000 === 0) tell(`${from + page} messages are there`);
    }
  };
  const copies = (from: number, count: number, company: string, change: (message: MessageValue) => MessageValue) =>
    Array.from({ length: count }, (_, index) => {
      const position = from + index;
      // The same each time: what waits in one place is then moved to the next, and stands nowhere else.
      const customerId = `c${company.length.toString(36)}${position.toString(36).padStart(8, '0')}`;
      const own = `${messageId.slice(messageId.indexOf('-') + 1).slice(0, 10)}${position.toString(36).padStart(6, '0')}`;
      return { message: change({ ...sample, tenant: company, customerId, messageId: `${customerId}-${own}` }) };
    });
  const perMinute = async (from: number) => {
    meter.reset();
    for (let passed = 0; passed < measuredMinutes; passed += 1) {
      await world.dueWork(from + passed * minute, () => 600_000);
    }
    const sum = (kind: 'read' | 'write') =>
      meter.charges.reduce((total, charge) => total + (charge.kind === kind ? charge.units : 0), 0) / measuredMinutes;
    return { read: sum('read'), write: sum('write') };
  };

  /** One run of the due work over messages whose time has come, with a few of another company among them. */
  const dueAtOnce = async (): Promise<Backlog> => {
    const scheduled = (message: MessageValue): MessageValue => {
      const { waitsIn: _waitsIn, ...rest } = message;
      return { ...rest, phase: 'scheduled', status: 'scheduled', sendAt: dueAt, dueAt };
    };
    await put(messages, tenant, scheduled);
    await put(otherMessages, other, scheduled);
    jobs.length = 0;
    const tally = new EngineTally(client);
    const due = composeWorld({ table: through(tally.port), queues, tenants });
    const sofar = () => ({ jobs: jobs.length, calls: tally.calls, units: tally.read + tally.write });
    let otherDone = sofar();
    onJob = (job) => {
      if (job.tenant === other) otherDone = sofar();
      if (jobs.length % toldEvery === 0) tell(`${jobs.length} jobs are enqueued, ${tally.calls} calls`);
    };
    const before = process.cpuUsage();
    await due.dueWork(dueAt, () => 600_000);
    const { user, system } = process.cpuUsage(before);
    const cpuMinutes = (user + system) / 60_000_000;
    const of = (company: string) => jobs.filter((job) => job.tenant === company).length;
    if (of(tenant) !== messages || of(other) !== otherMessages)
      throw new Error(`${of(tenant)} of ${messages} and ${of(other)} of ${otherMessages} were enqueued.`);
    const { format } = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
    return {
      situation: `due at once, with ${otherMessages} of another company`,
      messages,
      read: tally.read,
      write: tally.write,
      note: [
        `all of it, ${((tally.read + tally.write) / jobs.length).toFixed(2)} units a message;`,
        `${format((tally.read + tally.write) / cpuMinutes)} units and ${format(jobs.length / cpuMinutes)} messages a minute of CPU;`,
        `the other's last is enqueued as number ${format(otherDone.jobs)} of ${format(jobs.length)},`,
        `after ${format(otherDone.units)} units and ${format(otherDone.calls)} of ${format(tally.calls)} calls`,
      ].join(' '),
    };
  };

  // That of the sample.
  jobs.length = 0;
  const idle = await perMinute(start + minute);
  const rows: Backlog[] = [{ situation: 'nothing waits', messages: 0, ...idle, note: 'two companies' }];

  rows.push(await dueAtOnce());
  tell(JSON.stringify(rows.at(-1)));

  // Now all of them are in the queue.
  jobs.length = 0;
  await world.dueWork(dueAt + 20 * minute, () => 600_000);
  rows.push({
    situation: 'in a long queue',
    messages: messages + otherMessages,
    ...(await perMinute(dueAt + 25 * minute)),
    note: `each fifth minute it is looked through for what is of no use any more; ${jobs.length} jobs doubled`,
  });
  await holds.change(tenant, (all) => [
    ...all,
    newHold({ scope: 'company', source: 'person', reason: 'bench', by: 'ana', since: start, until: null }),
  ]);
  await put(messages, tenant, (message) => held(message, { scope: 'company', reason: 'HOLD_COMPANY' }, start));
  await world.dueWork(dueAt + 40 * minute, () => 600_000);
  rows.push({
    situation: 'under a hold',
    messages,
    ...(await perMinute(dueAt + 45 * minute)),
    note: 'counts up to 100 for those who look at the hold',
  });
  return rows;
};
