/** Begins to undo a clearing or marking, within a day of its end (F9, ADR 61). Asked again, it answers with the same process. */
import { undoHours } from '#contract/alert-actions.ts';
import type { ProcessState } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, takeUpMs } from '#shared/processes/rules.ts';
import { noCounts } from './checkpoint.ts';
import type { AlertActionStore } from './store.ts';

export interface UndoActionDeps {
  readonly actions: Pick<AlertActionStore, 'find' | 'begin'>;
  readonly jobs: ProcessJobs;
  readonly clock: Clock;
}

const undoMs = undoHours * 3_600_000;

/** @throws Refusal NOT_FOUND, ALERT_ACTION_RUNNING, UNDO_EXPIRED; ChangeGivenUp */
export const undoAlertAction = async (
  deps: UndoActionDeps,
  request: { readonly tenant: string; readonly userId: string; readonly processId: string },
): Promise<{ processId: string; state: ProcessState }> => {
  const { tenant, userId } = request;
  const undo = await changeItem<Awaited<ReturnType<AlertActionStore['find']>>, ProcessValue>({
    item: `process ${request.processId}`,
    read: () => deps.actions.find(tenant, request.processId),
    decide: async (stored) => {
      const alerts = stored?.value.alerts;
      if (stored === undefined || alerts === undefined || alerts.action === 'undo') {
        throw new Refusal('NOT_FOUND', 'There is no clearing or marking of alerts with this id.');
      }
      const begun = alerts.undoneBy === undefined ? undefined : await deps.actions.find(tenant, alerts.undoneBy);
      if (begun !== undefined) return { result: begun.value };
      if (!hasEnded(stored.value)) {
        throw new Refusal('ALERT_ACTION_RUNNING', 'It has not ended yet: undo it afterwards.', { retryAfter: 10 });
      }
      const now = deps.clock.now();
      if (now > (stored.value.finishedAt ?? stored.value.createdAt) + undoMs) {
        throw new Refusal('UNDO_EXPIRED', `An action can be undone for ${undoHours} hours after its end.`);
      }
      const process = pendingProcess({
        tenant,
        processId: newId(now),
        kind: 'alert_action',
        createdAt: now,
        requestedBy: userId,
        rowsTotal: alerts.counts.changed,
        alerts: { action: 'undo', reason: alerts.reason, counts: noCounts, undoes: request.processId },
        dueAt: now + takeUpMs,
      });
      const told = { action: 'undo', undoes: request.processId, addresses: alerts.counts.changed };
      return {
        write: () => deps.actions.begin(process, signedByUser(userId, now), told, stored).then(() => process),
      };
    },
  });
  const { processId, state } = undo;
  if (!hasEnded(undo)) await deps.jobs.enqueue({ tenant, processId });
  return { processId, state };
};
