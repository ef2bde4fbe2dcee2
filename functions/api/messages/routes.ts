/** Routes of messages: accept, read, cancel, resolve. */
import * as contract from '#contract/messages.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import { claimIdempotencyKey, findIdempotencyKey } from '#platform/idempotency.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { AddressStateStore } from '#shared/contactability/address-state.ts';
import { readContact } from '#shared/customers/read-contact.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { AttachmentStore } from '#shared/messaging/attachments/attachment-store.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { cancelMessage } from '#shared/messaging/cancel-message.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import { MessageStore } from '#shared/messaging/message-store.ts';
import { readMessage } from '#shared/messaging/read-message.ts';
import { resolveMessage, resolveMessages } from '#shared/messaging/resolve-message.ts';
import { type SendMessageDeps, sendMessage } from '#shared/messaging/send-message.ts';
import type { SendQueues } from '#shared/messaging/send-queue.ts';
import { findTemplate } from '#shared/messaging/templates/find-template.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';

export interface MessageRoutesDeps {
  readonly table: Table;
  readonly queues: SendQueues;
  readonly files: AttachmentFiles;
  readonly clock: Clock;
  readonly log: Log;
}

/** Dependencies of accepting a message; tests use them with injected ports. */
export const composeAccept = ({ table, queues, files, clock, log }: MessageRoutesDeps): SendMessageDeps => {
  const customers = new CustomerStore(table);
  const templates = new TemplateStore(table);
  return {
    findCompany: createFindCompany({ companies: new CompanyStore(table), clock }),
    readContact: (tenant, customerId) => readContact({ customers }, tenant, customerId, { consistent: true }),
    states: new AddressStateStore(table),
    findTemplate: (tenant, templateId) => findTemplate({ templates }, tenant, templateId),
    readDebts: async (tenant, customerId) => (await customers.findDebts(tenant, customerId)).map(({ value }) => value),
    messages: new MessageStore(table),
    claimKey: (input) => claimIdempotencyKey(table, input),
    findKey: (input) => findIdempotencyKey(table, input),
    uploads: { attachments: new AttachmentStore(table), files },
    queues,
    clock,
    log,
  };
};

export const messageRoutes = (deps: MessageRoutesDeps): BoundRoute[] => {
  const { table, queues, clock, log } = deps;
  const messages = new MessageStore(table);
  const inbound = new InboundStore(table);
  const accept = composeAccept(deps);
  const resolve = { messages, queues, clock, log };

  return [
    route(contract.sendMessage, ({ caller, body, idempotencyKey = '' }) =>
      sendMessage(accept, { tenant: caller.tenant, key: idempotencyKey, body }),
    ),
    route(contract.getMessage, ({ caller, params }) =>
      readMessage({ messages, inbound }, caller.tenant, params.messageId),
    ),
    route(contract.cancelMessage, ({ caller, params, body }) =>
      cancelMessage(
        { messages, clock },
        { tenant: caller.tenant, messageId: params.messageId, reason: body?.reason, by: caller.userId },
      ),
    ),
    route(contract.resolveMessage, ({ caller, params, body }) =>
      resolveMessage(resolve, {
        tenant: caller.tenant,
        messageId: params.messageId,
        outcome: body.outcome,
        by: caller.userId,
      }),
    ),
    route(contract.resolveMessages, ({ caller, body }) =>
      resolveMessages(resolve, { ...body, tenant: caller.tenant, by: caller.userId }),
    ),
  ];
};
