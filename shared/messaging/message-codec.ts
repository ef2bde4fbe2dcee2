/**
 * How a message lies in the table: short attribute names, nothing twice. The head is written several times in a
 * message's life and stands in the register's index as well, so each KB costs (design §5: head ≤ 1,024 bytes).
 * Tenant, ids and day are not stored: they are read back from the keys.
 */
import type { Item } from '#platform/table/kernel.ts';
import type { Fact } from './facts.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Short names of the fields that are copied as they are; a null is left out. */
const shortNames = {
  customerName: 'cn',
  document: 'dc',
  addressId: 'ad',
  recipient: 'to',
  channel: 'ch',
  direction: 'di',
  purpose: 'pu',
  origin: 'or',
  template: 'tp',
  subject: 'su',
  preview: 'pv',
  body: 'bo',
  phase: 'ph',
  status: 'st',
  retries: 're',
  acceptedAt: 'ac',
  sendAt: 'sa',
  sentAt: 'se',
  advisorId: 'av',
  segment: 'sg',
  portfolios: 'po',
  source: 'so',
  previousMessageId: 'pm',
  dueAt: 'du',
  providerId: 'pi',
  freeText: 'ft',
  attachments: 'fl',
  unverified: 'uv',
  result: 'rs',
  erasedAt: 'er',
  missed: 'ms',
  repliesTo: 'rt',
} as const;

/** Fields of the register's rows, in their short names: what G1 carries (indexes.ts). */
const nullable = new Set<string>([
  'document',
  'addressId',
  'origin',
  'template',
  'subject',
  'body',
  'sendAt',
  'sentAt',
  'advisorId',
  'segment',
  'previousMessageId',
  'dueAt',
  'providerId',
  'result',
]);
const defaults: Readonly<Record<string, Json>> = {
  direction: 'outbound',
  purpose: 'manual',
  source: 'platform',
  retries: 0,
  freeText: false,
  portfolios: [],
  attachments: [],
  unverified: false,
};

const isDefault = (name: string, value: unknown): boolean =>
  name in defaults && JSON.stringify(value) === JSON.stringify(defaults[name]);

/** A fact as a short list: kind, provider time, delay until we knew (ms), rest. */
const packFact = ({ kind, at, recordedAt, ...rest }: Fact): readonly unknown[] =>
  Object.keys(rest).length === 0 ? [kind, at, recordedAt - at] : [kind, at, recordedAt - at, rest];

const unpackFact = (packed: unknown): unknown => {
  if (!Array.isArray(packed)) return packed;
  const [kind, at, delay, rest] = packed;
  return { kind, at, recordedAt: at + delay, ...rest };
};

interface PackedAttempt {
  readonly c: number;
  readonly l: number;
  readonly e: number;
  readonly o: string;
  /** Provider id where it differs from the message's: an earlier attempt's. */
  readonly p?: string;
}

interface PackableAttempt {
  readonly attemptId: string;
  readonly claimedAt: number;
  readonly leaseUntil: number;
  readonly epoch: number;
  readonly providerId: string | null;
  readonly outcome: string;
}

/** Fields of a message that the codec names; the entity's schema checks them. */
export interface PackableMessage {
  readonly messageId: string;
  readonly facts: readonly Fact[];
  readonly attempts: readonly PackableAttempt[];
  readonly providerId: string | null;
}

/** Id of the n-th attempt (from 1) of a message. */
export const attemptIdOf = (messageId: string, number: number): string => `${messageId}-${number}`;

/** @returns what is stored beside the keys */
export const packMessage = (message: PackableMessage & Item): Item => {
  const item: Item = {};
  if (message.imported !== undefined) item.im = message.imported;
  for (const [name, short] of Object.entries(shortNames)) {
    const value = message[name];
    if (value != null && !isDefault(name, value)) item[short] = value;
  }
  item.fa = message.facts.map(packFact);
  if (message.attempts.length > 0) {
    item.at = message.attempts.map(
      (attempt): PackedAttempt => ({
        c: attempt.claimedAt,
        l: attempt.leaseUntil - attempt.claimedAt,
        e: attempt.epoch,
        o: attempt.outcome,
        ...(attempt.providerId === null || attempt.providerId === message.providerId ? {} : { p: attempt.providerId }),
      }),
    );
  }
  return item;
};

const keyParts = (item: Item): { tenant: string; customerId: string; rest: string } => {
  const [, tenant = '', , customerId = ''] = String(item.pk).split('#');
  return { tenant, customerId, rest: String(item.sk) };
};

/** Undoes `packMessage`; also for a row of the register's index, where some fields are missing. */
export const unpackMessage = (item: Item): Item => {
  const { tenant, customerId, rest } = keyParts(item);
  const messageId = `${customerId}-${rest}`;
  const message: Item = { tenant, customerId, messageId, day: String(item.g1pk).split('#')[3] };
  for (const [name, short] of Object.entries(shortNames)) {
    message[name] = item[short] ?? defaults[name] ?? (nullable.has(name) ? null : undefined);
  }
  if (item.im !== undefined) message.imported = item.im;
  message.facts = (Array.isArray(item.fa) ? item.fa : []).map(unpackFact);
  const attempts: readonly PackedAttempt[] = Array.isArray(item.at) ? item.at : [];
  message.attempts = attempts.map((attempt, position) => ({
    attemptId: attemptIdOf(messageId, position + 1),
    claimedAt: attempt.c,
    leaseUntil: attempt.c + attempt.l,
    epoch: attempt.e,
    outcome: attempt.o,
    providerId: attempt.p ?? (attempt.o === 'accepted' ? message.providerId : null) ?? null,
  }));
  return message;
};
