/** Wires what takes in customers' messages; the worker of delivery events uses it too, since WhatsApp has one topic. */
import { CompanyStore } from '#shared/companies/store.ts';
import { readContact } from '#shared/customers/read-contact.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import { EventStore } from '#shared/messaging/event-store.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import { type RecordInboundDeps, recordInbound } from '#shared/messaging/inbound/record-inbound.ts';
import type { RawFiles } from '#shared/messaging/raw-files.ts';
import type { RecordInbound } from '#shared/messaging/receive-event.ts';
import { composeDelivery, type DeliveryDeps } from '../../delivery.ts';

export interface InboundDeps extends DeliveryDeps {
  /** Where raw text goes that is too long for an item. */
  readonly files: RawFiles;
}

/** Dependencies of the use case; tests replace single ones. */
export const composeRecordInbound = (deps: InboundDeps): RecordInboundDeps => {
  const { table, clock, log, addressKey } = deps;
  const { customers, messages, findCompany, owners, signals, recordOptOut } = composeDelivery(deps);
  const companies = new CompanyStore(table);
  return {
    findInboundOwner: (channel, ours) => companies.findInboundOwner(channel, ours),
    findCompany,
    readContact: (tenant, customerId, options) => readContact({ customers }, tenant, customerId, options),
    inbound: new InboundStore(table),
    messages,
    events: new EventStore(table, deps.files),
    listOwners: owners.listOwners,
    recordLife: signals.recordLife,
    refreshOwners: signals.refreshOwners,
    recordOptOut,
    updateGate: (tenant, customerId, change, extra) => updateGate({ customers }, tenant, customerId, change, extra),
    addressKey,
    clock,
    log,
  };
};

export const composeInbound = (deps: InboundDeps): RecordInbound => {
  const wired = composeRecordInbound(deps);
  return async (signal, raw) => {
    await recordInbound(wired, signal, raw);
  };
};
