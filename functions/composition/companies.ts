/** Companies, their users, usage and audit trail. */
import { AuditStore } from '#shared/audit/store.ts';
import { businessAccountOf } from '#shared/companies/accounts.ts';
import { createFindCompany, type FindCompany, requireCompany } from '#shared/companies/find-company.ts';
import { createIsClosed, type IsClosed } from '#shared/companies/is-closed.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { UsageStore } from '#shared/companies/usage-store.ts';
import { type On, part, storePart } from './part.ts';

export const audit = /* @__PURE__ */ storePart(AuditStore);
export const companies = /* @__PURE__ */ storePart(CompanyStore);
export const usage = /* @__PURE__ */ storePart(UsageStore);

/** A company as it was a few seconds ago: one that was read is remembered that long. */
export const findCompany = /* @__PURE__ */ part(
  (on: On<'table' | 'clock'>): FindCompany => createFindCompany({ companies: companies(on), clock: on.clock }),
);

export const isClosed = /* @__PURE__ */ part(
  (on: On<'table' | 'clock'>): IsClosed => createIsClosed({ companies: companies(on), clock: on.clock }),
);

/** A company as it stands, for what must hold at once after somebody has changed a setting. */
export const readCompany = /* @__PURE__ */ part(
  (on: On<'table'>): FindCompany =>
    async (tenant) =>
      requireCompany(await companies(on).find(tenant, { consistent: true })).value,
);

/** The WhatsApp Business Account whose templates are ours, if one is connected. */
export const findAccount = /* @__PURE__ */ part(
  (on: On<'table' | 'clock'>) => async (tenant: string) => businessAccountOf(await findCompany(on)(tenant)),
);

export const findUser = /* @__PURE__ */ part(
  (on: On<'table'>) => (tenant: string, userId: string) => companies(on).findActiveUser(tenant, userId),
);

export const isUser = /* @__PURE__ */ part(
  (on: On<'table'>) => async (tenant: string, userId: string) => (await findUser(on)(tenant, userId)) !== undefined,
);

export const listTenants = /* @__PURE__ */ part((on: On<'table'>) => () => companies(on).listTenants());
