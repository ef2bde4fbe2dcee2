/** A month's bill of one company, from measured units and dated prices. Pure. */
import * as z from 'zod';
import type { Measured } from './measured.ts';
import { sum } from './operations.ts';

/** What there may be prices of. */
const priced = [
  'dynamodbWrites',
  'dynamodbReads',
  'dynamodbStorage',
  'dynamodbRestore',
  'lambdaRequests',
  'lambdaDuration',
  'sqsRequests',
  'httpRequests',
  'socketMessages',
  'socketMinutes',
  'alarms',
  'dashboards',
  'logs',
  'secrets',
  'mails',
  'whatsapp',
  'users',
] as const;
export type Priced = (typeof priced)[number];

/** The form of `docs/prices.json`: USD, by region; what a region does not name is not known. */
export const PricesSchema = z.strictObject({
  what: z.record(z.enum(priced), z.string()),
  regions: z.record(
    z.string(),
    z.strictObject({
      asOf: z.iso.date(),
      source: z.string().min(1),
      usd: z.partialRecord(z.enum(priced), z.number().positive()),
    }),
  ),
});
export type Prices = z.infer<typeof PricesSchema>;

export interface Portfolio {
  readonly customers: number;
  /** Messages sent in the month. */
  readonly messages: number;
  readonly advisors: number;
}

/** What is not measured but taken to be so; the bill says each of them. */
export const assumptions = {
  /** Of the messages; the others are SMS. */
  mails: 0.5,
  /** Of the mails. */
  opened: 0.3,
  bounced: 0.02,
  /** Of the messages. */
  answered: 0.02,
  /** Of the customers, new in the month. */
  newCustomers: 0.05,
  /** Days with a file of debts, and of the customers those whose balance it changes. */
  debtDays: 22,
  changedDebts: 1,
  workingDays: 22,
  hours: 8,
  /** Requests of the console, of 5 read units each. */
  secondsBetweenPages: 20,
  /** Calls of Lambda for a message, from accepting it to its conversation, 512 MB for 100 ms at the most. */
  invocations: 6,
  gbSeconds: 0.05,
  queueRequests: 12,
  logBytes: 2_000,
  /** Changes of a message and its conversation that open clients are told, so many in one post. */
  told: 6,
  toldTogether: 100,
  /** Kept in the table, indexes included. */
  customerBytes: 15_000,
  messageBytes: 3_000,
  messageMonths: 12,
  /** A stage at rest: alarms, secrets, and requests of Lambda's pollers at empty queues. */
  alarms: 90,
  secrets: 3,
  polls: 6_500_000,
} as const;

/** Of the nightly check, which `npm run bench -- --only audit` measures (docs/performance.md says the same). */
export const nightlyCheck = { readUnits: 42.6, cpuMs: 22.9 } as const;

/** One line: how much of what. */
export interface Line {
  readonly service: string;
  readonly what: string;
  readonly amount: number;
  readonly price: Priced;
  /** Amounts of the price's own unit; `amount` is counted in ones. */
  readonly per: number;
}

const million = 1e6;
const gb = 1e9;

/** Sums of units of operations, by their names. @throws Error when an operation is not measured any more */
const unitsOf = (measured: readonly Measured[], kind: 'read' | 'write', ...names: readonly string[]): number =>
  names.reduce((total, name) => {
    const found = measured.find(({ operation }) => operation === name);
    if (found === undefined)
      throw new Error(`The bill needs the units of “${name}”: name it in bill-lines.ts as the bench does.`);
    return total + sum(found.charges, kind);
  }, 0);

/** Names of the operations that a thing of the bill consists of. */
const operationsOf = {
  sms: [
    'accept a message, SMS of 120 characters',
    'its projection (sms)',
    '… its lists in the register (sms)',
    'send it (sms)',
    'delivered event (sms)',
    '… its conversation, by the stream (sms)',
    '… its lists in the register, by the stream (sms)',
  ],
  mail: [
    'accept a message, e-mail of 550 characters',
    'its projection (email)',
    '… its lists in the register (email)',
    'send it (email)',
    'delivered event (email)',
    '… its conversation, by the stream (email)',
    '… its lists in the register, by the stream (email)',
  ],
  opened: ['read event (email)'],
  bounced: ['hard bounce: message, alert, first owner', '… its lists and search, by the stream'],
  answered: ['inbound SMS of a known customer', 'inbound message: its conversation, by the stream'],
  customer: ['make a customer', '… its lists and search (customer), by the stream'],
  debt: ['the balance of a debt changes', '… its lists and search (debt), by the stream'],
} as const;

