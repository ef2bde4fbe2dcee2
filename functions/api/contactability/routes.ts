/** Routes of alerts, "can I contact?", pause, DND and history. */
import * as contract from '#contract/contactability.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { AddressStateStore } from '#shared/contactability/address-state.ts';
import { createAssess } from '#shared/contactability/assess-addresses.ts';
import { checkContact } from '#shared/contactability/check-contact.ts';
import { clearAlert } from '#shared/contactability/clear-alert.ts';
import { HistoryStore } from '#shared/contactability/history-store.ts';
import { listCustomerAccounts } from '#shared/contactability/list-customer-accounts.ts';
import { listHistory } from '#shared/contactability/list-history.ts';
import type { UpdateGate } from '#shared/contactability/ports.ts';
import type { ListOwners } from '#shared/contactability/refresh-owners.ts';
import { setDnd } from '#shared/contactability/set-dnd.ts';
import { setPause } from '#shared/contactability/set-pause.ts';
import { setStop } from '#shared/contactability/set-stop.ts';
import type { OptOutList, SuppressionList } from '#shared/contactability/suppression-list.ts';
import { withdrawPromise } from '#shared/contactability/withdraw-promise.ts';
import { getCustomer } from '#shared/customers/get-customer.ts';
import { type ReadContact, readContact } from '#shared/customers/read-contact.ts';
import { refreshContactability } from '#shared/customers/refresh-contactability.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import { addressView } from '#shared/customers/view.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';

export interface ContactabilityRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly suppressionList: SuppressionList;
  readonly optOutList: OptOutList;
  readonly log: Log;
}

const compose = ({ table, clock, cursors, suppressionList, optOutList, log }: ContactabilityRoutesDeps) => {
  const customers = new CustomerStore(table);
  const states = new AddressStateStore(table);
  const findCompany = createFindCompany({ companies: new CompanyStore(table), clock });
  const assess = createAssess({ states }, { consistent: true });
  const templates = new TemplateStore(table);
  const listOwners: ListOwners = (ref, page) => customers.listOwners(ref, page);
  const readContactOf: ReadContact = (tenant, customerId, options) =>
    readContact({ customers }, tenant, customerId, options);
  const updateGateOf: UpdateGate = (tenant, customerId, change, extra) =>
    updateGate({ customers }, tenant, customerId, change, extra);
  return {
    customers,
    states,
    findCompany,
    assess,
    listOwners,
    readContact: readContactOf,
    updateGate: updateGateOf,
    refreshCustomer: (tenant: string, customerId: string) =>
      refreshContactability({ customers, findCompany, assess }, tenant, customerId),
    findTemplate: async (tenant: string, templateId: string) => (await templates.find(tenant, templateId))?.value,
    hasApprovedWhatsAppTemplate: async (tenant: string) => {
      for await (const { channel, state } of templates.listAll(tenant)) {
        if (channel === 'whatsapp' && state === 'approved') return true;
      }
      return false;
    },
    listApprovedWhatsAppTemplates: async (tenant: string) => {
      const approved = [];
      for await (const template of templates.listAll(tenant)) {
        if (template.channel === 'whatsapp' && template.state === 'approved') approved.push(template);
      }
      return approved;
    },
    history: new HistoryStore(table),
    suppressionList,
    optOutList,
    cursors,
    clock,
    log,
  };
};

export const contactabilityRoutes = (input: ContactabilityRoutesDeps): BoundRoute[] => {
  const deps = compose(input);
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
    route(contract.withdrawPromise, async (request) => {
      const target = targetOf(request);
      await withdrawPromise(deps, { ...target, ...request.body, by: request.caller });
      return getCustomer(deps, target, { consistent: true });
    }),
    route(contract.listHistory, ({ caller, params, query }) =>
      listHistory(deps, { tenant: caller.tenant, ...params, ...query }),
    ),
  ];
};
