/**
 * Accepts a message for sending (C9, F12, F14, E21–E23). What is accepted is in the table before it is in a queue, so
 * that nothing is lost; the same rules are asked again when it is claimed, so nothing slips through in between.
 */
import { parseInstant } from '#contract/fields.ts';
import type { MessageCreate } from '#contract/messages.ts';
import type { MessageStatus, SendingChannel } from '#contract/vocabulary.ts';
import { isSendingChannel } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { Claimed } from '#platform/idempotency.ts';
import { newId } from '#platform/ids.ts';
import { localDay } from '#platform/local-time.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { type AddressStateStore, standingOf } from '#shared/contactability/address-state.ts';
import { softThreshold } from '#shared/contactability/assess-addresses.ts';
import { contactRefusal, gateCompanyOf } from '#shared/contactability/contact-question.ts';
import { contactReasons, decision } from '#shared/contactability/gate.ts';
import { companyDay, segmentOn } from '#shared/customers/debts.ts';
import type { AddressValue } from '#shared/customers/entities.ts';
import type { Contact } from '#shared/customers/read-contact.ts';
import { bindingActions } from './attachments/attachment-store.ts';
import type { AttachmentFileValue } from './attachments/entities.ts';
import { checkCarried } from './attachments/rules.ts';
import {
  findAttachments,
  shownAttachments,
  type TakeAttachmentsDeps,
  takeAttachments,
} from './attachments/take-attachments.ts';
import { type ComposeDeps, composeContent } from './compose-content.ts';
import { checkBody, checkSubject, placeBody, previewOf } from './content.ts';
import type { ContentPart } from './content-parts.ts';
import { enqueueMessage } from './enqueue-message.ts';
import type { MessageValue } from './entities.ts';
import { tokenOfMessage } from './inbound/entities.ts';
import type { MessageLog, MessageStore } from './message-store.ts';
import type { SendQueues } from './send-queue.ts';
import { checkInvoices } from './statements/invoice.ts';
import { stopped, sweepAfterMs } from './transition.ts';

const yearMs = 366 * 86_400_000;

export interface SendMessageDeps extends ComposeDeps {
  readonly findCompany: FindCompany;
  readonly readContact: (tenant: string, customerId: string) => Promise<Contact | undefined>;
  readonly states: Pick<AddressStateStore, 'find'>;
  readonly messages: Pick<MessageStore, 'create' | 'find' | 'listLatest'>;
  readonly claimKey: (input: {
    tenant: string;
    scope: string;
    key: string;
    body: string;
    resourceId: string;
    now: number;
  }) => Promise<Claimed>;
  /** The record of a key that was used before, if any: a repeat is answered even when a rule has changed since. */
  readonly findKey: (input: {
    tenant: string;
    scope: string;
    key: string;
    body: string;
  }) => Promise<Claimed | undefined>;
  /** Uploaded files; touched only by messages that have some. */
  readonly uploads: TakeAttachmentsDeps;
  readonly queues: Pick<SendQueues, 'enqueue'>;
  readonly clock: Clock;
  readonly log: MessageLog;
}

export interface AcceptedMessage {
  readonly messageId: string;
  readonly status: MessageStatus;
}

interface Draft {
  readonly company: CompanyValue;
  readonly contact: Contact;
  readonly address: AddressValue & { readonly channel: SendingChannel };
  readonly subject: string | null;
  readonly body: string;
  readonly parts: readonly ContentPart[];
  readonly template: MessageValue['template'];
  readonly freeText: boolean;
  readonly files: readonly Stored<AttachmentFileValue>[];
  readonly sendAt: number | null;
  /** Mail of the customer that this one answers. */
  readonly repliesTo: string | undefined;
  /** "Última comunicación asociada" (Q18). */
  readonly previousMessageId: string | null;
  /** Set when the message is recorded but will not go: a pause stands against an automatic one (Q8). */
  readonly skipped: ReturnType<typeof contactReasons>;
}

