/** Routes of templates. */
import * as contract from '#contract/templates.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { Refusal, reasonOf } from '#platform/errors.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import { claimIdempotencyKey } from '#platform/idempotency.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { businessAccountOf } from '#shared/companies/accounts.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import type { TemplateDirectory } from '#shared/messaging/channels/whatsapp-templates.ts';
import { changeTemplate } from '#shared/messaging/templates/change-template.ts';
import { createTemplate } from '#shared/messaging/templates/create-template.ts';
import { findTemplate, templateView } from '#shared/messaging/templates/find-template.ts';
import { listTemplates } from '#shared/messaging/templates/list-templates.ts';
import { type PreviewContentDeps, previewContent } from '#shared/messaging/templates/preview-content.ts';
import {
  type FindTemplateAccount,
  type SubmitTemplate,
  submitTemplate,
} from '#shared/messaging/templates/reconcile-template.ts';
import { synchroniseTemplates } from '#shared/messaging/templates/synchronise-templates.ts';
import { checkText } from '#shared/messaging/templates/template.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';

export interface TemplateRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly directory: TemplateDirectory;
  readonly log: Log;
}

/** How long a request brings templates together, ms of real time: the function answers before its 25 seconds are over. */
const synchroniseMs = 15_000;

export const templateRoutes = ({ table, clock, cursors, directory, log }: TemplateRoutesDeps): BoundRoute[] => {
  const templates = new TemplateStore(table);
  const customers = new CustomerStore(table);
  const findCompany = createFindCompany({ companies: new CompanyStore(table), clock });
  const findAccount: FindTemplateAccount = async (tenant) => businessAccountOf(await findCompany(tenant));
  const submit: SubmitTemplate = (account, stored) => {
    const { tenant } = stored.value;
    const warn = (error: unknown) => log.warn('template waits for its submission', { tenant, reason: reasonOf(error) });
    return submitTemplate({ templates, directory, clock, warn }, account, stored);
  };
  const preview: PreviewContentDeps = {
    findCompany,
    findCustomer: async (tenant, customerId) => (await customers.find(tenant, customerId))?.value,
    readDebts: async (tenant, customerId) => (await customers.findDebts(tenant, customerId)).map(({ value }) => value),
    clock,
  };
  const claimKey = (input: Parameters<typeof claimIdempotencyKey>[1]) => claimIdempotencyKey(table, input);

  return [
    route(contract.listTemplates, async ({ caller, query }) => {
      const { items, ...rest } = await listTemplates(
        { templates, cursors },
        {
          tenant: caller.tenant,
          channel: query.channel,
          state: query.state,
          limit: query.limit,
          cursor: query.cursor,
        },
      );
      return { items: items.map(templateView), ...rest };
    }),
    route(contract.createTemplate, async ({ caller, body, idempotencyKey, rawBody }) =>
      templateView(
        await createTemplate(
          { templates, claimKey, findAccount, submit, clock },
          { tenant: caller.tenant, template: body, idempotencyKey, rawBody },
        ),
      ),
    ),
    route(contract.getTemplate, async ({ caller, params }) =>
      templateView(await findTemplate({ templates }, caller.tenant, params.templateId)),
    ),
    route(contract.patchTemplate, async ({ caller, params, body, ifMatch }) =>
      templateView(
        await changeTemplate(
          { templates, findAccount, submit, clock },
          { tenant: caller.tenant, templateId: params.templateId, patch: body, expectedVersion: ifMatch },
        ),
      ),
    ),
    route(contract.synchroniseTemplates, async ({ caller: { tenant } }) => {
      const account = await findAccount(tenant);
      if (account === undefined) {
        throw new Refusal('ACCOUNT_NOT_CONNECTED', 'No WhatsApp Business Account is connected: ask the operator.');
      }
      const until = performance.now() + synchroniseMs;
      const isOver = () => performance.now() > until;
      return synchroniseTemplates({ templates, directory, clock, log, isOver }, { tenant, account });
    }),
    route(contract.previewTemplate, async ({ caller, params, body }) => {
      const text = await findTemplate({ templates }, caller.tenant, params.templateId);
      return previewContent(preview, { tenant: caller.tenant, text, request: body });
    }),
    route(contract.previewText, async ({ caller, body }) => {
      const { channel, subject = null, ...request } = body;
      checkText(channel, subject, body.body);
      return previewContent(preview, { tenant: caller.tenant, text: { channel, subject, body: body.body }, request });
    }),
  ];
};
