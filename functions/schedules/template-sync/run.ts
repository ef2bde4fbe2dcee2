/** Composes the hourly synchronisation of WhatsApp templates. */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { businessAccountOf } from '#shared/companies/accounts.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import type { TemplateDirectory } from '#shared/messaging/channels/whatsapp-templates.ts';
import { type SynchronisedCompanies, synchroniseCompanies } from '#shared/messaging/templates/synchronise-companies.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';

/** Time that one template may take, ms: two calls and their notes. With less left, nothing more is begun. */
const reserveMs = 20_000;

/**
 * The clock is the real one: what Meta answers is of now, whatever the planned time of the run.
 * @returns the function's code: takes how much time is left, ms
 */
export const createTemplateSync = (deps: {
  readonly table: Table;
  readonly directory: TemplateDirectory;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error' | 'count'>;
}) => {
  const { table, clock } = deps;
  const companies = new CompanyStore(table);
  const templates = new TemplateStore(table);
  const findCompany = createFindCompany({ companies, clock });
  return (remainingMs: () => number): Promise<SynchronisedCompanies> =>
    synchroniseCompanies({
      ...deps,
      templates,
      tenants: () => companies.listTenants(),
      findAccount: async (tenant) => businessAccountOf(await findCompany(tenant)),
      isOver: () => remainingMs() < reserveMs,
    });
};
