import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { PlannedEvent } from './event-queue.ts';
import { type Accepted, type ErrorDialect, ProviderDouble, ProviderError, parseJson } from './provider-double.ts';
import {
  type Handling,
  jsonAnswer,
  type ProviderRequest,
  type RunningService,
  type StoringContext,
} from './service.ts';
import { errorForNumber, type MetaError, metaError, reengagement, unsupportedType } from './whatsapp-errors.ts';
import {
  businessNumber,
  errorEntry,
  inboundEvent,
  type SentWhatsApp,
  statusEvent,
  type WhatsAppStatus,
  whatsAppStatuses,
} from './whatsapp-events.ts';
import { type LookAtFile, MediaStore } from './whatsapp-media.ts';
import { describeWhatsApp, parseWhatsApp, type WhatsAppRequest } from './whatsapp-request.ts';
import { createTemplateApi } from './whatsapp-template-api.ts';
import { TemplateBook } from './whatsapp-templates.ts';

/** Milliseconds between the events of one message. */
const stepMs = 25;
/** How long after the customer's last message free text may be sent. */
const windowMs = 24 * 60 * 60 * 1000;
/** What may be sent outside the window. */
const allowedOutsideWindow = new Set(['template', 'read']);

const restJson: ErrorDialect = {
  answer: (error) => jsonAnswer(error.status, { message: error.message }, { 'x-amzn-errortype': error.code }),
  faults: {
    throttle: new ProviderError(429, 'ThrottledRequestException', 'Rate exceeded.'),
    error500: new ProviderError(500, 'InternalServiceException', 'Internal service error (injected).'),
    badRequest: new ProviderError(400, 'InvalidParametersException', '(#100) Invalid parameter (injected).'),
  },
};

const emitSchema = z
  .strictObject({
    /** AWS's message id or the wamid. */
    messageId: z.string().optional(),
    /** The callback data, or a part of it. */
    attempt: z.string().optional(),
    event: z.enum(whatsAppStatuses),
    /** Meta's code, for `failed`. */
    code: z.int().optional(),
    /** Members that replace or complete those of the status. */
    detail: z.record(z.string(), z.unknown()).optional(),
    afterMs: z.int().min(0).default(0),
  })
  .refine((value) => value.messageId !== undefined || value.attempt !== undefined, 'messageId or attempt is required');

/** A business account, and AWS's ids of its numbers. */
export interface BusinessAccount {
  readonly id: string;
  readonly phoneNumberIds: readonly string[];
}

/** A file of a customer's message. */
const fileSchema = z.strictObject({ base64: z.base64(), mimeType: z.string() });

const inboundSchema = z.strictObject({
  /** The customer's number, with or without plus sign; left out: the customer shows only the user id. */
  from: z.string().optional(),
  /** Meta's id of the customer for this business. */
  userId: z.string().optional(),
  /** Our number: AWS's id, its ARN, or Meta's id. */
  phoneNumberId: z.string(),
  text: z.string().optional(),
  /** Meta's message type when it is not text, for example `image`, `unsupported`, `button`. */
  type: z.string().optional(),
  /** The members of `message[type]`. */
  content: z.record(z.string(), z.unknown()).optional(),
  /** Bytes of an image, video, audio, document or sticker; Meta gives them an id. */
  file: fileSchema.optional(),
  name: z.string().default('Cliente'),
  /** The wamid, to publish the same message twice. */
  id: z.string().optional(),
  /** When the customer wrote, ISO-8601; by default now. */
  at: z.iso.datetime({ offset: true }).optional(),
});

const mediaRequestSchema = z.looseObject({
  mediaId: z.string(),
  originationPhoneNumberId: z.string(),
  metadataOnly: z.boolean().default(false),
  destinationS3File: z.object({ bucketName: z.string(), key: z.string() }).optional(),
});

const settingsSchema = z.strictObject({
  /** Whether free text to somebody who never wrote fails; at Meta it does, here it does not unless asked for. */
  enforceWindow: z.boolean().optional(),
  /** ISO-8601 instants of customers' last messages, by number. */
  lastInbound: z.record(z.string(), z.iso.datetime({ offset: true })).optional(),
});

/**
 * End User Messaging Social (API `socialmessaging`) as far as Contacta calls it: messages, their media, and message
 * templates, with status events, inbound messages and news of templates on the one event destination that AWS allows.
 * Numbers of `accounts` send only templates that Meta has approved; of others it is not known what they have.
 */