/** How often each of them is done in the month. */
const timesOf = ({ customers, messages }: Portfolio): Readonly<Record<keyof typeof operationsOf, number>> => ({
  sms: messages * (1 - assumptions.mails),
  mail: messages * assumptions.mails,
  opened: messages * assumptions.mails * assumptions.opened,
  bounced: messages * assumptions.mails * assumptions.bounced,
  answered: messages * assumptions.answered,
  customer: customers * assumptions.newCustomers,
  debt: customers * assumptions.changedDebts * assumptions.debtDays,
});

const words: Readonly<Record<keyof typeof operationsOf, string>> = {
  sms: 'SMS: accepted, sent, delivered, listed',
  mail: 'mails: accepted, sent, delivered, listed',
  opened: 'mails that are opened',
  bounced: 'bounces, with the alert and its lists',
  answered: 'answers',
  customer: 'new customers, with their lists',
  debt: 'balances that a daily file changes, with their lists',
};

export const linesOf = (portfolio: Portfolio, measured: readonly Measured[]): readonly Line[] => {
  const { customers, messages, advisors } = portfolio;
  const times = timesOf(portfolio);
  const things = Object.keys(operationsOf) as (keyof typeof operationsOf)[];
  const units = things.flatMap((thing): Line[] =>
    (['write', 'read'] as const).map((kind) => ({
      service: 'DynamoDB',
      what: `${kind} units, ${words[thing]}`,
      amount: times[thing] * unitsOf(measured, kind, ...operationsOf[thing]),
      price: kind === 'write' ? 'dynamodbWrites' : 'dynamodbReads',
      per: million,
    })),
  );
  const line = (service: string, what: string, price: Priced, amount: number, per = 1): Line => ({
    service,
    what,
    amount,
    price,
    per,
  });
  const seconds = advisors * assumptions.workingDays * assumptions.hours * 3_600;
  const pages = seconds / assumptions.secondsBetweenPages;
  const bytes = customers * assumptions.customerBytes + messages * assumptions.messageBytes * assumptions.messageMonths;
  const nights = 30 * customers;
  const page = unitsOf(measured, 'read', 'open a conversation, 30 messages of 1 KB');
  const changes = (messages * assumptions.told) / assumptions.toldTogether;
  const feed = unitsOf(measured, 'write', 'tell 100 changes of one batch to 1 client');
  const calls = messages * assumptions.invocations + pages + changes;
  return [
    ...units,
    line('DynamoDB', 'write units, the feed of changes', 'dynamodbWrites', changes * feed, million),
    line('DynamoDB', 'read units, pages of advisors', 'dynamodbReads', pages * page, million),
    line('DynamoDB', 'read units, the nightly check', 'dynamodbReads', nights * nightlyCheck.readUnits, million),
    line('DynamoDB', 'GB kept', 'dynamodbStorage', bytes, gb),
    line('DynamoDB', 'GB in the restore window', 'dynamodbRestore', bytes, gb),
    line('Lambda', 'requests', 'lambdaRequests', calls, million),
    line('Lambda', 'GB-seconds, messages and pages', 'lambdaDuration', calls * assumptions.gbSeconds, million),
    line(
      'Lambda',
      'GB-seconds, the nightly check',
      'lambdaDuration',
      (nights * nightlyCheck.cpuMs) / 1_000 / 0.58,
      million,
    ),
    line('SQS', 'requests for messages', 'sqsRequests', messages * assumptions.queueRequests, million),
    line('SQS', 'requests of pollers at rest', 'sqsRequests', assumptions.polls, million),
    line('API Gateway', 'requests', 'httpRequests', messages + pages, million),
    line('API Gateway', 'posts to open clients', 'socketMessages', changes * advisors, million),
    line('API Gateway', 'connection minutes', 'socketMinutes', seconds / 60, million),
    line('CloudWatch', 'GB of logs', 'logs', messages * assumptions.logBytes, gb),
    line('CloudWatch', 'alarms', 'alarms', assumptions.alarms),
    line('CloudWatch', 'dashboard', 'dashboards', 1),
    line('Secrets Manager', 'secrets', 'secrets', assumptions.secrets),
    line('SES', 'mails', 'mails', messages * assumptions.mails, 1_000),
  ];
};

/** USD of a line in a region; undefined where the price is not known. */
export const costOf = ({ amount, price, per }: Line, usd: Prices['regions'][string]['usd']): number | undefined => {
  const one = usd[price];
  return one === undefined ? undefined : (amount / per) * one;
};
