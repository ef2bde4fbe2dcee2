/**
 * What must be true of messages: the shown status is the fold of the facts (I7, I8), none waits for nothing (I1), and what
 * waits under a hold has one, and goes with its last useful time (F18).
 */
import type { Clock } from '#platform/clock.ts';
import { type CustomerInvariant, type Damage, storedOf } from '#platform/table/invariant.ts';
import type { Stored, Table } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { Message, type MessageValue } from './entities.ts';
import { foldStatus } from './status.ts';
import { released } from './transition.ts';
import { usefulUntil } from './useful-time.ts';

/** How long after its time something may still wait, ms: the sweep comes every minute. */
export const stuckAfterMs = 3_600_000;

/** Phases in which nothing more happens by itself. */
const quiet: ReadonlySet<MessageValue['phase']> = new Set(['accepted', 'unknown', 'ended']);

/** It waits under a hold: `message-held` judges it. */
const isHeld = ({ waitsIn, dueAt }: MessageValue): boolean =>
  dueAt !== null && waitsIn !== undefined && waitsIn !== 'queue';

/** Whether there is a hold of this scope, read consistently. */
type HoldStands = (tenant: string, scope: string) => Promise<boolean>;

/** Why a message must not wait under its hold any more; undefined: all is well. The hold is asked after the message. */
const unheld = async (
  holdStands: HoldStands,
  { tenant, waitsIn: scope, dueAt, ...message }: MessageValue,
  now: number,
): Promise<string | undefined> => {
  const last = usefulUntil(message);
  if (now - last >= stuckAfterMs) return `of no use for ${Math.floor((now - last) / 3_600_000)} h`;
  if (dueAt !== null && dueAt > last) return 'and would be looked at after its last useful time only';
  return scope === undefined || (await holdStands(tenant, scope)) ? undefined : 'which is gone';
};

const waiting = ({ value, revision }: Stored<MessageValue>, now: number): readonly Damage[] => {
  const { messageId: place, phase, dueAt } = value;
  const damage = { invariant: 'message-waits', place, basis: String(revision) };
  if (dueAt === null) {
    // A base of its own: whether it may still be sent, a person decides.
    return quiet.has(phase) ? [] : [{ ...damage, what: `it is ${phase} and nothing is due` }];
  }
  // One in a queue is looked at when the queue has passed over it; of no use any more, it must be gone.
  if (isHeld(value)) return [];
  const late = now - (value.waitsIn === 'queue' ? usefulUntil(value) : dueAt);
  return late < stuckAfterMs ? [] : [{ ...damage, what: `it is ${phase}, due for ${Math.floor(late / 3_600_000)} h` }];
};

export const createMessageInvariants = (deps: {
  readonly table: Pick<Table, 'put'>;
  readonly holdStands: HoldStands;
  readonly clock: Clock;
}): readonly CustomerInvariant[] => [
  {
    name: 'message-status',
    judge: ({ thread }) =>
      storedOf(Message, thread).flatMap(({ value, revision }): readonly Damage[] => {
        const { status } = foldStatus(value.facts, value.phase);
        // A claim does not touch the status, and a resting one is that of what stands in the ledger.
        if (status === value.status || !quiet.has(value.phase)) return [];
        const repair = async () => {
          await writeOnce(
            () => deps.table.put(Message, { ...value, status }, revision),
            // Changed meanwhile: whoever did has folded it.
            () => undefined,
          );
        };
        const what = `it is shown as ${value.status}, its facts say ${status}`;
        return [{ invariant: 'message-status', place: value.messageId, what, basis: String(revision), repair }];
      }),
  },
  {
    name: 'message-waits',
    judge: ({ thread }) => storedOf(Message, thread).flatMap((message) => waiting(message, deps.clock.now())),
  },
  {
    name: 'message-held',
    async judge({ thread }) {
      const damages: Damage[] = [];
      for (const { value, revision } of storedOf(Message, thread).filter((message) => isHeld(message.value))) {
        const now = deps.clock.now();
        const why = await unheld(deps.holdStands, value, now);
        if (why === undefined) continue;
        // Where it waits follows from the holds. Whether it goes, the claim decides, and what is of no use is not claimed.
        const repair = () =>
          writeOnce(
            () => deps.table.put(Message, released(value, now), revision),
            // Changed meanwhile: whoever did has moved it.
            () => undefined,
          );
        const what = `it waits under ${value.waitsIn}, ${why}`;
        damages.push({ invariant: 'message-held', place: value.messageId, what, basis: String(revision), repair });
      }
      return damages;
    },
  },
];