export const startWhatsAppProvider = async (
  context: StoringContext & {
    readonly eventsTopicArn: string;
    readonly lookAtFile: LookAtFile;
    readonly accounts?: readonly BusinessAccount[];
  },
): Promise<RunningService> => {
  const double = new ProviderDouble('WhatsApp provider', context, restJson);
  const sent = new Map<string, SentWhatsApp>();
  const handedOver = new MediaStore(context.lookAtFile);
  const templates = new TemplateBook(context.dataDir);
  const templateApi = createTemplateApi(double, templates, context.eventsTopicArn);
  const lastInbound = new Map<string, number>();
  const media = new Map<string, z.infer<typeof fileSchema>>();
  let enforceWindow = false;

  const plan = (
    message: SentWhatsApp,
    status: WhatsAppStatus,
    afterMs: number,
    error?: MetaError,
    detail?: Readonly<Record<string, unknown>>,
  ): PlannedEvent => ({
    name: `${status} of ${message.messageId}`,
    afterMs,
    topicArns: [context.eventsTopicArn],
    build: (at) => statusEvent(status, message, at, error, detail),
  });

  /** Refuses a template that Meta would not send from this number. */
  const checkTemplate = ({ phoneNumberId, template }: WhatsAppRequest): void => {
    const account = context.accounts?.find(({ phoneNumberIds }) => phoneNumberIds.includes(phoneNumberId));
    if (template === undefined || account === undefined) return;
    const code = templates.faultOf(account.id, template);
    if (code === undefined) return;
    const { title } = metaError(code);
    throw new ProviderError(400, 'InvalidParametersException', `(#${code}) ${title}`);
  };

  const windowClosed = ({ recipient = '', type }: WhatsAppRequest): boolean => {
    if (allowedOutsideWindow.has(type)) return false;
    const last = lastInbound.get(recipient);
    return last === undefined ? enforceWindow : Date.now() - last > windowMs;
  };

  const send = (body: unknown): Accepted => {
    const request = parseWhatsApp(body);
    if (request.mediaId !== undefined) handedOver.check(request.type, request.mediaId);
    checkTemplate(request);
    const messageId = randomUUID();
    const { recipient } = request;
    if (recipient === undefined) return { body: { messageId } };
    const message: SentWhatsApp = {
      messageId,
      wamid: newWamid(),
      business: businessNumber(request.phoneNumberId),
      recipient,
      type: request.type,
      callbackData: request.callbackData,
    };
    sent.set(messageId, message);
    const error = windowClosed(request) ? metaError(reengagement) : errorForNumber(recipient);
    const reads = Number(recipient.slice(-1)) % 2 === 0;
    const course: WhatsAppStatus[] = error ? ['failed'] : ['sent', 'delivered', ...(reads ? ['read' as const] : [])];
    double.events.play([
      plan(message, 'accepted', stepMs),
      ...course.map((status) => plan(message, status, stepMs, status === 'failed' ? error : undefined)),
    ]);
    return { body: { messageId }, messageId };
  };

  const fetchMedia = async (body: unknown): Promise<Accepted> => {
    const wanted = mediaRequestSchema.parse(body);
    const file = media.get(wanted.mediaId);
    if (file === undefined) throw new ProviderError(404, 'ResourceNotFoundException', 'The media does not exist.');
    const bytes = Buffer.from(file.base64, 'base64');
    const target = wanted.destinationS3File;
    if (!wanted.metadataOnly) {
      if (target === undefined) throw restJson.faults.badRequest;
      // The key is a prefix: AWS adds the id, with an ending that follows from the type.
      const ending = file.mimeType.split('/')[1]?.split(/[;+]/)[0] ?? 'bin';
      await context.store(target.bucketName, `${target.key}${wanted.mediaId}.${ending}`, bytes, file.mimeType);
    }
    return { body: { mimeType: file.mimeType, fileSize: Math.ceil(bytes.length / 1024) } };
  };

  /** Every id is a linked number, except those with `absent` in them. */
  const linkedNumber = (id: string): Accepted => {
    if (id === '' || id.includes('absent')) {
      throw new ProviderError(404, 'ResourceNotFoundException', `Phone number ${id} is not linked.`);
    }
    const { arn, wabaId, metaPhoneNumberId, displayPhoneNumber } = businessNumber(id);
    return {
      body: {
        phoneNumber: {
          arn,
          phoneNumber: `+${displayPhoneNumber}`,
          phoneNumberId: id,
          metaPhoneNumberId,
          displayPhoneNumberName: 'Contacta',
          displayPhoneNumber,
          qualityRating: 'GREEN',
        },
        linkedWhatsAppBusinessAccountId: wabaId,
      },
    };
  };

  const api = async (request: ProviderRequest): Promise<Handling> => {
    if (request.method === 'POST' && request.path === '/v1/whatsapp/send') {
      const body = parseJson(request.body);
      return double.run({ operation: 'SendWhatsAppMessage', ...describeWhatsApp(body) }, () => send(body));
    }
    if (request.method === 'POST' && request.path === '/v1/whatsapp/media/get') {
      const body = parseJson(request.body);
      return double.run({ operation: 'GetWhatsAppMessageMedia' }, () => fetchMedia(body));
    }
    if (request.method === 'POST' && request.path === '/v1/whatsapp/media') {
      const body = parseJson(request.body);
      return double.run({ operation: 'PostWhatsAppMessageMedia' }, async () => ({ body: await handedOver.post(body) }));
    }
    if (request.method === 'GET' && request.path === '/v1/whatsapp/waba/phone/details') {
      const id = request.query.get('id') ?? '';
      const operation = 'GetLinkedWhatsAppBusinessAccountPhoneNumber';
      return double.run({ operation, recipient: id }, () => linkedNumber(id));
    }
    const handling = templateApi.handle(request);
    if (handling !== undefined) return handling;
    throw new ProviderError(
      404,
      'UnknownOperationException',
      `This double does not know ${request.method} ${request.path}.`,
    );
  };

  return double.start(api, {
    emit(body) {
      const decided = templateApi.decide(body);
      if (decided !== undefined) return decided;
      const wanted = emitSchema.parse(body);
      const message = [...sent.values()].findLast(
        ({ messageId, wamid, callbackData }) =>
          (wanted.messageId === undefined || wanted.messageId === messageId || wanted.messageId === wamid) &&
          (wanted.attempt === undefined || callbackData?.includes(wanted.attempt)),
      );
      if (!message) throw new ProviderError(404, 'NotFound', 'No accepted message since the start or reset fits.');
      const code = wanted.code ?? (wanted.event === 'failed' ? 131026 : undefined);
      const error = code === undefined ? undefined : metaError(code);
      double.events.play([plan(message, wanted.event, wanted.afterMs, error, wanted.detail)]);
      return { messageId: message.messageId, wamid: message.wamid, event: wanted.event };
    },
    receive(body) {
      const {
        from,
        userId,
        phoneNumberId,
        text,
        type = 'text',
        content,
        file,
        name,
        id = newWamid(),
        at,
      } = inboundSchema.parse(body);
      if (type === 'text' && text === undefined) {
        throw new ProviderError(400, 'BadRequest', 'An inbound message needs text, or a type other than text.');
      }
      const person = from ?? userId;
      if (person === undefined) throw new ProviderError(400, 'BadRequest', 'An inbound message needs from or userId.');
      const waId = from?.replace(/^\+/, '');
      const writer = waId ?? person;
      const writtenAt = at === undefined ? new Date() : new Date(at);
      lastInbound.set(writer, Math.max(writtenAt.getTime(), lastInbound.get(writer) ?? 0));
      const given = content ?? {};
      const mediaId = String(Math.floor(Math.random() * 1e15));
      if (file !== undefined) media.set(mediaId, file);
      const own = file === undefined ? given : { id: mediaId, mime_type: file.mimeType, sha256: 'x', ...given };
      const message = {
        from: waId,
        from_user_id: userId,
        id,
        timestamp: String(Math.floor(writtenAt.getTime() / 1000)),
        type,
        ...(type === 'unsupported'
          ? { errors: [errorEntry(metaError(unsupportedType))] }
          : { [type]: type === 'text' ? { body: text } : own }),
      };
      double.events.play([
        {
          name: `inbound ${id}`,
          afterMs: 0,
          topicArns: [context.eventsTopicArn],
          build: (now) => inboundEvent(businessNumber(phoneNumberId), { waId, userId, name }, message, now),
        },
      ]);
      return { id };
    },
    configure(body) {
      const settings = settingsSchema.parse(body);
      enforceWindow = settings.enforceWindow ?? enforceWindow;
      for (const [number, at] of Object.entries(settings.lastInbound ?? {})) {
        lastInbound.set(number.replace(/^\+/, ''), Date.parse(at));
      }
      return { enforceWindow, knownWindows: lastInbound.size };
    },
    reset() {
      sent.clear();
      handedOver.clear();
      templates.clear();
      lastInbound.clear();
      media.clear();
      enforceWindow = false;
    },
  });
};

const newWamid = (): string => `wamid.${randomBytes(27).toString('base64')}`;
