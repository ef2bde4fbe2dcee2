/** The migrations of every release, in their order. Each release that changes what is stored adds its own at the end. */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import {
  countCustomers,
  type RebuildReport,
  rebuildProjections,
  walkCustomers,
} from '#shared/customers/rebuild-projections.ts';
import { listRegisterRows } from '#shared/migrations/list-register-rows.ts';
import { rewriteItems } from '#shared/migrations/rewrite-items.ts';
import { type Migration, type MigrationReport, runMigrations } from '#shared/migrations/run-migrations.ts';
import { storedKinds } from '#shared/stored-kinds/stored-kinds.ts';
import { companies } from '../../composition/companies.ts';
import { take } from '../../composition/part.ts';
import { listedRows } from '../../composition/processes.ts';
import { type RebuildGround, rebuildDeps } from '../rebuild-projections/bindings.ts';

const CursorSchema = z.object({ tenant: z.string(), cursor: z.string().optional() });

/** @param walk a page of one company's customers */
const customersOfAllCompanies = (
  id: string,
  on: RebuildGround,
  walk: (input: Parameters<typeof rebuildProjections>[1]) => Promise<RebuildReport>,
): Migration => ({
  id,
  async runPage(cursor) {
    const tenants: string[] = [];
    for await (const tenant of companies(on).listTenants()) tenants.push(tenant);
    const from = cursor === undefined ? { tenant: tenants[0] } : CursorSchema.parse(JSON.parse(cursor));
    const { tenant } = from;
    if (tenant === undefined) return { looked: 0, changed: 0, failed: 0 };
    let pages = 0;
    const hasTime = () => pages++ < 1;
    const report = await walk({ ...from, tenant, hasTime });
    const done = { looked: report.rebuilt + report.failed, changed: report.rebuilt, failed: report.failed };
    if (report.cursor !== undefined) return { ...done, cursor: JSON.stringify({ tenant, cursor: report.cursor }) };
    // Companies come in the order of their names.
    const next = tenants.find((other) => other > tenant);
    return next === undefined ? done : { ...done, cursor: JSON.stringify({ tenant: next }) };
  },
});

/** The migrations that a deployment runs; tests run them on the dumps of releases. */
export const migrations = (on: RebuildGround): readonly Migration[] => {
  const deps = rebuildDeps(on);
  return [
    rewriteItems('0.2.0-stored-forms', { ...on, forms: storedKinds.map(({ form }) => form) }),
    // Documents in one spelling, refusals as the address' own, lists and conversations made anew (ADRs 32, 40, 42).
    customersOfAllCompanies('0.2.0-customers', on, (input) => rebuildProjections(deps, input)),
    // More spellings of documents are one (issue 11, line 9).
    customersOfAllCompanies('0.3.0-documents', on, (input) =>
      walkCustomers(deps, input, (customerId) => deps.respell(input.tenant, customerId)),
    ),
    // Search finds by other words, lists are in more orders (ADRs 63, 64) and show addresses (E4, E16).
    customersOfAllCompanies('0.3.0-search', on, (input) => rebuildProjections(deps, input)),
    // Alerts are a list of the company (ADR 61).
    customersOfAllCompanies('0.3.0-alerts', on, (input) =>
      walkCustomers(deps, input, (customerId) => deps.listAlerts(input.tenant, customerId)),
    ),
    // Filters of the register read lists (ADR 57).
    listRegisterRows('0.3.0-register-lists', take(on, { listedRows })),
    // Lists say how many customers they hold (ADR 66).
    customersOfAllCompanies('0.3.0-counts', on, (input) => countCustomers(deps, input)),
  ];
};

/** Time that a page may take, in ms; no page begins with less left. */
const reserveMs = 60_000;

export const createMigrate =
  (on: RebuildGround) =>
  (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<MigrationReport> =>
    runMigrations(on, migrations(on), () => context.getRemainingTimeInMillis() > reserveMs);
