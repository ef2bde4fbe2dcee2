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
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { TakeSend } from '#shared/companies/take-allowance.ts';
import type { AddressStateStore } from '#shared/contactability/address-state.ts';
import { askGate, contactRefusal, type GateAnswer } from '#shared/contactability/contact-question.ts';
import { companyDay, segmentOn } from '#shared/customers/debts.ts';
import { type AddressValue, familyOf } from '#shared/customers/entities.ts';
import type { Contact } from '#shared/customers/read-contact.ts';
import { bindingActions } from '../attachments/attachment-store.ts';
import type { AttachmentFileValue } from '../attachments/entities.ts';
import { checkCarried } from '../attachments/rules.ts';
import {
  findAttachments,
  shownAttachments,
  type TakeAttachmentsDeps,
  takeAttachments,
} from '../attachments/take-attachments.ts';
import { checkBody, checkSubject, placeBody, previewOf } from '../content/content.ts';
import type { ContentPart } from '../content/content-parts.ts';
import { checkInvoices } from '../documents/invoice.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { MessageLog, MessageStore } from '../ledger/message-store.ts';
import { newMessage } from '../ledger/new-message.ts';
import { tokenOfMessage } from '../ledger/received-content.ts';
import { enqueued, stopped } from '../ledger/transition.ts';
import { usefulUntilOf } from '../ledger/useful-time.ts';
import { type ComposeDeps, composeContent } from '../templates/compose-content.ts';
import { enqueueMessage } from './enqueue-message.ts';
import type { SendQueues } from './send-queue.ts';

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
  /** Counts the message against what the company may send. @throws Refusal RATE_LIMITED */
  readonly takeSend: TakeSend;
  /** Uploaded files; touched only by messages that have some. */
  readonly uploads: TakeAttachmentsDeps;
  readonly queues: Pick<SendQueues, 'enqueue'>;
  readonly clock: Clock;
  readonly log: MessageLog;
}

export interface SendMessageInput {
  readonly tenant: string;
  /** Who sends it. */
  readonly userId: string;
  /** Idempotency-Key. */
  readonly key: string;
  readonly body: MessageCreate;
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
  readonly usefulUntil: number | undefined;
  /** Mail of the customer that this one answers. */
  readonly repliesTo: string | undefined;
  /** "Última comunicación asociada" (Q18). */
  readonly previousMessageId: string | null;
  /** Set when the message is recorded but will not go: a pause stands against an automatic one (Q8). */
  readonly skipped: GateAnswer['reasons'];
}

const sendTime = (text: string | undefined, now: number): number | null => {
  if (text === undefined) return null;
  const parsed = parseInstant(text);
  if ('code' in parsed) throw new Refusal(parsed.code, 'sendAt: use ISO-8601 with an offset.');
  if (parsed.ms < now - 60_000 || parsed.ms > now + yearMs) {
    throw Refusal.at('sendAt', 'DATE_OUT_OF_RANGE', 'from now to one year ahead.');
  }
  return parsed.ms <= now ? null : parsed.ms;
};

