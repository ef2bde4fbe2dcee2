/** Routes of messages: accept, read, cancel, resolve. */
import * as contract from '#contract/messages.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import type { TakeSend } from '#shared/companies/take-allowance.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { readMessage } from '#shared/messaging/ledger/read-message.ts';
import { cancelMessage } from '#shared/messaging/sending/cancel-message.ts';
import { resolveMessage, resolveMessages } from '#shared/messaging/sending/resolve-message.ts';
import { sendMessage } from '#shared/messaging/sending/send-message.ts';
import type { SendQueues } from '#shared/messaging/sending/send-queue.ts';
import { findCompany } from '../../composition/companies.ts';
import { states } from '../../composition/contactability.ts';
import { readContactNow, readDebts } from '../../composition/customers.ts';
import { findReceived, findTemplate, messages, takenUploads } from '../../composition/messaging.ts';
import { take } from '../../composition/part.ts';
import { claimKey, findKey } from '../../composition/requests.ts';

export interface MessageRoutesDeps {
  readonly table: Table;
  readonly queues: SendQueues;
  readonly files: AttachmentFiles;
  readonly takeSend: TakeSend;
  readonly clock: Clock;
  readonly log: Log;
}

export const messageRoutes = (on: MessageRoutesDeps): BoundRoute[] => {
  const deps = take(on, {
    findCompany,
    readContact: readContactNow,
    states,
    findTemplate,
    readDebts,
    messages,
    findReceived,
    claimKey,
    findKey,
    uploads: takenUploads,
  });

  return [
    route(contract.sendMessage, ({ caller: { tenant, userId }, body, idempotencyKey = '' }) =>
      sendMessage(deps, { tenant, userId, key: idempotencyKey, body }),
    ),
    route(contract.getMessage, ({ caller, params }) => readMessage(deps, caller.tenant, params.messageId)),
    route(contract.cancelMessage, ({ caller, params, body }) =>
      cancelMessage(deps, {
        tenant: caller.tenant,
        messageId: params.messageId,
        reason: body?.reason,
        by: caller.userId,
      }),
    ),
    route(contract.resolveMessage, ({ caller, params, body }) =>
      resolveMessage(deps, {
        tenant: caller.tenant,
        messageId: params.messageId,
        outcome: body.outcome,
        by: caller.userId,
      }),
    ),
    route(contract.resolveMessages, ({ caller, body }) =>
      resolveMessages(deps, { ...body, tenant: caller.tenant, by: caller.userId }),
    ),
  ];
};
