/** What a process is at a given time, for people and for workers. Times in epoch ms. */

import { columnLabel, isIssueCode, issueText } from '#contract/import-issues.ts';
import type { Process as ProcessAnswer } from '#contract/processes.ts';
import { type Label, type ProcessState, processStateLabels, warnedLabel } from '#contract/vocabulary.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import { type ImportRecord, isUnreadProcess, type ProcessValue, type Selection } from './entities.ts';

/** Files are kept for 30 days; the bucket's lifecycle deletes them then (reliability §4.2). */
const fileLifeMs = 30 * 86_400_000;

/** When the sweep looks after a job that nobody has taken, ms: the enqueue may have been lost. */
export const takeUpMs = 15 * 60_000;

const running = new Set<ProcessState>(['pending', 'processing']);

/** True when nothing more will be done for it. */
export const hasEnded = (process: Pick<ProcessValue, 'state'>): boolean => !running.has(process.state);

/** State as people see it: a success whose files are gone has expired. */
export const stateAt = (process: ProcessValue, now: number): ProcessState =>
  process.state === 'success' &&
  ((process.finishedAt !== null && now > process.finishedAt + fileLifeMs) || process.filesErasedAt !== undefined)
    ? 'expired'
    : process.state;

/** The state in words; of an import that was written and left addresses out, that there is something to read. */
export const stateLabelOf = (process: Pick<ProcessValue, 'import'>, state: ProcessState): Label => {
  const isWarned = state === 'success' && process.import?.stage === 'done' && process.import.warnings > 0;
  return isWarned ? warnedLabel : processStateLabels[state];
};

/** Whom the end of a process is told by e-mail, if they wish it; `always` whatever they wish in general. */
export const noticeOf = (
  process: Pick<ProcessValue, 'requestedBy' | 'selection'>,
): { readonly always: readonly string[]; readonly ifWished: readonly string[] } => {
  const always = process.selection?.notify ?? [];
  // A standing report has its own list; who made it once is not told every morning.
  const isStanding = process.selection?.reportId !== undefined;
  const requester = process.requestedBy === 'system' || isStanding ? [] : [process.requestedBy];
  return { always, ifWished: requester.filter((userId) => !always.includes(userId)) };
};

/** When the end of a process is to be told, epoch ms; null where nobody is to be. What was cancelled, people know. */
export const noticeDueAt = (process: ProcessValue): number | null => {
  const { always, ifWished } = noticeOf(process);
  const isOver = process.state === 'success' || process.state === 'failed';
  return isOver && always.length + ifWished.length > 0 ? process.finishedAt : null;
};

/** True when it has ended and somebody is still to be told. */
export const isNoticeDue = (process: ProcessValue, now: number): boolean =>
  hasEnded(process) && process.dueAt !== null && process.dueAt <= now;

/** True when it should be worked on and nobody seems to do it: never taken, or its worker has died. */
export const hasStalled = (process: ProcessValue, now: number): boolean =>
  !hasEnded(process) && (process.dueAt ?? 0) <= now && (process.lease === null || process.lease.until <= now);

const importAnswer = ({
  key: _key,
  pinned: _pinned,
  settleAtMost: _settleAtMost,
  issues,
  ...rest
}: ImportRecord): ProcessAnswer['import'] => ({
  ...rest,
  issues: issues.map(({ code, count, line, column, details }) => ({
    code,
    count,
    line,
    column: column === undefined ? null : columnLabel(column),
    text: isIssueCode(code)
      ? { es: issueText(code, 'es', details), en: issueText(code, 'en', details) }
      : { es: code, en: code },
  })),
});

const exportAnswer = ({ tray, from, to, filters, columns, reportId, name }: Selection): ProcessAnswer['export'] => ({
  tray,
  from,
  to,
  filters,
  columns,
  report: reportId === undefined ? null : { reportId, name: name ?? reportId },
});

const durationOf = ({ startedAt, finishedAt }: ProcessValue, now: number): number | null =>
  startedAt === null ? null : Math.max(0, (finishedAt ?? now) - startedAt);

/** The answer of the API; keys of files and checkpoints stay inside. */
export const processAnswer = (process: ProcessValue, now: number): ProcessAnswer => ({
  processId: process.processId,
  kind: process.kind,
  state: stateAt(process, now),
  stateLabel: stateLabelOf(process, stateAt(process, now)),
  date: process.date,
  createdAt: isoTime(process.createdAt),
  startedAt: isoTimeOrNull(process.startedAt),
  finishedAt: isoTimeOrNull(process.finishedAt),
  requestedBy: process.requestedBy,
  progress: { done: process.rowsDone, total: process.rowsTotal },
  files: process.files.map(({ key: _key, downloadName: _name, ...file }) => file),
  error: process.error,
  durationMs: durationOf(process, now),
  unread: isUnreadProcess(process),
  import: process.import === undefined ? null : importAnswer(process.import),
  export: process.selection === undefined ? null : exportAnswer(process.selection),
  integrity: process.integrity ?? null,
  ...(process.erasure === undefined ? {} : { erasure: process.erasure }),
  ...(process.filesErasedAt === undefined ? {} : { filesErasedAt: isoTime(process.filesErasedAt) }),
});
