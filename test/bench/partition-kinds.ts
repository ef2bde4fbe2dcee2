/**
 * Every kind of partition of the table and its indexes, and how many different ones of it a busy hour of one company
 * writes to (ADR 73). A key that no line here knows fails `npm run bench -- --only keys` and a test.
 */
import { spreadPartitions } from '#platform/table/spread.ts';

/** What one company does in the hour that the model looks at. */
export interface Load {
  /** Messages a second. */
  readonly messages: number;
  /** Events of providers a second. */
  readonly events: number;
  readonly advisors: number;
}

/**
 * What a part of a key may stand for. `own`: a customer, message, address, request … of which each message has its own, so
 * that a partition bears what one message writes to it, whatever the rate. `one`: all messages of the hour have the same, the
 * company, the day, the campaign; where a company has several it is less. `advisor`: one of those who work. `shard`: as many
 * as were seen to be written. `as it is`: the value stays in the name, since each is a partition with a rate of its own.
 */
const places = {
  company: 'one',
  day: 'one',
  campaign: 'one',
  template: 'one',
  segment: 'one',
  portfolio: 'one',
  tag: 'one',
  result: 'one',
  account: 'one',
  author: 'one',
  ours: 'one',
  advisor: 'advisor',
  user: 'advisor',
  customer: 'own',
  message: 'own',
  address: 'own',
  document: 'own',
  ticket: 'own',
  request: 'own',
  token: 'own',
  sender: 'own',
  attachment: 'own',
  process: 'own',
  connection: 'own',
  providerId: 'own',
  shard: 'shard',
  channel: 'as it is',
  class: 'as it is',
  reason: 'as it is',
  kind: 'as it is',
  status: 'as it is',
  view: 'as it is',
  order: 'as it is',
  facet: 'as it is',
  beginning: 'as it is',
  counter: 'as it is',
  list: 'as it is',
  tray: 'as it is',
  scope: 'as it is',
  type: 'as it is',
} as const;
type Place = keyof typeof places;

interface Kind {
  readonly template: string;
  readonly pattern: RegExp;
  readonly names: readonly Place[];
}

const isPlace = (name: string): name is Place => name in places;

/** @param template a key with its parts in angle brackets; everything else stands as it is */
const kind = (template: string): Kind => {
  const names: Place[] = [];
  const pattern = template.replaceAll(/<(\w+)>/g, (_, name: string) => {
    if (!isPlace(name))
      throw new Error(`<${name}> of ${template} is no place: add it to test/bench/partition-kinds.ts.`);
    names.push(name);
    // Shards are small numbers, companies have three letters at least: `DUE#7`, `DUE#demo`.
    return name === 'shard'
      ? '(\\d{1,2})'
      : name === 'scope'
        ? '(.+)'
        : name === 'company'
          ? '([a-z0-9-]{3,40})'
          : '([^#]+)';
  });
  return { template, pattern: new RegExp(`^${pattern}$`), names };
};

const company = (template: string): Kind => kind(`T#<company>#${template}`);
/** A list that `spreadPartition` may lay over several partitions. */
const spread = (template: string): readonly Kind[] => [company(template), company(`${template}#<shard>`)];

