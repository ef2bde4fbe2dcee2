/** What decides whom the team can reach: states of addresses, their owners, wishes. */
import { AddressStateStore, recordProofOfLife } from '#shared/contactability/address-state.ts';
import type { AddressRef } from '#shared/contactability/address-state-store.ts';
import { AlertListStore } from '#shared/contactability/alert-list-store.ts';
import { createAssess, createAssessAll } from '#shared/contactability/assess-addresses.ts';
import { HistoryStore } from '#shared/contactability/history-store.ts';
import {
  type OptIn,
  recordOptIn as recordOptInOf,
  recordOptOut as recordOptOutOf,
} from '#shared/contactability/record-opt-out.ts';
import {
  type RefreshOwnersDeps,
  refreshOwners as refreshOwnersOf,
  refreshSomeOwners,
} from '#shared/contactability/refresh-owners.ts';
import { refreshContactability } from '#shared/customers/refresh-contactability.ts';
import type { RecordOptOut, RefreshOwnersNow } from '#shared/messaging/sending/fault-effect.ts';
import { findCompany, readCompany } from './companies.ts';
import { customers, listOwners } from './customers.ts';
import { type On, part, storePart, take } from './part.ts';

export const history = /* @__PURE__ */ storePart(HistoryStore);
export const alertList = /* @__PURE__ */ storePart(AlertListStore);
export const states = /* @__PURE__ */ storePart(AddressStateStore);

/** For what is stored or decided. */
export const assess = /* @__PURE__ */ part((on: On<'table'>) =>
  createAssess({ states: states(on) }, { consistent: true }),
);
/** Several customers at once. */
export const assessAll = /* @__PURE__ */ part((on: On<'table'>) =>
  createAssessAll({ states: states(on) }, { consistent: true }),
);
/** For what is only shown: it may lag, at half the price. */
export const assessShown = /* @__PURE__ */ part((on: On<'table'>) =>
  createAssess({ states: states(on) }, { consistent: false }),
);

export const refreshCustomer = /* @__PURE__ */ part((on: On<'table' | 'clock'>) => {
  const deps = take(on, { customers, findCompany, assess });
  return (tenant: string, customerId: string) => refreshContactability(deps, tenant, customerId);
});

/** By the company as it stands, for whoever has just changed its settings. */
export const refreshCustomerNow = /* @__PURE__ */ part((on: On<'table'>) => {
  const deps = take(on, { customers, findCompany: readCompany, assess });
  return (tenant: string, customerId: string) => refreshContactability(deps, tenant, customerId);
});

/** What brings the owners of an address in step. */
export const owners = /* @__PURE__ */ part(
  (on: On<'table' | 'clock'>): RefreshOwnersDeps => take(on, { states, listOwners, refreshCustomer }),
);

/** Pages of owners that are recomputed at once; the sweep of due work does the rest (design §5 "Owners"). */
const ownersAtOnce = { pageSize: 25, maxPages: 1 };

export const refreshOwners = /* @__PURE__ */ part(
  (on: On<'table' | 'clock'>): RefreshOwnersNow =>
    async (ref) => {
      await refreshOwnersOf(owners(on), ref, ownersAtOnce);
    },
);

export const recordOptOut = /* @__PURE__ */ part(
  (on: On<'table' | 'clock'>): RecordOptOut =>
    (input) =>
      recordOptOutOf(take(on, { states, refreshOwners }), input),
);

/** For whoever waits for an answer: the wish holds, also where its owners cannot be brought in step now. */
export const recordOptOutNow = /* @__PURE__ */ part((on: On<'table' | 'clock' | 'log'>): RecordOptOut => {
  const refreshing = { ...owners(on), log: on.log };
  const deps = { ...take(on, { states }), refreshOwners: (ref: AddressRef) => refreshSomeOwners(refreshing, ref) };
  return (input) => recordOptOutOf(deps, input);
});

export const recordOptIn = /* @__PURE__ */ part(
  (on: On<'table' | 'clock'>) => (input: OptIn) => recordOptInOf(take(on, { states, refreshOwners }), input),
);

/** Notes that an address has answered or received something. */
export const recordLife = /* @__PURE__ */ part(
  (on: On<'table' | 'clock'>) => (input: Parameters<typeof recordProofOfLife>[1]) =>
    recordProofOfLife(take(on, { states }), input),
);
