/**
 * CPU time of our handlers beside the bare SDK calls that they must make. A handler works on one engine while its
 * commands are recorded; then the same commands, made ready before, run against a twin engine in the same state. The two
 * take turns in one process, so the ratio says what our code adds, on any machine.
 */
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { quietClient } from '#platform/quiet-client.ts';
import { Table } from '#platform/table/kernel.ts';
import { createSocketGateway } from '#shared/live/gateway.ts';
import { LiveStore } from '#shared/live/store.ts';
import { Message, messageKey } from '#shared/messaging/ledger/entities.ts';
import { createSmsChannel } from '#shared/messaging/providers/sms/sms.ts';
import { createSendQueues } from '#shared/messaging/sending/send-queue.ts';
import { createLiveFeed } from '../../functions/streams/live/bindings.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { liveDeps, messageRecord, startedAt } from '../support/live-world.ts';
import { createInboxDuel } from './inbox-duel.ts';
import type { OutsideEngines } from './outside-engines.ts';
import { providerEvent } from './provider-events.ts';
import {
  accept,
  caller,
  composeWorld,
  newPerson,
  type Person,
  seedCompany,
  start,
  tenant,
  willingProvider,
} from './world.ts';

/** One kind of work, over all repetitions. Times in µs of CPU for one. */
export interface CpuRatio {
  readonly operation: string;
  readonly calls: number;
  readonly handler: number;
  readonly bare: number;
  /** Median of the ratios of ten blocks of repetitions, with the smallest and the largest. */
  readonly ratio: number;
  readonly range: readonly [number, number];
}

const blocks = 10;
const warmUps = 40;
const customers = 20;
/** Open clients to whom a change is told. */
const clients = 10;

interface Sender {
  send(command: never): Promise<unknown>;
}

/** Passes every command on and remembers it. */
class Recorder {
  commands: { readonly client: Sender; readonly command: object }[] = [];

  /** @param twin client to which the commands go when they are repeated: as the SDK makes it, with nothing of ours */
  wrap<Client extends Sender>(client: Client, twin: Sender): Client {
    const send = (command: object) => {
      this.commands.push({ client: twin, command });
      return client.send(command as never);
    };
    return new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });
  }
}

/** A command that was never sent, with the same input. */
const again = (command: object): object => {
  if (command instanceof GetCommand) return new GetCommand(command.input);
  if (command instanceof BatchGetCommand) return new BatchGetCommand(command.input);
  if (command instanceof QueryCommand) return new QueryCommand(command.input);
  if (command instanceof PutCommand) return new PutCommand(command.input);
  if (command instanceof UpdateCommand) return new UpdateCommand(command.input);
  if (command instanceof TransactWriteCommand) return new TransactWriteCommand(command.input);
  if (command instanceof SendMessageCommand) return new SendMessageCommand(command.input);
  if (command instanceof SendTextMessageCommand) return new SendTextMessageCommand(command.input);
  if (command instanceof PostToConnectionCommand) return new PostToConnectionCommand(command.input);
  throw new TypeError(`The bench cannot repeat a ${command.constructor.name}: teach it in cpu-time.ts.`);
};

const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** @returns µs of CPU of this process */
const cpuOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

interface Sample {
  readonly handler: number;
  readonly bare: number;
  readonly calls: number;
}

class Duel {
  readonly samples = new Map<string, Sample[]>();
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Runs it on the one engine, then its commands on the other. */
  async fight(operation: string, work: () => Promise<unknown>): Promise<void> {
    this.#recorder.commands = [];
    const handler = await cpuOf(work);
    const prepared = this.#recorder.commands.map(({ client, command }) => ({ client, command: again(command) }));
    const bare = await cpuOf(async () => {
      for (const { client, command } of prepared) await client.send(command as never);
    });
    const samples = this.samples.get(operation) ?? [];
    samples.push({ handler, bare, calls: prepared.length });
    this.samples.set(operation, samples);
  }
}

const total = (samples: readonly Sample[], side: 'handler' | 'bare'): number =>
  samples.reduce((sum, sample) => sum + sample[side], 0);

const ratioOf = (operation: string, all: readonly Sample[]): CpuRatio => {
  const samples = all.slice(warmUps);
  const size = samples.length / blocks;
  const ratios = Array.from({ length: blocks }, (_, block) => {
    const part = samples.slice(block * size, (block + 1) * size);
    return total(part, 'handler') / total(part, 'bare');
  }).sort((a, b) => a - b);
  const median = ((ratios[blocks / 2 - 1] ?? 0) + (ratios[blocks / 2] ?? 0)) / 2;
  return {
    operation,
    calls: samples.reduce((sum, { calls }) => sum + calls, 0) / samples.length,
    handler: total(samples, 'handler') / samples.length,
    bare: total(samples, 'bare') / samples.length,
    ratio: median,
    range: [ratios[0] ?? 0, ratios.at(-1) ?? 0],
  };
};

