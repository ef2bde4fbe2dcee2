/**
 * What the functions share that move messages on: send workers, delivery events, due work. Composition only; the rules
 * stand in shared/.
 */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { AddressStateStore, recordProofOfLife } from '#shared/contactability/address-state.ts';
import { createAssess } from '#shared/contactability/assess-addresses.ts';
import { HistoryStore } from '#shared/contactability/history-store.ts';
import { recordOptOut } from '#shared/contactability/record-opt-out.ts';
import { type ListOwners, refreshOwners } from '#shared/contactability/refresh-owners.ts';
import { refreshContactability } from '#shared/customers/refresh-contactability.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import type { ApplySignalDeps } from '#shared/messaging/apply-signal.ts';
import { createApplyFailure, type RecordOptOut, type RefreshOwnersNow } from '#shared/messaging/fault-effect.ts';
import { MessageStore } from '#shared/messaging/message-store.ts';
import { doubtTemplate } from '#shared/messaging/templates/doubt-template.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';

export interface DeliveryDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
}

/** Pages of owners that are recomputed at once; the sweep of due work does the rest (design §5 "Owners"). */
const ownersAtOnce = { pageSize: 25, maxPages: 1 };

/** Stores and effects, wired once per function. */
export const composeDelivery = ({ table, clock, log, addressKey }: DeliveryDeps) => {
  const messages = new MessageStore(table);
  const templates = new TemplateStore(table);
  const customers = new CustomerStore(table);
  const states = new AddressStateStore(table);
  const findCompany = createFindCompany({ companies: new CompanyStore(table), clock });
  const assess = createAssess({ states }, { consistent: true });
  const listOwners: ListOwners = (ref, page) => customers.listOwners(ref, page);
  const owners = {
    states,
    listOwners,
    refreshCustomer: (tenant: string, customerId: string) =>
      refreshContactability({ customers, findCompany, assess }, tenant, customerId),
  };
  const refreshNow: RefreshOwnersNow = async (ref) => {
    await refreshOwners(owners, ref, ownersAtOnce);
  };
  const optOut: RecordOptOut = async (input) => {
    await recordOptOut(
      {
        listOwners,
        updateGate: (tenant, customerId, change, extra) => updateGate({ customers }, tenant, customerId, change, extra),
        history: new HistoryStore(table),
      },
      input,
    );
  };
  const applyFailure = createApplyFailure({
    states,
    recordOptOut: optOut,
    refreshOwners: refreshNow,
    doubtTemplate: (fault) => doubtTemplate({ templates, clock }, fault),
    addressKey,
    clock,
  });
  const signals: ApplySignalDeps = {
    messages,
    findCompany,
    applyFailure,
    recordOptOut: optOut,
    recordLife: (input) => recordProofOfLife({ states, clock }, input),
    refreshOwners: refreshNow,
    addressKey,
    clock,
  };
  return {
    messages,
    templates,
    customers,
    states,
    findCompany,
    owners,
    applyFailure,
    signals,
    recordOptOut: optOut,
    clock,
    log,
  };
};
