/** What must be true of the register: messages of late stand in the lists that their filters are read from (ADR 57). */
import type { Clock } from '#platform/clock.ts';
import { type CustomerInvariant, type Damage, storedOf } from '#platform/table/invariant.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { ListedRowStore } from './listed-row-store.ts';
import { listedRowsOf } from './listed-rows.ts';

/** Each message is looked for twice after its last change; all of them would be a dozen reads a message every night. */
const lateMs = 2 * 86_400_000;

const lastChange = ({ acceptedAt, facts }: MessageValue): number =>
  Math.max(acceptedAt, ...facts.map(({ recordedAt }) => recordedAt));

export const createRegisterInvariant = (deps: {
  readonly listedRows: Pick<ListedRowStore, 'missingAmong' | 'change'>;
  readonly clock: Clock;
}): CustomerInvariant => ({
  name: 'register-lists',
  async judge({ thread }) {
    const late = storedOf(Message, thread).filter(({ value }) => deps.clock.now() - lastChange(value) < lateMs);
    const wanted = late.map((message) => ({ message, rows: listedRowsOf(message.value) }));
    const lacking = new Set(await deps.listedRows.missingAmong(wanted.flatMap(({ rows }) => rows)));
    return wanted.flatMap(({ message, rows }) => {
      const missing = rows.filter((row) => lacking.has(row));
      if (missing.length === 0) return [];
      const damage: Damage = {
        invariant: 'register-lists',
        place: message.value.messageId,
        what: `${missing.length} lists of the register do not have it as it is`,
        basis: String(message.revision),
        repair: () => deps.listedRows.change(missing),
      };
      return [damage];
    });
  },
});
