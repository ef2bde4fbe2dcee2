/** The audit trail as a CSV file: one row for each value that changed, in the company's language and time zone (B7). */

import type { AuditEntry } from '#contract/audit.ts';
import { auditActionLabels, auditActorLabels, auditColumns, auditKinds } from '#contract/audit-words.ts';
import { Refusal } from '#platform/errors.ts';
import { byteOrderMark, csvCell, csvRecord } from '#shared/processes/csv.ts';
import { createTimestamps } from './record-format.ts';

/** Rows of one file: with the longest values still below what a function answers (6 MB, AWS Lambda quotas). */
const mostRows = 20_000;
const mostBytes = 4_000_000;

/** One page of the trail under the caller's filters, newest first. */
export type ListAuditPage = (
  cursor: string | undefined,
) => Promise<{ readonly items: readonly AuditEntry[]; readonly nextCursor?: string }>;

/** @throws Refusal RANGE_TOO_LONG when it is more than one file takes */
export const auditFile = async (
  list: ListAuditPage,
  format: {
    readonly timeZone: string;
    readonly language: 'es' | 'en';
    /** Name of a user of the company, its id where there is none. */
    readonly nameOf: (userId: string) => string;
  },
): Promise<string> => {
  const { language, nameOf } = format;
  const time = createTimestamps({ ...format, dates: 'iso' });
  const record = (cells: readonly (string | number | boolean | null)[]): string =>
    csvRecord(cells.map((cell) => csvCell(cell === null ? null : String(cell))));
  const rowsOf = (entry: AuditEntry): readonly string[] => {
    const { at, actor, userId, kind, action, subjectId, subjectName, omitted } = entry;
    const common = [
      time(Date.parse(at)),
      userId === null ? auditActorLabels[actor][language] : nameOf(userId),
      userId,
      auditKinds[kind][language],
      auditActionLabels[action][language],
      subjectName ?? (kind === 'user' && subjectId !== null ? nameOf(subjectId) : null),
      subjectId,
    ];
    return [
      ...entry.changes.map(({ field, before, after }) => record([...common, field, before, after])),
      ...(omitted === 0 ? [] : [record([...common, `+${omitted}`, null, null])]),
    ];
  };
  let text = byteOrderMark + csvRecord(Object.values(auditColumns).map((label) => csvCell(label[language])));
  let rows = 0;
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    for (const row of page.items.flatMap(rowsOf)) {
      text += row;
      rows += 1;
    }
    if (rows > mostRows || text.length > mostBytes) {
      throw new Refusal('RANGE_TOO_LONG', 'Too much for one file: choose a shorter range, a kind or a user.');
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return text;
};
