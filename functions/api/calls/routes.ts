/** Routes of results and pending calls. */
import * as contract from '#contract/calls.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import { claimIdempotencyKey, findIdempotencyKey } from '#platform/idempotency.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { type FindCompany, requireCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { createAssess } from '#shared/contactability/assess-addresses.ts';
import { attachRecording } from '#shared/conversations/results/attach-recording.ts';
import { type RecordResultDeps, recordResult } from '#shared/conversations/results/record-result.ts';
import { setPendingCall } from '#shared/conversations/results/set-pending-call.ts';
import { ConversationStore } from '#shared/conversations/store.ts';
import { readContact } from '#shared/customers/read-contact.ts';
import { refreshContactability } from '#shared/customers/refresh-contactability.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import { AttachmentStore, bindingActions } from '#shared/messaging/attachments/attachment-store.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { MessageStore } from '#shared/messaging/message-store.ts';

export interface CallRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: AttachmentFiles;
}

const compose = ({ table, clock, log, files }: CallRoutesDeps): RecordResultDeps & { messages: MessageStore } => {
  const customers = new CustomerStore(table);
  const companies = new CompanyStore(table);
  const assess = createAssess({ states: new AddressStateStore(table) }, { consistent: true });
  // Not remembered: whoever switches recording off, or changes the catalogue, sees it hold at once.
  const findCompany: FindCompany = async (tenant) =>
    requireCompany(await companies.find(tenant, { consistent: true })).value;
  return {
    conversations: new ConversationStore(table),
    findCustomer: async (tenant, customerId) => (await customers.find(tenant, customerId, { consistent: true }))?.value,
    findCompany,
    readContact: (tenant, customerId, options) => readContact({ customers }, tenant, customerId, options),
    updateGate: (tenant, customerId, change, extra) => updateGate({ customers }, tenant, customerId, change, extra),
    refreshCustomer: (tenant, customerId) =>
      refreshContactability({ customers, findCompany, assess }, tenant, customerId),
    messages: new MessageStore(table),
    recordings: { attachments: new AttachmentStore(table), files, bind: bindingActions },
    claimKey: (input) => claimIdempotencyKey(table, input),
    findKey: (input) => findIdempotencyKey(table, input),
    clock,
    log,
  };
};

export const callRoutes = (input: CallRoutesDeps): BoundRoute[] => {
  const deps = compose(input);
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
