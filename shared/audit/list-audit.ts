/**
 * The audit trail with its filters, newest first. Entries are few: kind and user are compared with what is read, and a
 * page reads a bounded number of entries, so it may be short or empty and still have a next one (design §5 Lists).
 */
import type { AuditEntry, AuditFilter } from '#contract/audit.ts';
import { isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { Refusal } from '#platform/errors.ts';
import { addDays, startOfDay } from '#platform/local-time.ts';
import { type AuditRecordValue, auditKey } from './entities.ts';
import type { AuditStore } from './store.ts';

const defaultLimit = 50;
/** Entries that one page reads at most where a filter drops some. */
const mostRead = 500;

/** The last entry of a page. */
interface Position {
  readonly at: number;
  readonly entryId: string;
}

const entryOf = ({ tenant: _tenant, at, ...entry }: AuditRecordValue): AuditEntry => ({ ...entry, at: isoTime(at) });

/** Local dates as epoch ms, both ends included; without them everything. @throws Refusal RANGE_INVALID */
const rangeOf = ({ from, to }: Pick<AuditFilter, 'from' | 'to'>, timeZone: string) => {
  if (from !== undefined && to !== undefined && from > to) {
    throw new Refusal('RANGE_INVALID', `from (${from}) is later than to (${to}).`);
  }
  return {
    // Nothing was written before 1970, and keys know no negative times.
    from: from === undefined ? 0 : Math.max(0, startOfDay(from, timeZone)),
    to: to === undefined ? Number.MAX_SAFE_INTEGER / 16 : Math.max(0, startOfDay(addDays(to, 1), timeZone) - 1),
  };
};

/**
 * @param input.timeZone of the company
 * @throws Refusal CURSOR_INVALID, RANGE_INVALID
 */
export const listAudit = async (
  deps: { readonly audit: Pick<AuditStore, 'listPage'>; readonly cursors: Cursors },
  input: { readonly tenant: string; readonly timeZone: string; readonly filter: AuditFilter },
): Promise<{ items: AuditEntry[]; nextCursor?: string }> => {
  const { tenant, timeZone, filter } = input;
  const { limit = defaultLimit, cursor, ...criteria } = filter;
  const scope = `${tenant}:audit:${JSON.stringify(Object.entries(criteria).toSorted())}`;
  const range = rangeOf(filter, timeZone);
  const keyOf = ({ at, entryId }: Position) => auditKey(tenant, at, entryId).sk;
  const items: AuditEntry[] = [];
  let position = deps.cursors.open<Position>(scope, cursor);
  for (let read = 0; read < mostRead; ) {
    const page = { limit: Math.max(limit - items.length, 20), after: position && keyOf(position) };
    const { entries, more } = await deps.audit.listPage(tenant, range, page);
    for (const [index, entry] of entries.entries()) {
      position = { at: entry.at, entryId: entry.entryId };
      const { kind = entry.kind, user = entry.userId } = filter;
      if (entry.kind !== kind || entry.userId !== user) continue;
      items.push(entryOf(entry));
      if (items.length < limit) continue;
      const isEnd = !more && index === entries.length - 1;
      return isEnd ? { items } : { items, nextCursor: deps.cursors.seal(scope, position) };
    }
    if (!more) return { items };
    read += entries.length;
  }
  return { items, ...(position === undefined ? {} : { nextCursor: deps.cursors.seal(scope, position) }) };
};
