/** Dependencies of the events use case. */
import { businessAccountOf } from '#shared/companies/accounts.ts';
import type { TemplateDirectory } from '#shared/messaging/channels/whatsapp-templates.ts';
import { EventStore } from '#shared/messaging/event-store.ts';
import type { ReceiveEventDeps } from '#shared/messaging/receive-event.ts';
import { lookAtTemplate } from '#shared/messaging/templates/look-at-template.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';
import { composeDelivery } from '../../delivery.ts';
import { composeInbound, type InboundDeps } from '../inbound/compose.ts';

export interface EventsDeps extends InboundDeps {
  readonly directory: Pick<TemplateDirectory, 'find'>;
}

/** Wires the events use case, with customers' messages that WhatsApp's topic carries too; tests inject the ports. */
export const composeEvents = (deps: EventsDeps): ReceiveEventDeps => {
  const { signals, findCompany } = composeDelivery(deps);
  const templates = {
    templates: new TemplateStore(deps.table),
    directory: deps.directory,
    findAccount: async (tenant: string) => businessAccountOf(await findCompany(tenant)),
    clock: deps.clock,
  };
  return {
    ...signals,
    events: new EventStore(deps.table, deps.files),
    recordInbound: composeInbound(deps),
    lookAtTemplate: (news) => lookAtTemplate(templates, news),
    log: deps.log,
  };
};
