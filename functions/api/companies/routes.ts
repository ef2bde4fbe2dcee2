/** Routes of the company: settings, users, options, and what the caller keeps of its lists. */
import * as contract from '#contract/companies.ts';
import { getMetadataFields, putMetadataFields } from '#contract/metadata.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import { changeMetadataFields } from '#shared/companies/change-metadata-fields.ts';
import { changeSettings } from '#shared/companies/change-settings.ts';
import { requireCompany } from '#shared/companies/find-company.ts';
import { type ListTemplateOptions, listOptions } from '#shared/companies/list-options.ts';
import { type MetadataFields, metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { settingsOf } from '#shared/companies/settings.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';
import { ProcessStore } from '#shared/processes/store.ts';

/** What a badge can show. */
const mostUnread = 100;

import { viewRoutes } from './view-routes.ts';

/** Nothing kept yet of a list: the console shows its own default columns. */
const noViews = { columns: [], views: [] };

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
export const companyRoutes = ({ table, clock }: { table: Table; clock: Clock }): BoundRoute[] => {
  const companies = new CompanyStore(table);
  const processes = new ProcessStore(table);
  const templates = listTemplateOptions(new TemplateStore(table));
  const companyOf = async (tenant: string) => requireCompany(await companies.find(tenant, { consistent: true })).value;

  return [
    route(contract.getSettings, async ({ caller }) => settingsOf(await companyOf(caller.tenant))),
    route(contract.putSettings, async ({ caller, body, ifMatch }) =>
      settingsOf(
        await changeSettings({ companies, clock }, { tenant: caller.tenant, settings: body, expectedVersion: ifMatch }),
      ),
    ),
    route(getMetadataFields, async ({ caller }) => shownFields(metadataFieldsOf(await companyOf(caller.tenant)))),
    route(putMetadataFields, async ({ caller, body, ifMatch }) =>
      shownFields(
        await changeMetadataFields(
          { companies },
          { tenant: caller.tenant, fields: body.fields, expectedVersion: ifMatch },
        ),
      ),
    ),
    route(contract.getPreferences, ({ caller }) => companies.findPreferences(caller.tenant, caller.userId)),
    route(contract.putPreferences, async ({ caller, body }) => {
      await companies.savePreferences(caller.tenant, caller.userId, body);
      return body;
    }),
    ...viewRoutes({ table, companies, clock }),
    route(contract.getMe, async ({ caller }) => {
      const [company, user, unreadProcesses] = await Promise.all([
        companyOf(caller.tenant),
        companies.findUser(caller.tenant, caller.userId),
        processes.countUnread(caller.tenant, caller.userId, mostUnread),
      ]);
      return {
        userId: caller.userId,
        name: user?.name ?? null,
        email: user?.email ?? null,
        roles: [...caller.roles],
        unreadProcesses,
        company: {
          tenantId: company.tenant,
          name: company.name,
          timeZone: company.timeZone,
          language: company.language,
        },
      };
    }),
    route(contract.listUsers, async ({ caller }) => {
      await companyOf(caller.tenant);
      const users = await companies.listUsers(caller.tenant);
      return { items: users.map(({ userId, name, email, roles }) => ({ userId, name, email, roles })) };
    }),
    route(contract.getOptions, async ({ caller }) =>
      listOptions({ companies, templates }, await companyOf(caller.tenant)),
    ),
    route(contract.getViews, async ({ caller, params }) => {
      const kept = await companies.findView(caller.tenant, caller.userId, params.list);
      return kept === undefined ? noViews : contract.getViews.answer.parse(kept);
    }),
    route(contract.putViews, async ({ caller, params, body }) => {
      await companies.saveView(caller.tenant, caller.userId, params.list, body);
      return body;
    }),
  ];
};