const sendTime = (text: string | undefined, now: number): number | null => {
  if (text === undefined) return null;
  const parsed = parseInstant(text);
  if ('code' in parsed) throw new Refusal(parsed.code, 'sendAt: use ISO-8601 with an offset.');
  if (parsed.ms < now - 60_000 || parsed.ms > now + yearMs) {
    throw new Refusal('DATE_OUT_OF_RANGE', 'sendAt: from now to one year ahead.');
  }
  return parsed.ms <= now ? null : parsed.ms;
};

const sendable = (address: AddressValue | undefined): Draft['address'] => {
  if (address === undefined) throw new Refusal('ADDRESS_NOT_FOUND', 'The customer has no address with this id.');
  const { channel } = address;
  if (!isSendingChannel(channel)) throw new Refusal('CHANNEL_NOT_SENDABLE', 'Calls are made, not sent.');
  return { ...address, channel };
};

/**
 * The newest mail that a person wrote from the address, where it is among the newest few messages: what is written by
 * hand to it is the answer (C16). Older ones are another matter.
 */
const answeredMail = (latest: readonly MessageValue[], address: Draft['address']): string | undefined => {
  if (address.channel !== 'email') return undefined;
  const mail = latest.find(
    ({ channel, direction, purpose, recipient, erasedAt }) =>
      channel === 'email' &&
      direction === 'inbound' &&
      purpose === 'manual' &&
      recipient === address.value &&
      erasedAt === undefined,
  );
  return mail === undefined ? undefined : tokenOfMessage(mail.messageId);
};

const prepare = async (deps: SendMessageDeps, tenant: string, input: MessageCreate, now: number): Promise<Draft> => {
  const company = await deps.findCompany(tenant);
  const contact = await deps.readContact(tenant, input.customerId);
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'No customer with this id.');
  const address = sendable(contact.addresses.find((candidate) => candidate.addressId === input.addressId));
  const { channel, hash } = address;
  const content = await composeContent(deps, tenant, input, {
    company,
    customer: contact.customer,
    channel: address.channel,
    now,
  });
  const subject = checkSubject(channel, content.subject);
  checkBody(channel, content.body);
  const announced = await findAttachments(deps.uploads, {
    tenant,
    ids: input.attachments ?? [],
    purpose: 'message',
    customerId: input.customerId,
  });
  if (announced.some(({ value }) => value.source === 'invoice')) checkInvoices(company);
  checkCarried(channel, shownAttachments(announced), { body: content.body, isTemplate: content.template !== null });
  const sendAt = sendTime(input.sendAt, now);
  const state = await deps.states.find({ tenant, channel, hash });
  const standing = standingOf(state?.value, softThreshold(company, channel));
  const freeText = content.template === null;
  const reasons = contactReasons({
    channel,
    address: { addressId: address.addressId, channel, value: address.value, ...standing },
    gate: contact.gate,
    intent: {
      purpose: input.purpose,
      freeText,
      ...(input.origin === undefined ? {} : { origin: input.origin }),
      ...(content.state === undefined ? {} : { templateState: content.state }),
    },
    company: gateCompanyOf(company),
    contactability: contact.customer.contactability,
    now: sendAt ?? now,
  });
  const verdict = decision(reasons, input.purpose);
  if (verdict === 'blocked') throw contactRefusal(reasons, company.language, standing.alert);
  const { body, parts, template } = content;
  const skipped = verdict === 'skipped' ? reasons : [];
  const latest = await deps.messages.listLatest(tenant, input.customerId);
  // Last of all, so that a message that is refused leaves no file behind that nobody uses.
  const files = await takeAttachments(deps.uploads, announced);
  return {
    company,
    contact,
    address,
    subject,
    body,
    parts,
    template,
    freeText,
    files,
    sendAt,
    repliesTo: input.purpose === 'manual' ? answeredMail(latest, address) : undefined,
    previousMessageId: latest.find(({ direction }) => direction === 'outbound')?.messageId ?? null,
    skipped,
  };
};

