/** Routes of the company: settings, users, options, and what the caller keeps of its lists. */
import { downloadAudit, listAudit as listAuditContract } from '#contract/audit.ts';
import * as contract from '#contract/companies.ts';
import { getHolds, putHold } from '#contract/holds.ts';
import { getLimits } from '#contract/limits.ts';
import { getMetadataFields, putMetadataFields } from '#contract/metadata.ts';
import { type Clock, isoTimeOrNull } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { Table } from '#platform/table/kernel.ts';
import { listAudit } from '#shared/audit/list-audit.ts';
import type { FindStanding } from '#shared/companies/admit-request.ts';
import { changeMetadataFields } from '#shared/companies/change-metadata-fields.ts';
import { changeSettings } from '#shared/companies/change-settings.ts';
import { isActive, type UserValue } from '#shared/companies/entities.ts';
import type { IdentityProvider } from '#shared/companies/identity-provider.ts';
import { listLimits } from '#shared/companies/list-limits.ts';
import { type ListTemplateOptions, listOptions } from '#shared/companies/list-options.ts';
import { type MetadataFields, metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { setOwnCustomersOnly } from '#shared/companies/set-own-customers-only.ts';
import { setUserActive } from '#shared/companies/set-user-active.ts';
import { settingsOf } from '#shared/companies/settings.ts';
import { auditFile } from '#shared/exports/audit-file.ts';
import { listHolds } from '#shared/messaging/holds/list-holds.ts';
import { setHold } from '#shared/messaging/holds/set-hold.ts';
import type { TemplateStore } from '#shared/messaging/templates/template-store.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { audit, companies, readCompany, usage } from '../../composition/companies.ts';
import { companyDeletions } from '../../composition/company-data.ts';
import { holds, templates } from '../../composition/messaging.ts';
import { take } from '../../composition/part.ts';
import { processes } from '../../composition/processes.ts';
import { companyExportRoutes } from './company-export-bindings.ts';
import { deletionRoutes } from './deletion-bindings.ts';
import { viewRoutes } from './view-bindings.ts';

/** What a badge can show. */
const mostUnread = 100;

/** Nothing kept yet of a list: the console shows its own default columns. */
const noViews = { columns: [], views: [] };

/** Whose company, and who is named as the one who changed it. */
const signed = ({ tenant, userId }: Caller) => ({ tenant, userId });

const userView = ({ userId, name, email, roles, disabledAt, ownCustomersOnly }: UserValue) => ({
  userId,
  name,
  email,
  roles,
  active: disabledAt === undefined,
  disabledAt: isoTimeOrNull(disabledAt),
  ownCustomersOnly: ownCustomersOnly === true,
});

const shownFields = ({ fields, version }: MetadataFields) => ({ fields: [...fields], version });

const listTemplateOptions =
  (templates: TemplateStore): ListTemplateOptions =>
  async (tenant) => {
    const options = [];
    for await (const { templateId, name, channel, state } of templates.listAll(tenant)) {
      if (state !== 'archived') options.push({ templateId, name, channel, state });
    }
    return options;
  };

/** Settings are read from the table every time: whoever changes them sees them at once. */
export const companyRoutes = (on: {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly findStanding: FindStanding;
  readonly identity: IdentityProvider;
  readonly companyJobs: ProcessJobs;
  /** Days between the request of the company's deletion and its beginning. */
  readonly waitDays: number;
}): BoundRoute[] => {
  const deps = take(on, { audit, companies, holds, templates, usage });
  const companyOf = readCompany(on);

  return [
    route(contract.getSettings, async ({ caller }) => settingsOf(await companyOf(caller.tenant))),
    route(contract.putSettings, async ({ caller, body, ifMatch }) =>
      settingsOf(await changeSettings(deps, { ...signed(caller), settings: body, expectedVersion: ifMatch })),
    ),
    route(getHolds, async ({ caller }) => listHolds(deps, await companyOf(caller.tenant))),
    route(putHold, async ({ caller, body }) => {
      const company = await companyOf(caller.tenant);
      return listHolds(deps, company, await setHold(deps, { company, ...body, by: caller.userId }));
    }),
    route(getMetadataFields, async ({ caller }) => shownFields(metadataFieldsOf(await companyOf(caller.tenant)))),
    route(putMetadataFields, async ({ caller, body, ifMatch }) =>
      shownFields(
        await changeMetadataFields(deps, { ...signed(caller), fields: body.fields, expectedVersion: ifMatch }),
      ),
    ),
    route(contract.getPreferences, ({ caller }) => deps.companies.findPreferences(caller.tenant, caller.userId)),
    route(contract.putPreferences, async ({ caller, body }) => {
      await deps.companies.savePreferences(caller.tenant, caller.userId, body);
      return body;
    }),
    ...viewRoutes(deps),
    ...companyExportRoutes(on),
    ...deletionRoutes({ ...deps, deletions: companyDeletions(on), jobs: on.companyJobs }),
    route(listAuditContract, async ({ caller: { tenant }, query }) => {
      const { timeZone } = await companyOf(tenant);
      return listAudit(deps, { tenant, timeZone, filter: query });
    }),
    route(downloadAudit, async ({ caller: { tenant }, query }) => {
      const [{ timeZone, language }, users] = await Promise.all([companyOf(tenant), deps.companies.listUsers(tenant)]);
      const nameOf = (userId: string) => users.find((user) => user.userId === userId)?.name ?? userId;
      const page = (cursor: string | undefined) =>
        listAudit(deps, { tenant, timeZone, filter: { ...query, limit: 100, cursor } });
      return auditFile(page, { timeZone, language, nameOf });
    }),
    route(contract.getMe, async ({ caller }) => {
      const [company, user, unreadProcesses] = await Promise.all([
        companyOf(caller.tenant),
        deps.companies.findUser(caller.tenant, caller.userId),
        processes(on).countUnread(caller.tenant, caller.userId, mostUnread),
      ]);
      return {
        userId: caller.userId,
        name: user?.name ?? null,
        email: user?.email ?? null,
        roles: [...caller.roles],
        ownCustomersOnly: user?.ownCustomersOnly === true,
        unreadProcesses,
        company: {
          tenantId: company.tenant,
          name: company.name,
          timeZone: company.timeZone,
          language: company.language,
        },
      };
    }),
    route(contract.listUsers, async ({ caller, query: { state } }) => {
      await companyOf(caller.tenant);
      const users = await deps.companies.listUsers(caller.tenant);
      return {
        items: users.filter((user) => state === 'all' || isActive(user) === (state === 'active')).map(userView),
      };
    }),
    route(contract.putUser, async ({ caller: { tenant, userId: by }, params, body }) => {
      const { active, ownCustomersOnly } = body;
      const user = await setUserActive(deps, { tenant, ...params, active, by });
      if (ownCustomersOnly === undefined) return userView(user);
      return userView(await setOwnCustomersOnly(deps, { tenant, ...params, ownCustomersOnly, by }));
    }),
    route(getLimits, ({ caller }) => listLimits(deps, caller)),
    route(contract.getOptions, async ({ caller }) =>
      listOptions({ ...deps, templates: listTemplateOptions(deps.templates) }, await companyOf(caller.tenant)),
    ),
    route(contract.getViews, async ({ caller, params }) => {
      const kept = await deps.companies.findView(caller.tenant, caller.userId, params.list);
      return kept === undefined ? noViews : contract.getViews.answer.parse(kept);
    }),
    route(contract.putViews, async ({ caller, params, body }) => {
      await deps.companies.saveView(caller.tenant, caller.userId, params.list, body);
      return body;
    }),
  ];
};
