/** Wires what takes in customers' messages; the worker of delivery events uses it too, since WhatsApp has one topic. */
import { createTurns } from '#platform/turns.ts';
import { createIsOwnAddress } from '#shared/companies/own-addresses.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { readContact } from '#shared/customers/read-contact.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import { AttachmentStore } from '#shared/messaging/attachments/attachment-store.ts';
import { keepAttachment } from '#shared/messaging/attachments/keep-attachment.ts';
import { EventStore } from '#shared/messaging/event-store.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import type { KeepFile } from '#shared/messaging/inbound/keep-files.ts';
import { type FetchMedia, receiveMedia } from '#shared/messaging/inbound/receive-media.ts';
import { type RecordInboundDeps, recordInbound } from '#shared/messaging/inbound/record-inbound.ts';
import { type RecordMail, recordMail } from '#shared/messaging/inbound/record-mail.ts';
import type { ReplyAddresses } from '#shared/messaging/mail/reply-address.ts';
import type { RawFiles } from '#shared/messaging/raw-files.ts';
import type { RecordInbound } from '#shared/messaging/receive-event.ts';
import type { ReceivedFiles } from '#shared/messaging/received-files.ts';
import { composeDelivery, type DeliveryDeps } from '../../delivery.ts';

export interface InboundDeps extends DeliveryDeps {
  /** Where raw text goes that is too long for an item. */
  readonly files: RawFiles;
  /** Raw mail, media, and where the files of messages go. */
  readonly received: ReceivedFiles;
  readonly fetchMedia: FetchMedia;
}

/** Files of customers become attachments that a message of ours may carry on as well. */
const composeKeepFile = ({ table, received, clock }: Pick<InboundDeps, 'table' | 'received' | 'clock'>): KeepFile => {
  const deps = { attachments: new AttachmentStore(table), files: received, clock };
  return async (file) => {
    const kept = await keepAttachment(deps, { ...file, source: 'inbound', customerId: null });
    const { attachmentId, fileName, contentType, size } = kept;
    return { attachmentId, fileName, contentType, size };
  };
};

/** Dependencies of the use case; tests replace single ones. */
export const composeRecordInbound = (deps: InboundDeps): RecordInboundDeps => {
  const { table, clock, log, addressKey, received, fetchMedia } = deps;
  const { customers, messages, findCompany, owners, signals, recordOptOut } = composeDelivery(deps);
  const companies = new CompanyStore(table);
  const inbound = new InboundStore(table);
  const keepFile = composeKeepFile(deps);
  const media = { inbound, messages, files: received, fetchMedia, keepFile, findCompany, clock, log };
  return {
    findInboundOwner: (channel, ours) => companies.findInboundOwner(channel, ours),
    findCompany,
    readContact: (tenant, customerId, options) => readContact({ customers }, tenant, customerId, options),
    inbound,
    messages,
    events: new EventStore(table, deps.files),
    listOwners: owners.listOwners,
    recordLife: signals.recordLife,
    refreshOwners: signals.refreshOwners,
    recordOptOut,
    updateGate: (tenant, customerId, change, extra) => updateGate({ customers }, tenant, customerId, change, extra),
    receiveMedia: (receipt, signal, delivery) => receiveMedia(media, receipt, signal, delivery),
    addressKey,
    clock,
    log,
  };
};

export const composeInbound = (deps: InboundDeps): RecordInbound => {
  const wired = composeRecordInbound(deps);
  return async (signal, raw, delivery) => {
    await recordInbound(wired, signal, raw, delivery);
  };
};

/** Mails are read one after the other: one of 40 MB takes a third of the function's memory while it is read. */
export const composeMail = (deps: InboundDeps & { readonly replyAddresses: ReplyAddresses }): RecordMail => {
  const { table, clock, replyAddresses, received } = deps;
  const { findCompany, ...wired } = composeRecordInbound(deps);
  const companies = new CompanyStore(table);
  const mail = {
    ...wired,
    findCompany,
    inbound: new InboundStore(table),
    files: received,
    keepFile: composeKeepFile(deps),
    replyAddresses,
    isOwnAddress: createIsOwnAddress({ companies, findCompany, clock, domain: replyAddresses.domain }),
  };
  const inTurn = createTurns();
  return (signal, raw) => inTurn(() => recordMail(mail, signal, raw));
};
