/**
 * How a message lies in the table: the fields of `message-fields.ts` under their attributes, nothing twice. Facts are short
 * lists, attempts leave out what their message says. Tenant, ids and day are read back from the keys.
 */
import * as z from 'zod';
import type { Item } from '#platform/table/kernel.ts';
import { packFields, unpackFields, type ValueOf } from '#platform/table/named-fields.ts';
import type { Fact } from './facts.ts';
import { type Attempt, messageFields } from './message-fields.ts';

type MessageValue = ValueOf<typeof messageFields>;

/** Positions in a fact's list: kind, provider time, delay until we knew (ms), and the rest where there is any. */
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
  /** Account. */
  readonly a?: string;
}

const packAttempt = (attempt: Attempt, message: Pick<MessageValue, 'providerId'>): PackedAttempt => ({
  c: attempt.claimedAt,
  l: attempt.leaseUntil - attempt.claimedAt,
  e: attempt.epoch,
  o: attempt.outcome,
  ...(attempt.providerId === null || attempt.providerId === message.providerId ? {} : { p: attempt.providerId }),
  ...(attempt.accountId === undefined ? {} : { a: attempt.accountId }),
});

const unpackAttempt = (attempt: PackedAttempt, attemptId: string, messageProviderId: unknown) => ({
  attemptId,
  claimedAt: attempt.c,
  leaseUntil: attempt.c + attempt.l,
  epoch: attempt.e,
  outcome: attempt.o,
  ...(attempt.a === undefined ? {} : { accountId: attempt.a }),
  providerId: attempt.p ?? (attempt.o === 'accepted' ? messageProviderId : null) ?? null,
});

/** The origin, with the author under `by`; of a message by hand, that alone. */
const packSender = ({ origin, author }: Pick<MessageValue, 'origin' | 'author'>): object | null =>
  author === undefined ? origin : { ...(origin ?? {}), by: author };

const SenderSchema = z.looseObject({ by: z.unknown().optional() });

const unpackSender = (packed: unknown): { readonly origin: unknown; readonly author?: unknown } => {
  const sender = SenderSchema.safeParse(packed);
  if (!sender.success || sender.data.by === undefined) return { origin: packed ?? null };
  const { by: author, ...origin } = sender.data;
  return { origin: Object.keys(origin).length === 0 ? null : origin, author };
};

/** Id of the n-th attempt (from 1) of a message. */
export const attemptIdOf = (messageId: string, number: number): string => `${messageId}-${number}`;

/** @returns what is stored beside the keys */
export const packMessage = (message: MessageValue): Item =>
  packFields(messageFields, {
    ...message,
    origin: packSender(message),
    facts: message.facts.map(packFact),
    attempts: message.attempts.map((attempt) => packAttempt(attempt, message)),
  });

const keyParts = (item: Item) => {
  const [, tenant = '', , customerId = ''] = String(item.pk).split('#');
  return { tenant, customerId, messageId: `${customerId}-${item.sk}`, day: String(item.g1pk).split('#')[3] };
};

/** Undoes `packMessage`; also for a row of the register's index, where some fields are missing. */
export const unpackMessage = (item: Item): Item => {
  const keys = keyParts(item);
  const stored = unpackFields(messageFields, item);
  const facts: readonly unknown[] = Array.isArray(stored.facts) ? stored.facts : [];
  const attempts: readonly PackedAttempt[] = Array.isArray(stored.attempts) ? stored.attempts : [];
  return {
    ...stored,
    ...unpackSender(stored.origin),
    ...keys,
    facts: facts.map(unpackFact),
    attempts: attempts.map((attempt, position) =>
      unpackAttempt(attempt, attemptIdOf(keys.messageId, position + 1), stored.providerId),
    ),
  };
};

/**
 * A reader of these fields only, for an item of the stream or of an index, which need not hold the whole message.
 * Reading throws ZodError where the item does not fit.
 */
export const messageReader = <Name extends keyof MessageValue & string>(names: readonly Name[]) => {
  const part = z.object(Object.fromEntries(names.map((name) => [name, messageFields[name].schema])));
  return (item: Item) => part.parse(unpackMessage(item)) as Pick<MessageValue, Name>;
};
