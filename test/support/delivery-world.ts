/**
 * One company with its customers, providers and time, on engines that others share. Processes come and go; the world
 * stays: what the table took, what the providers took, and what they still have to tell.
 */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message as QueueMessage,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { type SendingChannel, sendingChannels } from '#contract/vocabulary.ts';
import { putAction } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, InboundOwner } from '#shared/companies/entities.ts';
import { companyMailbox, replyMailbox } from '#shared/companies/mailboxes.ts';
import { businessNumber } from '../../local/providers/whatsapp-events.ts';
import type { DeliveryEngines } from './delivery-engines.ts';
import { addressKey, createProcess, type Process, replyAddresses } from './delivery-process.ts';
import { type Fault, Lifetime } from './faults.ts';
import { Providers } from './provider-doubles.ts';
import { SocketDouble } from './socket-double.ts';
import { TableObserver } from './table-observer.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Time at which every world begins: noon in Santiago. */
export const startOfWorlds = Date.UTC(2026, 10, 20, 15);

/** Rounds after which a world that is not quiet never will be. */
const maxRounds = 60;

let worlds = 0;

export interface Person {
  readonly customerId: string;
  readonly name: string;
  /** Address ids by channel, the first of each. */
  readonly addressIds: Readonly<Partial<Record<SendingChannel, string>>>;
}

export class World {
  readonly tenant: string;
  readonly engines: DeliveryEngines;
  readonly observer: TableObserver;
  readonly providers: Providers;
  readonly sockets = new SocketDouble();
  /** Ids of messages that the API has answered to have accepted. */
  readonly accepted = new Set<string>();
  /** Bodies that the events worker was given and did not give back. */
  readonly received: string[] = [];
  readonly people: Person[] = [];
  /** Our own numbers. */
  readonly smsNumber: string;
  readonly phoneNumberId: string;
  readonly businessAccountId: string;
  /** Epoch ms. */
  time = startOfWorlds;
  #published = 0;
  /** Channels whose queue may hold jobs of this world. */
  readonly #enqueued = new Set<SendingChannel>();

  private constructor(engines: DeliveryEngines) {
    worlds += 1;
    this.tenant = `world-${worlds}`;
    this.engines = engines;
    this.observer = new TableObserver(this.tenant, addressKey);
    this.providers = new Providers(() => this.time);
    this.smsNumber = `+5622${String(worlds).padStart(7, '0')}`;
    this.phoneNumberId = `phone-number-id-${String(worlds).padStart(32, '0')}`;
    this.businessAccountId = `waba-${String(worlds).padStart(32, '0')}`;
  }

  /** A company with all channels. @param softThreshold SOFT failures that raise an alert */
  static async create(engines: DeliveryEngines, options: { softThreshold?: number } = {}): Promise<World> {
    const world = new World(engines);
    const { tenant } = world;
    const company = newCompany(
      {
        tenant,
        name: 'Acme',
        timeZone: 'America/Santiago',
        language: 'es',
        defaultCountry: 'CL',
        senders: {
          email: { fromAddress: `cobranza@${tenant}.example`, fromName: 'Acme', tenantName: tenant },
          sms: { originationIdentity: world.smsNumber },
          whatsapp: {
            phoneNumberId: world.phoneNumberId,
            displayNumber: '+56220000000',
            businessAccountId: world.businessAccountId,
          },
        },
      },
      world.time,
    );
    const softFailureThreshold = options.softThreshold ?? 3;
    const channels = {
      email: { enabled: true, softFailureThreshold },
      sms: { enabled: true, softFailureThreshold },
      whatsapp: { enabled: true, softFailureThreshold },
    };
    await world
      .start()
      .table.transact([
        putAction(Company, { ...company, channels }, 'absent'),
        putAction(InboundOwner, { channel: 'sms', ours: world.smsNumber, tenant }, 'any'),
        putAction(InboundOwner, { channel: 'email', ours: world.mailbox, tenant }, 'any'),
        putAction(InboundOwner, { channel: 'email', ours: replyMailbox(tenant, replyAddresses.domain), tenant }, 'any'),
        putAction(InboundOwner, { channel: 'whatsapp', ours: world.phoneNumberId, tenant }, 'any'),
        putAction(InboundOwner, { channel: 'whatsapp', ours: world.metaNumber.metaPhoneNumberId, tenant }, 'any'),
      ]);
    return world;
  }

  get mailbox() {
    return companyMailbox(this.tenant, replyAddresses.domain);
  }

  get metaNumber() {
    return businessNumber(this.phoneNumberId);
  }

  /** A process of ours, healthy unless told otherwise. */
  start(fault?: Fault): Process {
    const lifetime = new Lifetime(fault);
    const { engines, observer, providers, sockets } = this;
    const noteJob = (channel: SendingChannel) => this.#enqueued.add(channel);
    const { tenant } = this;
    // Worlds share a table; each looks after its own company.
    const listTenants = async function* () {
      yield tenant;
    };
    const now = () => this.time;
    return createProcess({ engines, observer, providers, sockets, now, lifetime, noteJob, listTenants });
  }

