/** What takes in customers' messages, mail and the providers' events. */
import type { Attachment } from '#contract/attachments.ts';
import { createIsOwnAddress } from '#shared/companies/own-addresses.ts';
import type { OptOutList } from '#shared/contactability/ports.ts';
import { createByteBudget } from '#shared/messaging/attachments/byte-budget.ts';
import { keepAttachment, keepStoredFile } from '#shared/messaging/attachments/keep-attachment.ts';
import type { RawFiles } from '#shared/messaging/attachments/raw-files.ts';
import type { ReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { applySignal } from '#shared/messaging/events/apply-signal.ts';
import type { ReceiveEventDeps, RecordInbound, RecordPreference } from '#shared/messaging/events/receive-event.ts';
import type { KeepFile, KeepOriginal } from '#shared/messaging/inbound/keep-files.ts';
import {
  type FetchMedia,
  heldMediaBytes,
  type ReceiveMedia,
  receiveMedia as receiveMediaIn,
} from '#shared/messaging/inbound/receive-media.ts';
import { type RecordInboundDeps, recordInbound as recordInboundIn } from '#shared/messaging/inbound/record-inbound.ts';
import { type RecordMail, recordMail as recordMailIn } from '#shared/messaging/inbound/record-mail.ts';
import { recordPreference as recordPreferenceIn } from '#shared/messaging/inbound/record-preference.ts';
import type { ReplyAddresses } from '#shared/messaging/mail/reply-address.ts';
import type { FailureSignal } from '#shared/messaging/providers/signals.ts';
import { lookAtTemplate } from '#shared/messaging/templates/look-at-template.ts';
import type { TemplateDirectory } from '#shared/messaging/templates/whatsapp-templates.ts';
import { companies, findAccount, findCompany, isClosed } from './companies.ts';
import { recordLife, recordOptIn, recordOptOut, refreshOwners } from './contactability.ts';
import { listOwners, readContact, updateGate } from './customers.ts';
import { attachments, eventsWithFiles, inbound, messages, rememberNumber, signals, templates } from './messaging.ts';
import { type On, part, take } from './part.ts';

/** What functions stand on that receive. */
export interface ReceivingGround extends On<'table' | 'clock' | 'log' | 'addressKey'> {
  /** Where raw text goes that is too long for an item. */
  readonly files: RawFiles;
  /** Raw mail, media, and where the files of messages go. */
  readonly received: ReceivedFiles;
  /** Absent where no media can come: only WhatsApp's events bring them. */
  readonly fetchMedia?: FetchMedia;
  /** AWS's list of numbers that wrote STOP; only where text messages come in. */
  readonly optOutList?: OptOutList;
}

const describe = ({ attachmentId, fileName, contentType, size }: Attachment): Attachment => ({
  attachmentId,
  fileName,
  contentType,
  size,
});

type KeepingGround = Pick<ReceivingGround, 'table' | 'clock' | 'received'>;

/** Files of customers become attachments that a message of ours may carry on as well. */
const keepFile = /* @__PURE__ */ part((on: KeepingGround): KeepFile => {
  const deps = { ...take(on, { attachments }), files: on.received };
  return async (file) => describe(await keepAttachment(deps, { ...file, source: 'inbound', customerId: null }));
});

/** A mail that was not read, as it came. */
const keepOriginal = /* @__PURE__ */ part((on: KeepingGround): KeepOriginal => {
  const deps = { ...take(on, { attachments }), files: on.received };
  return async (file) => describe(await keepStoredFile(deps, { ...file, source: 'inbound', customerId: null }));
});

const receiveMedia = /* @__PURE__ */ part((on: ReceivingGround): ReceiveMedia => {
  const budget = createByteBudget(heldMediaBytes);
  const deps = { ...take(on, { inbound, messages, keepFile, findCompany }), files: on.received, budget };
  return (receipt, signal, delivery) => receiveMediaIn(deps, receipt, signal, delivery);
});

/** Dependencies of {@link recordInbound}; tests replace single ones. */
export const recordInboundDeps = /* @__PURE__ */ part(
  (on: ReceivingGround): RecordInboundDeps => ({
    ...take(on, {
      findCompany,
      isClosed,
      readContact,
      inbound,
      messages,
      events: eventsWithFiles,
      listOwners,
      recordLife,
      refreshOwners,
      rememberNumber,
      recordOptOut,
      recordOptIn,
      updateGate,
      receiveMedia,
    }),
    findInboundOwner: (channel, ours) => companies(on).findInboundOwner(channel, ours),
  }),
);

export const recordInbound = /* @__PURE__ */ part(
  (on: ReceivingGround): RecordInbound =>
    async (signal, raw, delivery) => {
      await recordInboundIn(recordInboundDeps(on), signal, raw, delivery);
    },
);

const recordPreference = /* @__PURE__ */ part(
  (on: ReceivingGround): RecordPreference =>
    (signal, raw) =>
      recordPreferenceIn(recordInboundDeps(on), signal, raw),
);

export const recordMail = /* @__PURE__ */ part(
  (on: ReceivingGround & { readonly replyAddresses: ReplyAddresses }): RecordMail => {
    const { replyAddresses, received } = on;
    const deps = {
      ...recordInboundDeps(on),
      ...take(on, { inbound, keepFile, keepOriginal }),
      files: received,
      applyFailureSignal: (failure: FailureSignal) => applySignal(signals(on), failure),
      findSent: async (providerId: string) => (await messages(on).findByProviderId('email', providerId))?.value,
      isOwnAddress: createIsOwnAddress({ ...take(on, { companies, findCompany }), domain: replyAddresses.domain }),
    };
    return (signal, raw) => recordMailIn(deps, signal, raw);
  },
);

/** What functions stand on that take in the providers' events. */
export interface EventsGround extends ReceivingGround {
  readonly directory: Pick<TemplateDirectory, 'find'>;
}

/** Dependencies of taking in an event, with customers' messages, which WhatsApp's topic carries too. */
export const receiveEventDeps = /* @__PURE__ */ part(
  (on: EventsGround): ReceiveEventDeps => ({
    ...signals(on),
    ...take(on, { events: eventsWithFiles, recordInbound, recordPreference, isClosed }),
    lookAtTemplate: (news) => lookAtTemplate(take(on, { templates, findAccount }), news),
  }),
);