/** The first that fits is the one. */
const kinds: readonly Kind[] = [
  // The company, its users, its settings.
  ...['SET', 'USERS', 'OPT', 'AUDIT', 'BALANCES', 'STANDING', 'PROC', 'IMPORTS', 'QUEUE', 'TPL'].map(company),
  company('U#<user>'),
  company('UNREAD#<user>'),
  company('VIEWS#<list>'),
  company('SLOT#<user>#<tray>#<day>'),
  company('USE#userRequestsPerMinute%23<user>'),
  company('USE#<counter>'),
  company('HEALTH#account:<account>'),
  company('HEALTH#template:<template>'),
  company('HEALTH#<scope>'),
  // Customers and their lists.
  company('C#<customer>'),
  company('CUSTOMERS'),
  company('DOC#<type>#<document>'),
  company('TKT#<kind>#<ticket>'),
  company('A#<channel>#<address>'),
  company('OWED'),
  ...spread('COUNT'),
  ...spread('F#<order>#advisor#<advisor>'),
  ...spread('F#<order>#portfolio#<portfolio>'),
  ...spread('F#<order>#tag#<tag>'),
  ...spread('F#<order>#<facet>'),
  ...spread('Q#<beginning>'),
  ...spread('ALERTS#<channel>#<class>#<reason>'),
  company('ALERTACT#<process>'),
  // Messages and what belongs to them.
  company('M#<customer>'),
  company('MB#<message>'),
  company('K#<request>'),
  company('AT#<attachment>'),
  company('INB#<token>'),
  company('WAN#<sender>'),
  company('WAU#<sender>'),
  company('UN'),
  company('UN#<sender>'),
  kind('DUE#<shard>'),
  kind('DUE#<company>'),
  kind('QUEUED#<company>#<channel>'),
  kind('HELD#<company>#<scope>'),
  kind('P#whatsapp-template#<template>'),
  kind('P#<channel>#<providerId>'),
  // The register and its lists.
  company('R#<day>#<shard>'),
  company('RF#<day>'),
  company('RM#<day>'),
  company('ORIGINS'),
  ...(['RL', 'RD'] as const).flatMap((lists) => [
    ...spread(`${lists}#kind#<kind>`),
    ...spread(`${lists}#status#<status>`),
    ...spread(`${lists}#advisor#<advisor>`),
    ...spread(`${lists}#author#<author>`),
    ...spread(`${lists}#campaign#<campaign>`),
    ...spread(`${lists}#flow#<campaign>`),
    ...spread(`${lists}#event#<campaign>`),
    ...spread(`${lists}#template#<template>`),
    ...spread(`${lists}#segment#<segment>`),
    ...spread(`${lists}#portfolio#<portfolio>`),
    ...spread(`${lists}#result#<result>`),
  ]),
  // Conversations, and what open clients are told.
  company('IN'),
  company('IN#<advisor>'),
  company('V#<view>'),
  company('LIVE'),
  company('WS'),
  kind('WS#<connection>'),
  // Of no company.
  ...['TENANTS', 'DELETIONS', 'MIGRATIONS', 'HOLDS', 'AUDIT'].map((name) => kind(`SYS#${name}`)),
  kind('SYS#IN#<channel>#<ours>'),
  kind('SYS#EVENTS#<day>'),
];

/** A key with its values taken out. */
export interface KeyKind {
  /** `T#<company>#RL#status#sent`: what it is told by. */
  readonly name: string;
  /** Values of the places that are taken as shards. */
  readonly shard: string;
  readonly isOwn: boolean;
  readonly isOfAdvisors: boolean;
}

/**
 * @param pk partition key of the table or of an index
 * @throws Error when no kind knows it
 */
export const kindOfKey = (pk: string): KeyKind => {
  for (const { template, pattern, names } of kinds) {
    const values = pattern.exec(pk)?.slice(1);
    if (values === undefined) continue;
    const taken = names.map((place, position) => ({ place, value: values[position] ?? '', as: places[place] }));
    return {
      name: taken
        .filter(({ as }) => as === 'as it is')
        .reduce((name, { place, value }) => name.replace(`<${place}>`, () => value), template),
      shard: taken
        .filter(({ as }) => as === 'shard')
        .map(({ value }) => value)
        .join(),
      isOwn: taken.some(({ as }) => as === 'own'),
      isOfAdvisors: taken.some(({ as }) => as === 'advisor'),
    };
  }
  throw new Error(
    `The model of partitions does not know the key “${pk}”: give its kind a line in test/bench/partition-kinds.ts.`,
  );
};

/** Over how many partitions `spread.ts` lays each list at present. */
export const listPartitions: number = spreadPartitions('').length;