const openClients = async (table: Table): Promise<void> => {
  for (let number = 0; number < clients; number += 1) {
    await new LiveStore(table).addConnection({
      connectionId: `L0SM9cOFvHcCI${number}w=`,
      tenant,
      userId: `user-${number}`,
      connectedAt: startedAt - 60_000,
      tokenEndsAt: startedAt + 3_600_000,
    });
  }
};

const fightAll = async (ours: TestTable, twin: TestTable, outside: OutsideEngines, repetitions: number) => {
  const recorder = new Recorder();
  const bare = {
    table: DynamoDBDocumentClient.from(new DynamoDBClient({ ...local, endpoint: twin.endpoint }), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    sqs: new SQSClient({ ...local, endpoint: outside.messaging }),
    sms: new PinpointSMSVoiceV2Client({ ...local, endpoint: outside.sms, maxAttempts: 1 }),
    posts: new ApiGatewayManagementApiClient({ ...local, endpoint: outside.sockets }),
  };
  const sqs = quietClient(new SQSClient({ ...local, endpoint: outside.messaging }));
  const sms = quietClient(new PinpointSMSVoiceV2Client({ ...local, endpoint: outside.sms, maxAttempts: 1 }));
  const posts = quietClient(new ApiGatewayManagementApiClient({ ...local, endpoint: outside.sockets }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'bench-send' }));
  const recorded = new Table(recorder.wrap(ours.client, bare.table), ours.name);
  const world = composeWorld({
    table: recorded,
    queues: createSendQueues(recorder.wrap(sqs, bare.sqs), { email: QueueUrl, sms: QueueUrl, whatsapp: QueueUrl }),
    provider: (channel) =>
      channel === 'sms' ? createSmsChannel(recorder.wrap(sms, bare.sms), 'contacta') : willingProvider(channel),
  });
  const tellClients = createLiveFeed({
    ...liveDeps(ours.table),
    live: new LiveStore(recorded),
    gateway: createSocketGateway(recorder.wrap(posts, bare.posts)),
  });
  for (const { table } of [ours, twin]) await openClients(table);
  await seedCompany(ours.table);
  await seedCompany(twin.table);
  const people: Person[] = [];
  const duel = new Duel(recorder);
  for (let count = 0; count < customers; count += 1) {
    await duel.fight('create a customer', async () => {
      people.push(await newPerson(world));
    });
  }
  duel.samples.clear();
  const inboxRound = createInboxDuel(world, recorded, (operation, work) => duel.fight(operation, work));
  for (let repetition = 0; repetition < warmUps + repetitions; repetition += 1) {
    const now = start + repetition * 1_000;
    world.setTime(now);
    const person = people[repetition % customers];
    if (person === undefined) throw new Error('The bench has no customers.');
    let messageId = '';
    await duel.fight('accept an SMS (API event → answer)', async () => {
      messageId = await accept(world, person, 'sms');
    });
    await duel.fight('send it (SQS event → recorded)', () => world.send('sms', messageId));
    const message = await ours.table.get(Message, messageKey(tenant, messageId), { consistent: true });
    if (message?.value.status !== 'sent') throw new Error(`The message is ${message?.value.status}, not sent.`);
    const event = providerEvent(message.value, 'delivered', now);
    await duel.fight('delivered event (SQS event → applied)', () => world.receive(event));
    await duel.fight(`tell a change to ${clients} clients (stream event → posted)`, async () => {
      const { batchItemFailures } = await tellClients({ Records: [messageRecord(tenant, repetition + 1)] });
      if (batchItemFailures.length > 0) throw new Error('The change was not told.');
    });
    await duel.fight('customer page (API event → answer)', async () => {
      const { status } = await world.api({ call: `GET /v1/customers/${person.customerId}`, caller });
      if (status !== 200) throw new Error(`The customer was refused with ${status}.`);
    });
    world.setTime(now + 500);
    await inboxRound(person, repetition);
  }
  for (const client of [posts, sqs, sms, ...Object.values(bare)]) client.destroy();
  return [...duel.samples].map(([operation, samples]) => ratioOf(operation, samples));
};

/** @param repetitions measured ones, a multiple of ten; forty more come before to warm up */
export const measureCpu = async (outside: OutsideEngines, repetitions: number): Promise<readonly CpuRatio[]> => {
  const ours = await startTable();
  const twin = await startTable();
  try {
    return await fightAll(ours, twin, outside, repetitions);
  } finally {
    await ours.stop();
    await twin.stop();
  }
};
