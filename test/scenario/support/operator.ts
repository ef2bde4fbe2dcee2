import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import * as z from 'zod';
import { clientConfiguration } from './aws.ts';

/** Providers whose doubles the local runner starts. */
export type DoubledChannel = 'email' | 'sms' | 'whatsapp';

const callSchema = z.looseObject({
  operation: z.string(),
  recipient: z.string().nullable(),
  attempt: z.string().nullable(),
  outcome: z.string(),
  messageId: z.string().nullable(),
});
export type ProviderCall = z.output<typeof callSchema>;

const outboxSchema = z.object({
  emails: z.array(
    z.looseObject({
      destination: z.looseObject({ to: z.array(z.string()).default([]) }),
      replyTo: z.array(z.string()).default([]),
      headers: z.array(z.looseObject({ name: z.string(), value: z.string() })).default([]),
      body: z.looseObject({ html: z.string().optional(), text: z.string().optional() }),
      attachments: z
        .array(z.looseObject({ filename: z.string(), contentType: z.string(), content: z.string() }))
        .default([]),
    }),
  ),
});

export interface SentEmail {
  /** Headers beside those that SES writes itself, by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
  readonly text: string;
  readonly files: readonly { readonly fileName: string; readonly contentType: string; readonly bytes: Buffer }[];
}

export interface Fault {
  readonly mode: 'throttle' | 'error500' | 'timeout-after-accept' | 'timeout-before-accept' | 'reset' | 'badRequest';
  readonly times?: number;
  /** Part of the recipient. */
  readonly match: string;
}

/**
 * What only the machine that runs the system can do: let time pass, see the providers' calls, make them fail.
 * Deployments elsewhere have no operator, and the tests that need one do not run there.
 */