  get caller() {
    return { tenant: this.tenant, userId: 'ana', roles: ['supervisor'] as const };
  }

  async addPerson(addresses: Readonly<Partial<Record<SendingChannel, string>>>): Promise<Person> {
    const name = `Persona ${this.people.length + 1}`;
    const { status, body } = await this.start().api<{
      customerId: string;
      addresses: { addressId: string; channel: SendingChannel }[];
    }>({
      call: 'POST /v1/customers',
      body: { name, addresses: Object.entries(addresses).map(([channel, value]) => ({ channel, value })) },
      caller: this.caller,
    });
    if (status !== 201) throw new Error(`No customer: ${JSON.stringify(body)}`);
    const addressIds = Object.fromEntries(body.addresses.map(({ channel, addressId }) => [channel, addressId]));
    const person = { customerId: body.customerId, name, addressIds };
    this.people.push(person);
    return person;
  }

  /** Asks the API for a message. @returns its answer; what was accepted is remembered */
  async post(process: Process, person: Person, channel: SendingChannel, key: string, more: object = {}) {
    const answer = await process.api<{ messageId: string; status: string; code?: string }>({
      call: 'POST /v1/messages',
      headers: { 'idempotency-key': key },
      body: {
        customerId: person.customerId,
        addressId: person.addressIds[channel],
        body: 'Hola, su cuenta vence el viernes.',
        ...(channel === 'email' ? { subject: 'Aviso' } : {}),
        ...more,
      },
      caller: this.caller,
    });
    if (answer.status === 202) this.accepted.add(answer.body.messageId);
    return answer;
  }

  job(messageId: string): string {
    return JSON.stringify({ tenant: this.tenant, messageId });
  }

  /** What the table's stream has told since it was asked last. */
  takeRecords() {
    return this.observer.takeRecords(this.time);
  }

  /** Gives bodies to the events worker; what it does not give back counts as received. */
  async hear(process: Process, bodies: readonly string[]): Promise<void> {
    const failed = await process.receive(bodies);
    this.received.push(...bodies.filter((_body, position) => !failed.includes(position)));
    if (failed.length > 0) throw new Error(`${failed.length} events went back to their queue`);
  }

  /** Gives receipts of mail to the inbound worker; what it does not give back counts as received. */
  async hearMail(process: Process, bodies: readonly string[]): Promise<void> {
    const failed = await process.receiveMail(bodies);
    this.received.push(...bodies.filter((_body, position) => !failed.includes(position)));
    if (failed.length > 0) throw new Error(`${failed.length} receipts went back to their queue`);
  }

  /** Bodies that the providers have published and nobody has heard yet; asked once each. */
  takeEvents(): string[] {
    const calls = this.providers.calls.slice(this.#published);
    this.#published = this.providers.calls.length;
    return calls.flatMap((call) => call.events);
  }

  /** Works off a send queue as its mapping does. @returns how many jobs there were */
  async drain(process: Process, channel: SendingChannel): Promise<number> {
    const QueueUrl = this.engines.sendQueues[channel];
    let jobs = 0;
    if (!this.#enqueued.has(channel)) return 0;
    for (;;) {
      const { Messages = [] } = await this.engines.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      );
      if (Messages.length === 0) {
        this.#enqueued.delete(channel);
        return jobs;
      }
      jobs += Messages.length;
      if (jobs > 100) throw new Error(`The queue of ${channel} never ends.`);
      const failed = await process.send(
        channel,
        Messages.map(({ Body = '' }) => Body),
      );
      for (const [position, message] of Messages.entries()) {
        await this.#settle(QueueUrl, message, failed.includes(position));
      }
    }
  }

  async #settle(QueueUrl: string, { ReceiptHandle }: QueueMessage, goesBack: boolean): Promise<void> {
    const { sqs } = this.engines;
    if (goesBack) {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    } else await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }

  /**
   * Lets everything happen that happens by itself: queues, events of the providers, due work at its time.
   * @throws when it never ends
   */
  async settle(): Promise<void> {
    const process = this.start();
    for (let round = 0; round < maxRounds; round += 1) {
      for (const channel of sendingChannels) await this.drain(process, channel);
      const events = this.takeEvents();
      if (events.length > 0) {
        await this.hear(process, events);
        continue;
      }
      const due = this.observer.nextDue();
      if (due === undefined) return;
      // What waits for a day is looked at often; after some rounds the sweep comes late instead.
      this.time = Math.max(this.time, due) + (round < 12 ? 1 : 6 * hour);
      if ((await process.sweep()) > 0) throw new Error('Due work failed in a healthy process.');
    }
    throw new Error(`The world is not quiet after ${maxRounds} rounds.`);
  }
}
