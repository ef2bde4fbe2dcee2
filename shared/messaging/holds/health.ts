/**
 * How the messages of an account or a template fare, in slots of five minutes, and when that is so bad that sending
 * pauses itself (G73; AWS reviews an account at 5 % bounces or 0.1 % complaints). Pure, beside the entity.
 */
import * as z from 'zod';
import { type FailureClass, type HoldCause, isSendingChannel, type SendingChannel } from '#contract/vocabulary.ts';
import { defineEntity, type Item } from '#platform/table/kernel.ts';
import { tenantKey, timeKey } from '#platform/table/keys.ts';
import type { Fact } from '../ledger/facts.ts';
import { messageReader } from '../ledger/message-codec.ts';
import { holdCauseOf } from './provider-hold.ts';

const slotMs = 5 * 60_000;
/** What is looked at before a judgement, ms. */
const windowMs = 3_600_000;
/** Counts are kept for two days, for whoever asks what happened. */
const keptSeconds = 2 * 86_400;

const countFields = {
  tried: z.number(),
  failed: z.number(),
  bounced: z.number(),
  complained: z.number(),
  left: z.number(),
  stopped: z.number(),
};

/** `tried`: the provider took or refused them; `failed`: for the sender or the content; `left`: opted out; `stopped`: refused for the
 * account as such, told by an event. */
export const Health = defineEntity({
  type: 'health',
  version: 1,
  schema: z.object({ tenant: z.string(), scope: z.string(), slot: z.number(), ...countFields }),
  keys: ({ tenant, scope, slot }) => ({
    pk: healthPartition(tenant, scope),
    sk: timeKey(slot),
    expiresAt: Math.floor(slot / 1000) + keptSeconds,
  }),
});
export type HealthValue = z.infer<typeof Health.schema>;
export const healthPartition = (tenant: string, scope: string): string => tenantKey(tenant, 'HEALTH', scope);

export type Counts = Omit<HealthValue, 'tenant' | 'scope' | 'slot'>;
export const countNames = [
  'tried',
  'failed',
  'bounced',
  'complained',
  'left',
] as const satisfies readonly (keyof Counts)[];
export const noCounts: Counts = { tried: 0, failed: 0, bounced: 0, complained: 0, left: 0, stopped: 0 };

export const slotOf = (at: number): number => at - (at % slotMs);
/** First slot of the hour before `now`, or of what came after `since`. */
export const firstSlot = (now: number, since: number): number =>
  Math.max(slotOf(now - windowMs) + slotMs, slotOf(since) + slotMs);

/** Counts made of two, name by name. */
const combined = (a: Counts, b: Counts, combine: (x: number, y: number) => number): Counts => ({
  tried: combine(a.tried, b.tried),
  failed: combine(a.failed, b.failed),
  bounced: combine(a.bounced, b.bounced),
  complained: combine(a.complained, b.complained),
  left: combine(a.left, b.left),
  stopped: combine(a.stopped, b.stopped),
});
export const sumOf = (all: readonly Counts[]): Counts =>
  all.reduce((sum, counts) => combined(sum, counts, (x, y) => x + y), noCounts);

/** Failures for which the sender or the content is to blame; an unreachable phone says nothing of either. */
const ownFault: ReadonlySet<FailureClass> = new Set<FailureClass>(['SENDER', 'CONFIG', 'CONTENT', 'LIMIT']);
const bounce: ReadonlySet<FailureClass> = new Set<FailureClass>(['HARD', 'SUPPRESSED']);

/** Told of a message, and true of the whole account. */
const accountCause = (facts: readonly Fact[], channel: SendingChannel): HoldCause | undefined =>
  facts
    .flatMap((fact) => (fact.kind === 'failed' && fact.source === 'event' ? [fact] : []))
    .map(({ code, diagnostic }) => holdCauseOf(channel, { code, diagnostic: diagnostic ?? null }))
    .find((cause) => cause !== undefined);

/** The provider says that the person opted out, or the person does in the answer. */
const leaves = (fact: Fact): boolean =>
  fact.kind === 'opted_out' || (fact.kind === 'failed' && fact.class === 'OPT_OUT');

const has = (facts: readonly Fact[], kind: (fact: Fact) => boolean): number => (facts.some(kind) ? 1 : 0);

/** What has become of one message: each count 0 or 1, whatever is told how often. */
const standing = (facts: readonly Fact[], channel: SendingChannel): Counts => {
  const failed = (classes: ReadonlySet<FailureClass>) =>
    has(facts, (fact) => fact.kind === 'failed' && classes.has(fact.class));
  return {
    tried: has(facts, (fact) => fact.kind === 'accepted' || (fact.kind === 'failed' && fact.source === 'sync')),
    failed: failed(ownFault),
    bounced: failed(bounce),
    complained: failed(new Set(['COMPLAINT'])),
    left: has(facts, leaves),
    stopped: accountCause(facts, channel) === undefined ? 0 : 1,
  };
};

const seen = messageReader(['direction', 'channel', 'facts', 'attempts', 'template']);

export interface Added {
  readonly counts: Counts;
  /** Why the account stands still, where that was told. */
  readonly cause: HoldCause | undefined;
}

/**
 * What a change of a message adds, by scope. Told from both images, so that an event that comes twice adds nothing.
 * @param before undefined for a new message
 */
export const addedBy = (before: Item | undefined, after: Item): ReadonlyMap<string, Added> => {
  const message = seen(after);
  const accountId = message.attempts.at(-1)?.accountId;
  const { channel } = message;
  if (message.direction !== 'outbound' || accountId === undefined || !isSendingChannel(channel)) return new Map();
  const was = standing(before === undefined ? [] : seen(before).facts, channel);
  const is = standing(message.facts, channel);
  const added = combined(is, was, (x, y) => Math.max(0, x - y));
  if (Object.values(added).every((count) => count === 0)) return new Map();
  const template = message.template === null ? [] : [`template:${message.template.templateId}`];
  return new Map(
    [`account:${accountId}`, ...template].map((scope) => [
      scope,
      { counts: added, cause: accountCause(message.facts, channel) },
    ]),
  );
};

/** Slots of the last five to ten minutes. */
export const isRecent = ({ slot }: Pick<HealthValue, 'slot'>, now: number): boolean => slot >= slotOf(now) - slotMs;

/** Events that say of so many messages, and of half of what went lately, that the account stands still. */
const fewestStopped = 3;
export const isStopped = ({ tried, stopped }: Counts): boolean => stopped >= fewestStopped && stopped * 2 >= tried;

/** Below this many messages an hour nothing is judged. */
const fewest = 50;

const limits = [
  ['complained', 0.001, 'COMPLAINT_RATE'],
  ['bounced', 0.05, 'BOUNCE_RATE'],
  ['left', 0.05, 'OPT_OUT_RATE'],
  ['failed', 0.2, 'FAILURE_RATE'],
] as const satisfies readonly (readonly [keyof Counts, number, HoldCause])[];

/** `pause`: a limit is reached; `warn`: half of one. */
export const judgeHealth = (
  counts: Counts,
): { readonly verdict: 'pause' | 'warn'; readonly cause: HoldCause } | undefined => {
  if (counts.tried < fewest) return undefined;
  const reached = (share: number) => limits.find(([name, limit]) => counts[name] / counts.tried >= limit * share)?.[2];
  const pause = reached(1);
  if (pause !== undefined) return { verdict: 'pause', cause: pause };
  const warn = reached(0.5);
  return warn === undefined ? undefined : { verdict: 'warn', cause: warn };
};