export interface Operator {
  /** Runs all schedules as if it were that time, and waits until nothing goes on. */
  tick(at?: Date): Promise<void>;
  /** The system's time, epoch ms. */
  now(): Promise<number>;
  /** Lets the system's clock go on by so many ms, through all that comes due. It stays ahead. */
  walk(ms: number): Promise<void>;
  /** Waits until nothing goes on. */
  quiet(): Promise<void>;
  /** The next calls to a recipient go wrong. */
  fault(channel: DoubledChannel, fault: Fault): Promise<void>;
  /** Calls of the provider to a recipient, oldest first. */
  calls(channel: DoubledChannel, recipient: string): Promise<ProviderCall[]>;
  /** Connects a company of local/demo/companies.json to these accounts, in place of the file's. */
  connectSenders(company: string, change?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Messages in dead-letter queues, by queue; only queues that have some. */
  deadLetters(): Promise<Record<string, number>>;
  /** The last e-mail that went out to the recipient, both parts and the files. @throws Error when there is none */
  emailTo(recipient: string): Promise<SentEmail>;
  /** HTML part of the last e-mail that went out to the recipient. @throws Error when there is none */
  htmlOf(recipient: string): Promise<string>;
  /** Address under which an answer to that e-mail comes back. @throws Error when there is none */
  replyToOf(recipient: string): Promise<string>;
  /** Meta decides on a template, by its name there; without `publish` nobody is told. */
  decide(
    template: string,
    event: string,
    more?: { readonly reason?: string; readonly publish?: boolean },
  ): Promise<void>;
  /** An access token of a user of the pool, as after signing in. */
  tokenOf(company: string, role: string, email: string): Promise<string>;
  /** A customer writes: the double's own form (local/providers/README.md). */
  writes(channel: DoubledChannel, message: object): Promise<void>;
}

const post = async (url: string, body: unknown): Promise<void> => {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${(await response.text()).slice(0, 300)}`);
};

const companiesSchema = z.object({
  companies: z.array(z.looseObject({ tenantId: z.string(), senders: z.record(z.string(), z.unknown()) })),
});
const companies = () => {
  const file = join(import.meta.dirname, '../../../local/demo/companies.json');
  return companiesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).companies;
};

const countDeadLetters = async (endpoint: string | undefined): Promise<Record<string, number>> => {
  const client = new SQSClient(clientConfiguration(endpoint));
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({ MaxResults: 1_000 }));
  const counts: Record<string, number> = {};
  for (const QueueUrl of QueueUrls.filter((url) => /dead/i.test(url))) {
    const wanted = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages' as const] };
    const { Attributes } = await client.send(new GetQueueAttributesCommand(wanted));
    const count = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    if (count > 0) counts[QueueUrl.split('/').at(-1) ?? QueueUrl] = count;
  }
  return counts;
};

const lastTo = async (endpoint: string | undefined, recipient: string) => {
  const { emails } = outboxSchema.parse(await (await fetch(`${endpoint}/store`)).json());
  return emails.findLast(({ destination }) => destination.to.includes(recipient));
};

const connect = (outputs: Readonly<Record<string, string>>): Operator | undefined => {
  const control = outputs.ControlUrl;
  if (control === undefined) return undefined;
  const doubles = { email: outputs.SesEndpoint, sms: outputs.SmsEndpoint, whatsapp: outputs.WhatsAppEndpoint };
  const now = async (): Promise<number> => {
    const clock = z.object({ now: z.iso.datetime() }).parse(await (await fetch(`${control}/clock`)).json());
    return Date.parse(clock.now);
  };
  const emailTo = async (recipient: string): Promise<SentEmail> => {
    const { emails } = outboxSchema.parse(await (await fetch(`${doubles.email}/store`)).json());
    const email = emails.findLast(({ destination }) => destination.to.includes(recipient));
    if (email === undefined) throw new Error('No e-mail went out to this recipient.');
    return {
      headers: Object.fromEntries(email.headers.map(({ name, value }) => [name, value])),
      html: email.body.html ?? '',
      text: email.body.text ?? '',
      files: email.attachments.map(({ filename, contentType, content }) => ({
        fileName: filename,
        contentType,
        bytes: Buffer.from(content, 'base64'),
      })),
    };
  };
  return {
    tick: (at) => post(`${control}/tick`, at === undefined ? {} : { at: at.toISOString() }),
    now,
    async walk(ms) {
      const until = new Date((await now()) + ms).toISOString();
      for (let done = false; !done; ) {
        const response = await fetch(`${control}/tick`, { method: 'POST', body: JSON.stringify({ until }) });
        const text = await response.text();
        if (!response.ok) throw new Error(`The clock does not go on: ${response.status} ${text.slice(0, 300)}`);
        done = z.looseObject({ done: z.boolean() }).parse(JSON.parse(text)).done;
      }
    },
    async quiet() {
      const response = await fetch(`${control}/quiet`);
      if (!response.ok) throw new Error(`Not quiet: ${await response.text()}`);
    },
    fault: (channel, fault) => post(`${doubles[channel]}/_control/faults`, fault),
    async calls(channel, recipient) {
      const response = await fetch(`${doubles[channel]}/_control/calls?${new URLSearchParams({ recipient })}`);
      return z.object({ calls: z.array(callSchema) }).parse(await response.json()).calls;
    },
    async connectSenders(company, change = {}) {
      const found = companies().find(({ tenantId }) => tenantId === company);
      await post(`${control}/invoke/provision-company`, { ...found, senders: { ...found?.senders, ...change } });
    },
    async tokenOf(company, role, email) {
      const response = await fetch(`${control}/token`, {
        method: 'POST',
        body: JSON.stringify({ company, role, email }),
      });
      return z.object({ accessToken: z.string() }).parse(await response.json()).accessToken;
    },
    deadLetters: () => countDeadLetters(outputs.SqsEndpoint),
    decide: (template, event, more) => post(`${doubles.whatsapp}/_control/events`, { template, event, ...more }),
    writes: (channel, message) => post(`${doubles[channel]}/_control/inbound`, message),
    async replyToOf(recipient) {
      const [address] = (await lastTo(doubles.email, recipient))?.replyTo ?? [];
      if (address === undefined) throw new Error('No e-mail with a reply address went out to this recipient.');
      return address;
    },
    async htmlOf(recipient) {
      const html = (await lastTo(doubles.email, recipient))?.body.html;
      if (html === undefined) throw new Error('No e-mail went out to this recipient.');
      return html;
    },
    emailTo,
  };
};

/** The operator of this deployment, if it has one: `it.runIf(operator)`. */
export const operator: Operator | undefined = connect(inject('outputs'));

/** The operator, inside a test that runs only where there is one. */
export const theOperator = (): Operator => {
  if (operator === undefined) throw new Error('This test needs an operator: give it `it.runIf(operator)`.');
  return operator;
};
