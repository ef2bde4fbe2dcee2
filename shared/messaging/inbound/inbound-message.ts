/** What an inbound message becomes: an interaction of its customer (B1, I14). Pure. */
import type { Attachment } from '#contract/attachments.ts';
import type { Channel } from '#contract/vocabulary.ts';
import { localDay } from '#platform/local-time.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import type { InboundKind } from '../channels/signals.ts';
import { placeBody, previewOf } from '../content.ts';
import type { MessageValue } from '../entities.ts';
import { withFacts } from '../transition.ts';
import { inboundIdPart } from './entities.ts';
import type { InboundDraft } from './inbound-store.ts';

/** Longest text that is kept, in UTF-16 code units: far above what SMS and WhatsApp carry, far below an item's limit. */
export const maxText = 65_536;

/** Where there are no words: what it is, so that people see that something came. */
const kindLabels: Readonly<Record<InboundKind, { readonly es: string; readonly en: string }>> = {
  text: { es: 'mensaje vacío', en: 'empty message' },
  image: { es: 'imagen', en: 'image' },
  video: { es: 'video', en: 'video' },
  audio: { es: 'audio', en: 'audio' },
  document: { es: 'documento', en: 'document' },
  sticker: { es: 'sticker', en: 'sticker' },
  location: { es: 'ubicación', en: 'location' },
  contacts: { es: 'contacto', en: 'contact' },
  button: { es: 'botón', en: 'button' },
  interactive: { es: 'respuesta', en: 'answer' },
  reaction: { es: 'reacción', en: 'reaction' },
  order: { es: 'pedido', en: 'order' },
  system: { es: 'aviso del canal', en: 'notice of the channel' },
  unsupported: { es: 'mensaje que el canal no muestra', en: 'message that the channel does not show' },
};

/** Text of a message as people see it: its words, with what it is in front where it is no plain text. */
export const shownText = (
  message: { readonly kind: InboundKind; readonly text: string },
  language: CompanyValue['language'],
): string => {
  const words = message.text.toWellFormed().slice(0, maxText).toWellFormed();
  const isPlain = message.kind === 'text' || message.kind === 'button' || message.kind === 'interactive';
  if (isPlain && words.trim() !== '') return words;
  return `[${kindLabels[message.kind][language]}] ${words}`.trim();
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
}): InboundDraft => {
  const { customer } = input;
  const body = placeBody(input.text);
  const message: MessageValue = {
    tenant: customer.tenant,
    messageId: `${customer.customerId}-${inboundIdPart(input.at, input.token)}`,
    customerId: customer.customerId,
    customerName: customer.name,
    document:
      customer.documentType === null || customer.documentNumber === null
        ? null
        : { type: customer.documentType, number: customer.documentNumber },
    addressId: input.addressId,
    recipient: input.sender,
    channel: input.channel,
    direction: 'inbound',
    purpose: input.automatic === true ? 'automatic' : 'manual',
    origin: null,
    template: null,
    freeText: true,
    subject: input.subject ?? null,
    preview: previewOf(input.text),
    body: body.inline,
    attachments: [...(input.attachments ?? [])],
    phase: 'ended',
    status: 'received',
    facts: [],
    attempts: [],
    retries: 0,
    acceptedAt: input.at,
    sendAt: null,
    sentAt: null,
    day: localDay(input.at, input.company.timeZone),
    advisorId: customer.advisorId,
    segment: input.segment,
    portfolios: customer.portfolios,
    source: 'platform',
    previousMessageId: input.answeredId,
    dueAt: null,
    providerId: input.providerId,
    unverified: input.unverified ?? false,
    result: null,
    ...(input.missed === true ? { missed: true } : {}),
  };
  const received = withFacts(message, [{ kind: 'received', at: input.at, recordedAt: input.now }], 'ended');
  return { message: received, longBody: body.separate?.body };
};
