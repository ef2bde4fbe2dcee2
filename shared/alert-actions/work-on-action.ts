/**
 * Clears, marks or puts back the alerts of many addresses, some at a time (F9, ADR 61). Each address changes in a transaction
 * with the item that says so, under its own condition: a step that is done again finds what it has done, and an alert that
 * came meanwhile is left alone.
 */

import { AlertReasonSchema } from '#contract/vocabulary-schemas.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { localDay } from '#platform/local-time.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { AddressRef } from '#shared/contactability/address-state.ts';
import { type ClearAddressDeps, clearAddress } from '#shared/contactability/clear-alert.ts';
import type { AddressStateValue } from '#shared/contactability/entities.ts';
import { type RaiseAlertDeps, raiseAlert, restoreAlert, unraiseAlert } from '#shared/contactability/raise-alert.ts';
import type { ListOwners } from '#shared/contactability/refresh-owners.ts';
import type { DescribeOwners } from '#shared/customers/describe-owners.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import { type Invocation, type JobDeps, type JobKind, workOnJob } from '#shared/processes/resumable-job.ts';
import {
  type ActionCheckpoint,
  ActionCheckpointSchema,
  type AlertOutcome,
  countOutcomes,
  firstActionCheckpoint,
} from './checkpoint.ts';
import type { AlertChangeValue } from './entities.ts';
import { type AlertActionStore, changeAction, type Target } from './store.ts';

export interface WorkOnActionDeps extends JobDeps, Omit<ClearAddressDeps & RaiseAlertDeps, 'log'> {
  readonly actions: Pick<AlertActionStore, 'findTargets' | 'findChange' | 'listChanges' | 'saveChange'>;
  readonly log: JobDeps['log'] & ClearAddressDeps['log'];
  readonly listOwners: ListOwners;
  readonly describeOwners: DescribeOwners;
  /** Brings the owners of an address in step now; what it does not get to, the sweep does. */
  readonly refreshOwners: (ref: AddressRef) => Promise<void>;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

/** Addresses of one step: as many are done again at most after a crash. */
export const addressesPerStep = 20;

/** What a step has done, and where the next one begins; `isLast`: there is none. */
interface Step {
  readonly outcomes: readonly AlertOutcome[];
  readonly next: Partial<ActionCheckpoint>;
  readonly isLast: boolean;
}

class AlertAction {
  readonly #deps: WorkOnActionDeps;
  readonly #process: ProcessValue;
  readonly #alerts: NonNullable<ProcessValue['alerts']>;

  constructor(deps: WorkOnActionDeps, process: ProcessValue) {
    if (process.alerts === undefined) throw new Error('The process changes no alerts.');
    this.#deps = deps;
    this.#process = process;
    this.#alerts = process.alerts;
  }

  next(place: ActionCheckpoint): Promise<Step> {
    return this.#alerts.action === 'undo' ? this.#undoSome(place) : this.#changeSome(place);
  }

  async #changeSome({ item, done }: ActionCheckpoint): Promise<Step> {
    const { tenant, processId } = this.#process;
    const targets = await this.#deps.actions.findTargets(tenant, processId, item);
    if (targets === undefined) return { outcomes: [], next: {}, isLast: true };
    const some = targets.slice(done, done + addressesPerStep);
    const outcomes = await Promise.all(some.map((target) => this.#change(target)));
    const isOver = done + some.length >= targets.length;
    return { outcomes, next: isOver ? { item: item + 1, done: 0 } : { done: done + some.length }, isLast: false };
  }

  async #change(target: Target): Promise<AlertOutcome> {
    const { actions } = this.#deps;
    const { tenant, processId } = this.#process;
    const ref = { tenant, ...target };
    // Done by a worker before this one, which did not come to say so.
    if (!(await actions.findChange(tenant, processId, target))) {
      const outcome = await (this.#alerts.action === 'clear' ? this.#clear(ref) : this.#raise(ref));
      // Nothing to do is also what a write finds whose answer was lost, and which was sent again.
      const isDone = outcome === 'changed' || (await actions.findChange(tenant, processId, target));
      if (!isDone) return outcome;
    }
    await this.#deps.refreshOwners(ref);
    return 'changed';
  }

  async #clear(ref: AddressRef): Promise<AlertOutcome> {
    const { reason } = this.#alerts;
    const { requestedBy: by } = this.#process;
    const beside = ({ facts, clearedAt }: AddressStateValue, { epoch }: AddressStateValue) => [
      changeAction(
        {
          ...this.#changeOf(ref, epoch),
          was: { facts: facts.map(({ diagnostic: _diagnostic, ...fact }) => fact), clearedAt },
        },
        'absent',
      ),
    ];
    try {
      const value = await this.#valueOf(ref);
      if (value === undefined) return 'unchanged';
      const cleared = await clearAddress(this.#deps, { ref, value, reason, by, beside });
      return cleared === undefined ? 'unchanged' : 'changed';
    } catch (error) {
      if (error instanceof Refusal && error.code === 'PROVIDER_UNAVAILABLE') return 'failed';
      throw error;
    }
  }

  async #raise(ref: AddressRef): Promise<AlertOutcome> {
    const { tenant, processId, requestedBy: by, createdAt: at } = this.#process;
    const [code = '', ...words] = this.#alerts.reason.split(': ');
    const { timeZone } = await this.#deps.findCompany(tenant);
    const isRaised = await raiseAlert(this.#deps, ref, {
      processId,
      alertReason: AlertReasonSchema.parse(code),
      comment: words.length === 0 ? undefined : words.join(': '),
      at,
      day: localDay(at, timeZone),
      by,
      reason: this.#alerts.reason,
      beside: (_before, { epoch }) => [changeAction(this.#changeOf(ref, epoch), 'absent')],
    });
    return isRaised ? 'changed' : 'unchanged';
  }

  #changeOf({ tenant, channel, hash }: AddressRef, epoch: number): AlertChangeValue {
    const { processId, createdAt: at } = this.#process;
    return { tenant, processId, channel, hash, epoch, at };
  }