const messageOf = (
  tenant: string,
  messageId: string,
  input: MessageCreate,
  draft: Draft,
  acceptedAt: number,
): MessageValue => {
  const { contact, address, sendAt } = draft;
  const { customer } = contact;
  const message: MessageValue = {
    tenant,
    messageId,
    customerId: customer.customerId,
    customerName: customer.name,
    document:
      customer.documentType === null || customer.documentNumber === null
        ? null
        : { type: customer.documentType, number: customer.documentNumber },
    addressId: address.addressId,
    recipient: address.value,
    channel: address.channel,
    direction: 'outbound',
    purpose: input.purpose,
    origin: input.origin ?? null,
    template: draft.template,
    freeText: draft.freeText,
    subject: draft.subject,
    preview: previewOf(draft.body === '' ? (draft.files[0]?.value.fileName ?? '') : draft.body),
    body: placeBody(draft.body, draft.parts).inline,
    attachments: shownAttachments(draft.files),
    phase: sendAt === null ? 'queued' : 'scheduled',
    status: sendAt === null ? 'queued' : 'scheduled',
    facts: [],
    attempts: [],
    retries: 0,
    acceptedAt,
    sendAt,
    sentAt: null,
    day: localDay(sendAt ?? acceptedAt, draft.company.timeZone),
    advisorId: customer.advisorId,
    segment: segmentOn(draft.company, customer, companyDay(draft.company, acceptedAt)),
    portfolios: customer.portfolios,
    source: 'platform',
    previousMessageId: draft.previousMessageId,
    dueAt: sendAt ?? acceptedAt + sweepAfterMs,
    providerId: null,
    unverified: false,
    result: null,
    ...(draft.repliesTo === undefined ? {} : { repliesTo: draft.repliesTo }),
  };
  return draft.skipped.length === 0
    ? message
    : stopped(
        message,
        'skipped',
        draft.skipped.map((reason) => reason.code),
        acceptedAt,
      );
};

/**
 * @param input.key the Idempotency-Key: the same key and body give the same message, whatever happened in between
 * @throws Refusal with every reason against the message (F11), or with what is wrong in the request
 */
export const sendMessage = async (
  deps: SendMessageDeps,
  input: { tenant: string; key: string; body: MessageCreate },
): Promise<AcceptedMessage> => {
  const { tenant, body } = input;
  const now = deps.clock.now();
  const request = { tenant, scope: 'message', key: input.key, body: JSON.stringify(body) };
  let draft: Draft;
  try {
    draft = await prepare(deps, tenant, body, now);
  } catch (error) {
    const known = error instanceof Refusal ? await deps.findKey(request) : undefined;
    const earlier = known === undefined ? undefined : await deps.messages.find(tenant, known.resourceId, consistent);
    if (earlier === undefined) throw error;
    return { messageId: earlier.value.messageId, status: earlier.value.status };
  }
  const claimed = await deps.claimKey({ ...request, resourceId: `${body.customerId}-${newId(now)}`, now });
  const message = messageOf(tenant, claimed.resourceId, body, draft, claimed.at);
  try {
    const uses = bindingActions(draft.files, message.messageId);
    await deps.messages.create(message, placeBody(draft.body, draft.parts).separate, uses);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const earlier = await deps.messages.find(tenant, message.messageId, consistent);
    if (earlier === undefined) throw error;
    // The request before may have died on its way to the queue; a job too many does no harm.
    if (earlier.value.phase === 'queued') await enqueueMessage(deps, earlier.value);
    return { messageId: earlier.value.messageId, status: earlier.value.status };
  }
  if (message.phase === 'queued') await enqueueMessage(deps, message);
  return { messageId: message.messageId, status: message.status };
};

const consistent = { consistent: true } as const;
