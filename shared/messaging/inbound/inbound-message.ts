/** What an inbound message becomes: an interaction of its customer (B1, I14). Pure. */
import type { Attachment } from '#contract/attachments.ts';
import { codedWords, placeholderOf, receivedKinds } from '#contract/received-words.ts';
import type { Channel, Label } from '#contract/vocabulary.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import { placeBody, previewOf } from '../content/content.ts';
import type { SenderChange } from '../ledger/message-fields.ts';
import { newMessage } from '../ledger/new-message.ts';
import { inboundIdPart } from '../ledger/received-content.ts';
import type { InboundKind } from '../providers/signals.ts';
import type { InboundDraft } from './inbound-store.ts';

/** Longest text that is kept, in UTF-16 code units: far above what SMS and WhatsApp carry, far below an item's limit. */
export const maxText = 65_536;

/** Where there are no words: what it is, so that people see that something came. */
const kindLabels: Readonly<Record<InboundKind, Label>> = receivedKinds;

const permissionWords: Readonly<Record<string, Label>> = { accept: codedWords.accept, reject: codedWords.reject };

/** Words that the channel says by a code, or by saying nothing. */
const wordsOf = (
  message: { readonly kind: InboundKind; readonly text: string },
  language: CompanyValue['language'],
) => {
  const { kind, text } = message;
  if (kind === 'reaction' && text.trim() === '') return codedWords.takenBack[language];
  if (kind === 'call_permission' && Object.hasOwn(permissionWords, text))
    return permissionWords[text]?.[language] ?? text;
  return text;
};

/** Text of a message as people see it: its words, with what it is in front where it is no plain text. */
export const shownText = (
  message: { readonly kind: InboundKind; readonly text: string },
  language: CompanyValue['language'],
): string => {
  const words = wordsOf(message, language).toWellFormed().slice(0, maxText).toWellFormed();
  const isPlain = message.kind === 'text' || message.kind === 'button' || message.kind === 'interactive';
  if (isPlain && words.trim() !== '') return words;
  return `${placeholderOf(kindLabels[message.kind], language)} ${words}`.trim();
};

/** @returns the interaction with the body apart where it is long; its id follows from time and provider id alone */
export const inboundMessage = (input: {
  readonly company: CompanyValue;
  readonly customer: CustomerValue;
  readonly segment: string;
  readonly channel: Channel;
  readonly providerId: string;
  readonly token: string;
  /** Provider time, epoch ms. */
  readonly at: number;
  /** The provider's own time where it is not believed. */
  readonly statedAt?: number | undefined;
  /** Epoch ms. */
  readonly now: number;
  /** Sender in the spelling of the customer's address, else as it came. */
  readonly sender: string;
  readonly addressId: string | null;
  readonly text: string;
  /** Outbound message that this one answers (Q18). */
  readonly answeredId: string | null;
  /** Of e-mail, at most `maxSubject` characters. */
  readonly subject?: string | null;
  readonly attachments?: readonly Attachment[];
  /** Written by a program: it makes nobody look. */
  readonly automatic?: boolean;
  readonly unverified?: boolean;
  /** A call that nobody took. */
  readonly missed?: boolean;
  /** Near a refusal: a person is asked (F24). */
  readonly asksOptOut?: boolean;
  readonly newNumber?: string | undefined;
  /** The customer changed it before it had a customer. */
  readonly changed?: SenderChange | undefined;
}): InboundDraft => {
  const { customer, statedAt } = input;
  const body = placeBody(input.text);
  const times = { at: input.at, recordedAt: input.now, ...(statedAt === undefined ? {} : { statedAt }) };
  const message = newMessage({
    customer,
    timeZone: input.company.timeZone,
    messageId: `${customer.customerId}-${inboundIdPart(input.at, input.token)}`,
    addressId: input.addressId,
    recipient: input.sender,
    channel: input.channel,
    direction: 'inbound',
    purpose: input.automatic === true ? 'automatic' : 'manual',
    freeText: true,
    subject: input.subject,
    preview: previewOf(input.text),
    body: body.inline,
    attachments: [...(input.attachments ?? [])],
    phase: 'ended',
    facts: [{ kind: 'received', ...times }],
    acceptedAt: input.at,
    segment: input.segment,
    previousMessageId: input.answeredId,
    providerId: input.providerId,
    unverified: input.unverified,
    missed: input.missed === true ? true : undefined,
    optOut: input.asksOptOut === true ? 'open' : undefined,
    newNumber: input.newNumber,
    changed: input.changed,
  });
  return { message, longBody: body.separate?.body };
};
