/** Routes of alerts, "can I contact?", pause, DND and history. */
import { clearAlerts, raiseAlerts, undoAlerts } from '#contract/alert-actions.ts';
import { listAlerts as listAlertsContract } from '#contract/alerts.ts';
import * as contract from '#contract/contactability.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { requestAlertAction } from '#shared/alert-actions/request-action.ts';
import { undoAlertAction } from '#shared/alert-actions/undo-action.ts';
import { checkContact } from '#shared/contactability/check-contact.ts';
import { clearAlert } from '#shared/contactability/clear-alert.ts';
import { listAlerts } from '#shared/contactability/list-alerts.ts';
import { listCustomerAccounts } from '#shared/contactability/list-customer-accounts.ts';
import { listHistory } from '#shared/contactability/list-history.ts';
import type { OptOutList, SuppressionList } from '#shared/contactability/ports.ts';
import { setDnd } from '#shared/contactability/set-dnd.ts';
import { setPause } from '#shared/contactability/set-pause.ts';
import { setRestriction } from '#shared/contactability/set-restriction.ts';
import { setStop } from '#shared/contactability/set-stop.ts';
import { withdrawPromise } from '#shared/contactability/withdraw-promise.ts';
import { getCustomer } from '#shared/customers/get-customer.ts';
import { addressView } from '#shared/customers/view.ts';
import { answerOptOut } from '#shared/messaging/inbound/answer-opt-out.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { alertActions, requestingActions } from '../../composition/alert-actions.ts';
import { findCompany } from '../../composition/companies.ts';
import {
  alertList,
  assess,
  history,
  recordOptOutNow,
  refreshCustomer,
  states,
} from '../../composition/contactability.ts';
import { customers, describeOwners, listOwners, readContact, updateGate } from '../../composition/customers.ts';
import { messages, templates } from '../../composition/messaging.ts';
import { type On, part, take } from '../../composition/part.ts';
import { creationOf } from '../../composition/requests.ts';

export interface ContactabilityRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly suppressionList: SuppressionList;
  readonly optOutList: OptOutList;
  readonly log: Log;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
  readonly alertJobs: ProcessJobs;
}

/** The company's templates that Meta has approved. */
const approvedWhatsApp = part((on: On<'table'>) => async (tenant: string) => {
  const approved = [];
  for await (const template of templates(on).listAll(tenant)) {
    if (template.channel === 'whatsapp' && template.state === 'approved') approved.push(template);
  }
  return approved;
});

/** Whether there is one; the list is not read to its end. */
const hasApprovedWhatsApp = part((on: On<'table'>) => async (tenant: string) => {
  for await (const { channel, state } of templates(on).listAll(tenant)) {
    if (channel === 'whatsapp' && state === 'approved') return true;
  }
  return false;
});

const findStoredTemplate = part(
  (on: On<'table'>) => async (tenant: string, templateId: string) =>
    (await templates(on).find(tenant, templateId))?.value,
);

export const contactabilityRoutes = (on: ContactabilityRoutesDeps): BoundRoute[] => {
  const deps = take(on, {
    states,
    alertList,
    listOwners,
    describeOwners,
    refreshCustomer,
    customers,
    findCompany,
    assess,
    readContact,
    updateGate,
    messages,
    recordOptOut: recordOptOutNow,
    findTemplate: findStoredTemplate,
    hasApprovedWhatsAppTemplate: hasApprovedWhatsApp,
    listApprovedWhatsAppTemplates: approvedWhatsApp,
    history,
  });
  const actions = { ...requestingActions(on), jobs: on.alertJobs };
  const undoing = { actions: alertActions(on), jobs: on.alertJobs, clock: on.clock };
  const targetOf = ({ caller, params }: { caller: Caller; params: { customerId: string } }) => ({
    tenant: caller.tenant,
    userId: caller.userId,
    customerId: params.customerId,
  });
  return [
    route(contract.clearAlert, async ({ caller, params, body }) => {
      const { reason = 'verified', comment } = body ?? {};
      const { address, standing } = await clearAlert(deps, {
        ...params,
        tenant: caller.tenant,
        reason: comment === undefined ? reason : `${reason}: ${comment}`,
        by: caller.userId,
      });
      return addressView(address, standing);
    }),
    route(listAlertsContract, ({ caller, query, own }) => listAlerts(deps, caller.tenant, query, own?.among)),
    route(clearAlerts, async (input) => {
      const { tenant, userId } = input.caller;
      const { resourceId: processId, at } = await creationOf(on)(`clearAlerts:${userId}`, input);
      return requestAlertAction(actions, 'clear', { tenant, userId, processId, at, body: input.body });
    }),
    route(raiseAlerts, async (input) => {
      const { tenant, userId } = input.caller;
      const { resourceId: processId, at } = await creationOf(on)(`raiseAlerts:${userId}`, input);
      return requestAlertAction(actions, 'raise', { tenant, userId, processId, at, body: input.body });
    }),
    route(undoAlerts, ({ caller: { tenant, userId }, body: { processId } }) =>
      undoAlertAction(undoing, { tenant, userId, processId }),
    ),
    route(contract.contactCheck, ({ caller, params, query }) =>
      checkContact(deps, { tenant: caller.tenant, ...params, ...query }),
    ),
    route(contract.listCustomerAccounts, ({ caller, params }) =>
      listCustomerAccounts(deps, { tenant: caller.tenant, ...params }),
    ),
    route(contract.putPause, async (request) => {
      const target = targetOf(request);
      await setPause(deps, { ...target, ...request.body, by: request.caller });
      return getCustomer(deps, target, { consistent: true });
    }),
    route(contract.putDnd, async (request) => {
      const target = targetOf(request);
      await setDnd(deps, { ...target, ...request.body, by: request.caller });
      return getCustomer(deps, target, { consistent: true });
    }),
    route(contract.putStop, async (request) => {
      const target = targetOf(request);
      await setStop(deps, { ...target, ...request.body, by: request.caller });
      return getCustomer(deps, target, { consistent: true });
    }),
    route(contract.putRestriction, async (request) => {
      const target = targetOf(request);
      await setRestriction(deps, { ...target, ...request.body, by: request.caller });
      return getCustomer(deps, target, { consistent: true });
    }),
    route(contract.withdrawPromise, async (request) => {
      const target = targetOf(request);
      await withdrawPromise(deps, { ...target, ...request.body, by: request.caller });
      return getCustomer(deps, target, { consistent: true });
    }),
    route(contract.answerOptOut, ({ caller, params, body }) =>
      answerOptOut(deps, { ...params, ...body, tenant: caller.tenant, by: caller.userId }),
    ),
    route(contract.listHistory, ({ caller, params, query }) =>
      listHistory(deps, { tenant: caller.tenant, ...params, ...query }),
    ),
  ];
};
