/** Actions on many alerts: what asks for them, and what works on them. */
import type { RequestActionDeps } from '#shared/alert-actions/request-action.ts';
import { AlertActionStore } from '#shared/alert-actions/store.ts';
import type { WorkOnActionDeps } from '#shared/alert-actions/work-on-action.ts';
import { collectAlerts } from '#shared/contactability/collect-alerts.ts';
import { describeAlerts } from '#shared/contactability/list-alerts.ts';
import type { SuppressionList } from '#shared/contactability/ports.ts';
import { findCompany } from './companies.ts';
import { alertList, refreshOwners, states } from './contactability.ts';
import { describeOwners, listOwners } from './customers.ts';
import { type On, part, storePart, take } from './part.ts';
import { processes } from './processes.ts';

export const alertActions = /* @__PURE__ */ storePart(AlertActionStore);

/** What a request needs, beside the queue. */
export const requestingActions = /* @__PURE__ */ part(
  (on: On<'table' | 'clock' | 'addressKey'>): Omit<RequestActionDeps, 'jobs'> => {
    const lists = take(on, { alertList, findCompany, listOwners, describeOwners });
    return {
      actions: alertActions(on),
      ...take(on, { listOwners, findCompany }),
      collectAlerts: (...asked) => collectAlerts(lists, ...asked),
      findListedAlerts: (refs) => lists.alertList.findManyListed(refs),
      describeAlerts: (rows) => describeAlerts(lists, rows, undefined),
    };
  },
);

/** What a function stands on that clears and marks. */
export interface ActionGround extends On<'table' | 'clock' | 'log'> {
  readonly suppressionList: SuppressionList;
}

export const actionWork = /* @__PURE__ */ part(
  (on: ActionGround): Omit<WorkOnActionDeps, 'jobs'> => ({
    ...take(on, { processes, states, listOwners, describeOwners, refreshOwners, findCompany }),
    actions: alertActions(on),
  }),
);
