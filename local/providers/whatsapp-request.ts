import * as z from 'zod';
import { ProviderError } from './provider-double.ts';

/** Meta's id of a person for one business. */
export const userIdPattern = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** What Meta says of a value that it does not take (error 132018). */
const notFlat = 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces';

const requestSchema = z.object({
  originationPhoneNumberId: z.string().min(1),
  message: z.base64(),
  metaApiVersion: z.string().regex(/^v\d+\.\d+$/),
});

/** A medium by its id, which PostWhatsAppMessageMedia gave. */
const mediumSchema = z.strictObject({
  id: z.string().min(1),
  caption: z.string().min(1).max(1024).optional(),
  filename: z.string().min(1).max(240).optional(),
});
const media = ['image', 'document', 'audio', 'video'] as const;
const isMedium = (type: string): type is (typeof media)[number] => media.some((one) => one === type);

/** Meta's message as far as the double reads it. */
const messageSchema = z.looseObject({
  messaging_product: z.literal('whatsapp'),
  to: z.string().optional(),
  /** A user id in place of a number; where both stand, `to` counts. */
  recipient: z.string().optional(),
  type: z.string().default('text'),
  text: z.object({ body: z.string().min(1).max(4096) }).optional(),
  template: z
    .looseObject({
      name: z.string().min(1),
      language: z.looseObject({ code: z.string().min(1) }),
      components: z
        .array(z.looseObject({ type: z.string(), parameters: z.array(z.unknown()).default([]) }))
        .default([]),
    })
    .optional(),
  image: mediumSchema.optional(),
  document: mediumSchema.optional(),
  audio: mediumSchema.omit({ caption: true }).optional(),
  video: mediumSchema.optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
  /** `read` marks an inbound message as read; such a request has no recipient. */
  status: z.string().optional(),
});

export interface WhatsAppRequest {
  readonly phoneNumberId: string;
  /** Digits without plus sign, or a user id; undefined when the request only marks a message as read. */
  readonly recipient: string | undefined;
  readonly type: string;
  readonly mediaId: string | undefined;
  /** The template of the message, and the values that its body gets. */
  readonly template:
    | { readonly name: string; readonly language: string; readonly values: readonly string[] }
    | undefined;
  readonly callbackData: string | undefined;
}

/**
 * Checks a SendWhatsAppMessage: AWS's envelope, then Meta's message inside the blob.
 * https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html
 *
 * @throws ProviderError ValidationException (AWS's part) or InvalidParametersException (Meta's)
 */
export const parseWhatsApp = (body: unknown): WhatsAppRequest => {
  const request = requestSchema.safeParse(body);
  if (!request.success) throw new ProviderError(400, 'ValidationException', z.prettifyError(request.error));
  const message = messageSchema.safeParse(decodedMessage(request.data.message));
  if (!message.success) throw invalid(z.prettifyError(message.error));
  const { to, recipient: userId, type, text, template, biz_opaque_callback_data: callbackData, status } = message.data;
  const phoneNumberId = request.data.originationPhoneNumberId;
  if (status === 'read') {
    return { phoneNumberId, recipient: undefined, type: 'read', mediaId: undefined, template: undefined, callbackData };
  }
  const recipient = recipientOf(to, userId);
  if (type === 'text' && !text) throw invalid('a message of type text needs text.body');
  if (type === 'template' && !template) throw invalid('a message of type template needs template.name and language');
  const mediaId = isMedium(type) ? message.data[type]?.id : undefined;
  if (isMedium(type) && mediaId === undefined) throw invalid(`a message of type ${type} needs ${type}.id`);
  const asked = type === 'template' && template !== undefined ? template : undefined;
  const shownBody = asked?.components.find((component) => component.type.toLowerCase() === 'body');
  return {
    phoneNumberId,
    recipient,
    type,
    mediaId,
    template: asked && {
      name: asked.name,
      language: asked.language.code,
      values: (shownBody?.parameters ?? []).map((parameter) => parameterText(parameter)),
    },
    callbackData,
  };
};

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/ */
const recipientOf = (to: string | undefined, userId: string | undefined): string => {
  if (to === undefined && userId !== undefined) {
    if (!userIdPattern.test(userId)) throw invalid('recipient must be a user id');
    return userId;
  }
  const number = (to ?? '').replace(/^\+/, '');
  if (!/^[1-9]\d{6,14}$/.test(number)) throw invalid('to must be a phone number with country code');
  return number;
};

/** A value of the body as Meta takes it. @throws ProviderError 131008 for none, 132018 for what is no single line */
const parameterText = (parameter: unknown): string => {
  const { text } = z.looseObject({ text: z.string().catch('') }).parse(parameter);
  if (text.trim() === '') throw refused(131008, 'Required parameter is missing');
  if (/[\n\r\t\v\f\u0085\u2028\u2029]|\p{Zs}{5}/u.test(text)) throw refused(132018, notFlat);
  return text;
};

/** Recipient and callback data of any request that has them, also of one that will be refused: for the call log. */
export const describeWhatsApp = (
  body: unknown,
): {
  recipient?: string;
  attempt?: string;
  tags?: Record<string, string>;
} => {
  const blob = requestSchema.pick({ message: true }).safeParse(body);
  if (!blob.success) return {};
  let message: unknown;
  try {
    message = decodedMessage(blob.data.message);
  } catch {
    // The call itself answers what is wrong with the blob.
    return {};
  }
  const described = z
    .object({
      to: z.string().optional(),
      recipient: z.string().optional(),
      biz_opaque_callback_data: z.string().optional(),
    })
    .safeParse(message);
  if (!described.success) return {};
  const { recipient, to = recipient, biz_opaque_callback_data: attempt } = described.data;
  return {
    ...(to === undefined ? {} : { recipient: to }),
    ...(attempt === undefined ? {} : { attempt, tags: { biz_opaque_callback_data: attempt } }),
  };
};

const decodedMessage = (base64: string): unknown => {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
  } catch (cause) {
    throw invalid(`the message is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};

const invalid = (message: string): ProviderError => refused(100, `Invalid parameter: ${message}`);

const refused = (code: number, message: string): ProviderError =>
  new ProviderError(400, 'InvalidParametersException', `(#${code}) ${message}`);
