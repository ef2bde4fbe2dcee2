/** What a process is at a given time, for people and for workers. Times in epoch ms. */

import { columnLabel, isIssueCode, issueText } from '#contract/import-issues.ts';
import type { Process as ProcessAnswer } from '#contract/processes.ts';
import { importEndLabels, type Label, type ProcessState, processStateLabels } from '#contract/vocabulary.ts';
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

type ImportEnd = Pick<ImportRecord, 'stage' | 'counts' | 'warnings'>;

/** What is to be read in an import whose work has come to its end; undefined: nothing. */
const importEndOf = ({ stage, counts, warnings }: ImportEnd): keyof typeof importEndLabels | undefined => {
  const isDone = stage === 'done';
  if (counts.rejected > 0) {
    if (counts.created + counts.updated + counts.duplicate === 0) return 'nothingValid';
    return isDone ? 'rejected' : 'wouldReject';
  }
  return isDone && warnings > 0 ? 'warned' : undefined;
};

/** The state in words; *Correcto* is an import of which nothing was refused or left out. */
export const stateLabelOf = (
  { import: imported }: { readonly import?: ImportEnd | undefined },
  state: ProcessState,
): Label => {
  const end = state === 'success' && imported !== undefined ? importEndOf(imported) : undefined;
  return end === undefined ? processStateLabels[state] : importEndLabels[end];
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
  files: process.files.map(({ key: _key, ...file }) => file),
  error: process.error,
  durationMs: durationOf(process, now),
  unread: isUnreadProcess(process),
  import: process.import === undefined ? null : importAnswer(process.import),
  export: process.selection === undefined ? null : exportAnswer(process.selection),
  integrity: process.integrity ?? null,
  ...(process.erasure === undefined ? {} : { erasure: process.erasure }),
  ...(process.retention === undefined ? {} : { retention: process.retention }),
  ...(process.portability === undefined ? {} : { portability: process.portability }),
  ...(process.companyExport === undefined ? {} : { companyExport: process.companyExport }),
  ...(process.state === 'cancelled' && process.cancelledBy !== undefined ? { cancelledBy: process.cancelledBy } : {}),
  ...(process.alerts === undefined ? {} : { alerts: process.alerts }),
  ...(process.filesErasedAt === undefined ? {} : { filesErasedAt: isoTime(process.filesErasedAt) }),
});