const sendable = (address: AddressValue | undefined): Draft['address'] => {
  if (address === undefined) throw new Refusal('ADDRESS_NOT_FOUND', 'The customer has no address with this id.');
  const { channel } = address;
  if (!isSendingChannel(channel)) throw new Refusal('CHANNEL_NOT_SENDABLE', 'A call cannot be sent as a message.');
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

const prepare = async (
  deps: SendMessageDeps,
  { tenant, userId, body: input }: SendMessageInput,
  now: number,
): Promise<Draft> => {
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
    customerIds: familyOf(contact.customer),
  });
  if (announced.some(({ value }) => value.source === 'invoice')) checkInvoices(company);
  checkCarried(channel, shownAttachments(announced), { body: content.body, isTemplate: content.template !== null });
  const sendAt = sendTime(input.sendAt, now);
  const useful = usefulUntilOf(
    { asked: input.usefulUntil, templateHours: content.usefulHours },
    Math.max(sendAt ?? now, now),
  );
  const state = await deps.states.find({ tenant, channel, hash });
  const freeText = content.template === null;
  const { purpose, origin } = input;
  const { reasons, decision, alert } = askGate({
    company,
    customer: contact.customer,
    gate: contact.gate,
    channel,
    address,
    state: state?.value,
    intent: { purpose, origin, freeText, templateState: content.state },
    now: sendAt ?? now,
  });
  if (decision === 'blocked') throw contactRefusal(reasons, company.language, alert);
  const { body, parts, template } = content;
  const skipped = decision === 'skipped' ? reasons : [];
  const latest = await deps.messages.listLatest(contact.customer);
  // Of what is refused nothing is counted, and what is not counted leaves no file behind that nobody uses.
  await deps.takeSend({ tenant, userId });
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
    usefulUntil: useful,
    repliesTo: input.purpose === 'manual' ? answeredMail(latest, address) : undefined,
    previousMessageId: latest.find(({ direction }) => direction === 'outbound')?.messageId ?? null,
    skipped,
  };
};

const messageOf = (
  messageId: string,
  { userId, body: input }: SendMessageInput,
  draft: Draft,
  acceptedAt: number,
): MessageValue => {
  const { address, sendAt, company } = draft;
  const { customer } = draft.contact;
  const message = newMessage({
    customer,
    timeZone: company.timeZone,
    messageId,
    addressId: address.addressId,
    recipient: address.value,
    channel: address.channel,
    purpose: input.purpose,
    origin: input.origin,
    author: userId,
    template: draft.template,
    freeText: draft.freeText,
    subject: draft.subject,
    preview: previewOf(draft.body === '' ? (draft.files[0]?.value.fileName ?? '') : draft.body),
    body: placeBody(draft.body, draft.parts).inline,
    attachments: shownAttachments(draft.files),
    phase: sendAt === null ? 'queued' : 'scheduled',
    acceptedAt,
    sendAt,
    segment: segmentOn(company, customer, companyDay(company, acceptedAt)),
    previousMessageId: draft.previousMessageId,
    dueAt: sendAt,
    repliesTo: draft.repliesTo,
    usefulUntil: draft.usefulUntil,
  });
  const waiting = sendAt === null ? enqueued(message, acceptedAt) : message;
  return draft.skipped.length === 0
    ? waiting
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
export const sendMessage = async (deps: SendMessageDeps, input: SendMessageInput): Promise<AcceptedMessage> => {
  const { tenant, body } = input;
  const now = deps.clock.now();
  const request = { tenant, scope: 'message', key: input.key, body: JSON.stringify(body) };
  let draft: Draft;
  try {
    draft = await prepare(deps, input, now);
  } catch (error) {
    const known = error instanceof Refusal ? await deps.findKey(request) : undefined;
    const earlier = known === undefined ? undefined : await deps.messages.find(tenant, known.resourceId, consistent);
    if (earlier === undefined) throw error;
    return { messageId: earlier.value.messageId, status: earlier.value.status };
  }
  const resourceId = `${draft.contact.customer.customerId}-${newId(now)}`;
  const claimed = await deps.claimKey({ ...request, resourceId, now });
  const message = messageOf(claimed.resourceId, input, draft, claimed.at);
  const uses = bindingActions(draft.files, message.messageId);
  const kept = await writeOnce(
    () => deps.messages.create(message, placeBody(draft.body, draft.parts).separate, uses).then(() => message),
    async (failed) => {
      const earlier = await deps.messages.find(tenant, message.messageId, consistent);
      if (earlier === undefined) throw failed;
      return earlier.value;
    },
  );
  // A request before may have died on its way to the queue; a job too many does no harm.
  if (kept.phase === 'queued') await enqueueMessage(deps, kept);
  return { messageId: kept.messageId, status: kept.status };
};

const consistent = { consistent: true } as const;