  /** The address as it is written, of any of its owners; undefined where nobody has it any more. */
  async #valueOf(ref: AddressRef): Promise<string | undefined> {
    const { owners } = await this.#deps.listOwners(ref, { limit: 5 });
    const [first] = await this.#deps.describeOwners(ref.tenant, owners);
    return first?.value;
  }

  async #undoSome({ after }: ActionCheckpoint): Promise<Step> {
    const { undoes = '' } = this.#alerts;
    const page = await this.#deps.actions.listChanges(this.#process.tenant, undoes, { limit: addressesPerStep, after });
    const outcomes = await Promise.all(page.changes.map((change) => this.#undo(change)));
    // Behind the last one, nothing is looked at again by a worker that follows one that died before it said so.
    return { outcomes, next: { after: page.last ?? after }, isLast: page.isLast };
  }

  async #undo({ value: change, revision }: Stored<AlertChangeValue>): Promise<AlertOutcome> {
    const { tenant, channel, hash } = change;
    const ref = { tenant, channel, hash };
    if (change.undo === 'kept') return 'changedSince';
    if (change.undo === undefined && !(await this.#putBack(ref, change, revision))) {
      const isKept = await writeOnce(
        () => this.#deps.actions.saveChange({ ...change, undo: 'kept' }, revision).then(() => true),
        // It was put back, and the answer to that was lost.
        () => false,
      );
      if (isKept) return 'changedSince';
    }
    await this.#deps.refreshOwners(ref);
    return 'changed';
  }

  #putBack(ref: AddressRef, change: AlertChangeValue, revision: number): Promise<boolean> {
    const { processId, was, epoch } = change;
    const said = {
      by: this.#process.requestedBy,
      reason: 'undone',
      beside: () => [changeAction({ ...change, undo: 'undone' }, revision)],
    };
    return was === undefined
      ? unraiseAlert(this.#deps, ref, { ...said, processId })
      : restoreAlert(this.#deps, ref, { ...said, ...was, epochAfter: epoch });
  }
}

const actionJob: JobKind<ActionCheckpoint> = {
  name: 'alert action',
  checkpoint: ActionCheckpointSchema,
  first: firstActionCheckpoint,
};

export type ActionOutcome = 'done' | 'failed' | 'continued' | 'held' | 'ended';

/**
 * Works on an action until it is done or this invocation's time is up. One that cannot go on ends as failed; what it has
 * changed can be undone.
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const workOnAlertAction = (
  deps: WorkOnActionDeps,
  job: ProcessJob,
  invocation: Invocation,
): Promise<ActionOutcome> =>
  workOnJob(deps, actionJob, job, invocation, async (held): Promise<ActionOutcome> => {
    const { process } = held;
    if (held.isWornOut) {
      await held.end({ state: 'failed', error: 'It could not go on at one place; the log says why.' });
      return 'failed';
    }
    await held.countStart({ state: 'processing', startedAt: process.startedAt ?? deps.clock.now() });
    const action = new AlertAction(deps, process);
    for (;;) {
      if (held.isLate) {
        await held.handOver();
        return 'continued';
      }
      const { outcomes, next, isLast } = await action.next(held.checkpoint);
      const counts = countOutcomes(held.checkpoint.counts, outcomes);
      const alerts = held.process.alerts;
      await held.save(
        { ...held.checkpoint, ...next, counts, starts: 0 },
        {
          rowsDone: held.process.rowsDone + outcomes.length,
          ...(alerts === undefined ? {} : { alerts: { ...alerts, counts } }),
        },
      );
      if (!isLast) continue;
      await held.end({ state: 'success', checkpoint: null });
      return 'done';
    }
  });
