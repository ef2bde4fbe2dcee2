/** Composes the hourly synchronisation of WhatsApp templates. */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { type SynchronisedCompanies, synchroniseCompanies } from '#shared/messaging/templates/synchronise-companies.ts';
import type { TemplateDirectory } from '#shared/messaging/templates/whatsapp-templates.ts';
import { findAccount, listTenants } from '../../composition/companies.ts';
import { templates } from '../../composition/messaging.ts';
import { take } from '../../composition/part.ts';

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
  const wired = take(deps, { templates, tenants: listTenants, findAccount });
  return (remainingMs: () => number): Promise<SynchronisedCompanies> =>
    synchroniseCompanies({
      ...wired,
      isOver: () => remainingMs() < reserveMs,
    });
};
