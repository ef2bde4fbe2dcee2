/** Routes of results and pending calls. */
import * as contract from '#contract/calls.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { attachRecording } from '#shared/conversations/results/attach-recording.ts';
import { recordResult } from '#shared/conversations/results/record-result.ts';
import { setPendingCall } from '#shared/conversations/results/set-pending-call.ts';
import { withdrawResult } from '#shared/conversations/results/withdraw-result.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { readCompany } from '../../composition/companies.ts';
import { refreshCustomerNow } from '../../composition/contactability.ts';
import { conversations, threads } from '../../composition/conversations.ts';
import { findCustomer, findStoredCustomer, readContact, updateGate } from '../../composition/customers.ts';
import { messages, recordings } from '../../composition/messaging.ts';
import { take } from '../../composition/part.ts';
import { claimKey, findKey } from '../../composition/requests.ts';

export interface CallRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: AttachmentFiles;
}

export const callRoutes = (on: CallRoutesDeps): BoundRoute[] => {
  const deps = take(on, {
    conversations,
    threads,
    findCustomer,
    findStoredCustomer,
    // Not remembered: whoever switches recording off, or changes the catalogue, sees it hold at once.
    findCompany: readCompany,
    readContact,
    updateGate,
    refreshCustomer: refreshCustomerNow,
    messages,
    recordings,
    claimKey,
    findKey,
  });
  return [
    route(contract.recordResult, ({ caller, params, body, idempotencyKey }) =>
      recordResult(deps, {
        tenant: caller.tenant,
        customerId: params.customerId,
        body,
        key: idempotencyKey,
        by: caller.userId,
      }),
    ),
    route(contract.withdrawResult, ({ caller, params }) =>
      withdrawResult(deps, { tenant: caller.tenant, ...params, by: caller }),
    ),
    route(contract.putRecording, ({ caller, params, body }) =>
      attachRecording(deps, { tenant: caller.tenant, ...params, ...body }),
    ),
    route(contract.putPendingCall, ({ caller, params, body }) =>
      setPendingCall(deps, {
        tenant: caller.tenant,
        customerId: params.customerId,
        call: body.pendingCall,
        origin: 'manual',
      }),
    ),
  ];
};
