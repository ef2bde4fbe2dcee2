/** Routes of templates. */
import * as contract from '#contract/templates.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { Refusal, reasonOf } from '#platform/errors.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { changeTemplate } from '#shared/messaging/templates/change-template.ts';
import { createTemplate } from '#shared/messaging/templates/create-template.ts';
import { findTemplate, templateView } from '#shared/messaging/templates/find-template.ts';
import { listTemplates } from '#shared/messaging/templates/list-templates.ts';
import { previewContent } from '#shared/messaging/templates/preview-content.ts';
import { type SubmitTemplate, submitTemplate } from '#shared/messaging/templates/reconcile-template.ts';
import { synchroniseTemplates } from '#shared/messaging/templates/synchronise-templates.ts';
import { checkText } from '#shared/messaging/templates/template.ts';
import type { TemplateDirectory } from '#shared/messaging/templates/whatsapp-templates.ts';
import { findAccount, findCompany } from '../../composition/companies.ts';
import { findShownCustomer, readDebts } from '../../composition/customers.ts';
import { templates } from '../../composition/messaging.ts';
import { take } from '../../composition/part.ts';
import { claimKey } from '../../composition/requests.ts';

export interface TemplateRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly directory: TemplateDirectory;
  readonly log: Log;
}

/** Whose template, and who is named as the one who changed it. */
const signed = ({ tenant, userId }: Caller) => ({ tenant, userId });

/** What bringing templates together leaves of the request's 25 s, ms: for the answer, and for whoever waits. */
const reserveMs = 10_000;

export const templateRoutes = (on: TemplateRoutesDeps): BoundRoute[] => {
  const parts = take(on, {
    templates,
    findCompany,
    findAccount,
    findCustomer: findShownCustomer,
    readDebts,
    claimKey,
  });
  const submit: SubmitTemplate = (account, stored) => {
    const { tenant } = stored.value;
    const warn = (error: unknown) =>
      on.log.warn('template waits for its submission', { tenant, reason: reasonOf(error) });
    return submitTemplate({ ...parts, warn }, account, stored);
  };
  const deps = { ...parts, submit };

  return [
    route(contract.listTemplates, async ({ caller, query }) => {
      const { items, ...rest } = await listTemplates(deps, {
        tenant: caller.tenant,
        channel: query.channel,
        state: query.state,
        limit: query.limit,
        cursor: query.cursor,
      });
      return { items: items.map(templateView), ...rest };
    }),
    route(contract.createTemplate, async ({ caller, body, idempotencyKey, rawBody }) =>
      templateView(await createTemplate(deps, { ...signed(caller), template: body, idempotencyKey, rawBody })),
    ),
    route(contract.getTemplate, async ({ caller, params }) =>
      templateView(await findTemplate(deps, caller.tenant, params.templateId)),
    ),
    route(contract.patchTemplate, async ({ caller, params, body, ifMatch }) =>
      templateView(
        await changeTemplate(deps, {
          ...signed(caller),
          templateId: params.templateId,
          patch: body,
          expectedVersion: ifMatch,
        }),
      ),
    ),
    route(contract.synchroniseTemplates, async ({ caller: { tenant }, remainingMs }) => {
      const account = await deps.findAccount(tenant);
      if (account === undefined) {
        throw new Refusal('ACCOUNT_NOT_CONNECTED', 'No WhatsApp Business Account is connected: ask the operator.');
      }
      const isOver = () => remainingMs() < reserveMs;
      return synchroniseTemplates({ ...deps, isOver }, { tenant, account });
    }),
    route(contract.previewTemplate, async ({ caller, params, body }) => {
      const text = await findTemplate(deps, caller.tenant, params.templateId);
      const byProvider = text.channel === 'whatsapp';
      return previewContent(deps, { tenant: caller.tenant, text, request: body, byProvider });
    }),
    route(contract.previewText, async ({ caller, body }) => {
      const { channel, subject = null, ...request } = body;
      checkText(channel, subject, body.body);
      return previewContent(deps, { tenant: caller.tenant, text: { channel, subject, body: body.body }, request });
    }),
  ];
};
