/**
 * Providers at the SDK's border: they log every call before anybody can lose the answer, take what they are asked to
 * send, and know the events that they will publish about it, in their own formats. What becomes of a message follows
 * from its recipient, by the rules of the local runner's doubles.
 */
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging';
import * as z from 'zod';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { bounceDetail, emailEvent, mailObject, newEmailMessageId } from '../../local/providers/email-events.ts';
import { outcomeFor } from '../../local/providers/email-outcomes.ts';
import { parseSendEmail } from '../../local/providers/email-request.ts';
import { textCourse, textEvent } from '../../local/providers/sms-events.ts';
import { errorForNumber } from '../../local/providers/whatsapp-errors.ts';
import { businessNumber, statusEvent, type WhatsAppStatus } from '../../local/providers/whatsapp-events.ts';
import type { TemplateBook } from '../../local/providers/whatsapp-templates.ts';
import { sdkError } from './faults.ts';
import { answerTemplates, createTemplateBook } from './template-doubles.ts';

export interface ProviderCall {
  readonly channel: SendingChannel;
  readonly attemptId: string;
  readonly messageId: string;
  readonly recipient: string;
  /** False where the provider refused it for certain. */
  readonly accepted: boolean;
  readonly providerId: string;
  /** Bodies of the events queue, in the order in which the provider publishes them. */
  readonly events: readonly string[];
}

const settings = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** A client that never reaches the network: `send` answers in its place. */
const answering = <Client extends object>(client: Client, send: (command: unknown) => Promise<unknown>): Client =>
  new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });

const inputOf = (command: unknown): unknown => (command as { input: unknown }).input;
const nameOf = (command: unknown): string => (command as { constructor: { name: string } }).constructor.name;

let notifications = 0;

/** The envelope in which SNS hands an event to SQS. */
export const snsBody = (event: object, at: number): string => {
  notifications += 1;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: `notification-${notifications}`,
    TopicArn: 'arn:aws:sns:us-east-1:111122223333:events',
    Message: JSON.stringify(event),
    Timestamp: new Date(at).toISOString(),
  });
};

const TextInput = z.looseObject({
  DestinationPhoneNumber: z.string(),
  OriginationIdentity: z.string(),
  Context: z.record(z.string(), z.string()),
});
const MediaInput = z.looseObject({
  mediaId: z.string(),
  destinationS3File: z.object({ bucketName: z.string(), key: z.string() }),
});
const WhatsAppInput = z.looseObject({ originationPhoneNumberId: z.string(), message: z.instanceof(Uint8Array) });
const WhatsAppBody = z.looseObject({ to: z.string(), type: z.string(), biz_opaque_callback_data: z.string() });

const messageOf = (attemptId: string): string => attemptId.slice(0, attemptId.lastIndexOf('-'));

export class Providers {
  readonly calls: ProviderCall[] = [];
  /** E-mail addresses that SES would refuse to send to. */
  readonly suppressed = new Set<string>();
  /** Answers of the next calls in place of acceptance: certain refusals. */
  readonly refusals: Error[] = [];
  readonly email: SESv2Client;
  readonly sms: PinpointSMSVoiceV2Client;
  readonly whatsapp: SocialMessagingClient;
  /** The same service as it stores files of messages in the bucket. */
  readonly media: (engines: { readonly s3: S3Client }) => SocialMessagingClient;
  /** Files that Meta has, by their ids. */
  readonly files = new Map<string, Uint8Array>();
  readonly #now: () => number;
  #templates: TemplateBook | undefined;

  /** What Meta has of templates. */
  get templates(): TemplateBook {
    this.#templates ??= createTemplateBook(this.#now);
    return this.#templates;
  }

  constructor(now: () => number) {
    this.#now = now;
    this.email = answering(new SESv2Client(settings), async (command) => {
      if (nameOf(command) === 'SendEmailCommand') return this.#sendEmail(inputOf(command));
      const { EmailAddress } = z.looseObject({ EmailAddress: z.string() }).parse(inputOf(command));
      if (!this.suppressed.delete(EmailAddress)) throw sdkError('NotFoundException');
      return {};
    });
    this.sms = answering(new PinpointSMSVoiceV2Client(settings), async (command) => {
      if (nameOf(command) === 'SendTextMessageCommand') return this.#sendText(inputOf(command));
      return {};
    });
    this.whatsapp = answering(new SocialMessagingClient(settings), async (command) =>
      nameOf(command).includes('MessageTemplate')
        ? answerTemplates(this.templates, nameOf(command), inputOf(command))
        : this.#sendWhatsApp(inputOf(command)),
    );
    this.media = (engines) =>
      answering(new SocialMessagingClient(settings), async (command) => this.#storeMedia(inputOf(command), engines));
  }

  #log(call: Omit<ProviderCall, 'messageId' | 'accepted' | 'events'>, events: () => readonly object[]): void {
    const refusal = this.refusals.shift();
    const messageId = messageOf(call.attemptId);
    const bodies = refusal === undefined ? events().map((event) => snsBody(event, this.#now())) : [];
    this.calls.push({ ...call, messageId, accepted: refusal === undefined, events: bodies });
    if (refusal !== undefined) throw refusal;
  }

  #sendEmail(input: unknown) {
    const request = parseSendEmail(input);
    const sentAt = new Date(this.#now());
    const later = new Date(this.#now() + 2_000);
    const providerId = newEmailMessageId(sentAt);
    const recipient = request.Destination.ToAddresses[0] ?? '';
    const attemptId = request.EmailTags.find(({ Name }) => Name === 'attemptId')?.Value ?? '';
    const email = {
      messageId: providerId,
      sentAt,
      configurationSet: request.ConfigurationSetName,
      tenant: request.TenantName,
      attempt: attemptId,
      recipients: [recipient],
      mail: mailObject(request, providerId, sentAt),
    };
    const send = emailEvent('Send', email, [recipient], sentAt);
    this.#log({ channel: 'email', attemptId, recipient, providerId }, () => {
      const outcome = outcomeFor(recipient);
      if (outcome.kind === 'delivery') return [send, emailEvent('Delivery', email, [recipient], later)];
      if (outcome.kind === 'complaint') {
        const complaint = emailEvent('Complaint', email, [recipient], new Date(this.#now() + 60_000));
        return [send, emailEvent('Delivery', email, [recipient], later), complaint];
      }
      if (outcome.suppresses) this.suppressed.add(recipient);
      return [send, emailEvent('Bounce', email, [recipient], later, bounceDetail(outcome, [recipient]))];
    });
    return { MessageId: providerId };
  }

  #sendText(input: unknown) {
    const { DestinationPhoneNumber: destination, OriginationIdentity, Context: context } = TextInput.parse(input);
    const requestedAt = new Date(this.#now());
    const providerId = `sms-${context.attemptId ?? ''}-${this.calls.length}`;
    const text = {
      messageId: providerId,
      requestedAt,
      configurationSet: undefined,
      originationIdentity: OriginationIdentity,
      destination,
      messageType: 'TRANSACTIONAL',
      encoding: 'GSM',
      parts: 1,
      context,
    } as const;
    this.#log({ channel: 'sms', attemptId: context.attemptId ?? '', recipient: destination, providerId }, () =>
      textCourse(destination).map((kind, step) => textEvent(kind, text, new Date(this.#now() + step * 1_000))),
    );
    return { MessageId: providerId };
  }

  async #storeMedia(input: unknown, { s3 }: { readonly s3: S3Client }) {
    const { mediaId, destinationS3File } = MediaInput.parse(input);
    const { bucketName: Bucket, key } = destinationS3File;
    const bytes = this.files.get(mediaId);
    if (bytes === undefined) throw sdkError('ResourceNotFoundException');
    await s3.send(new PutObjectCommand({ Bucket, Key: `${key}${mediaId}.jpeg`, Body: bytes }));
    return { mimeType: 'image/jpeg', fileSize: 1 };
  }

  #sendWhatsApp(input: unknown) {
    const { originationPhoneNumberId, message } = WhatsAppInput.parse(input);
    const body = WhatsAppBody.parse(JSON.parse(new TextDecoder().decode(message)));
    const attemptId = body.biz_opaque_callback_data.split('|')[2] ?? '';
    const providerId = `aws-${attemptId}-${this.calls.length}`;
    const sent = {
      messageId: providerId,
      wamid: `wamid.${attemptId}.${this.calls.length}`,
      business: businessNumber(originationPhoneNumberId),
      recipient: body.to.replace('+', ''),
      type: body.type,
      callbackData: body.biz_opaque_callback_data,
    };
    this.#log({ channel: 'whatsapp', attemptId, recipient: body.to, providerId }, () => {
      const error = errorForNumber(sent.recipient);
      const course: readonly WhatsAppStatus[] = error ? ['accepted', 'failed'] : ['accepted', 'sent', 'delivered'];
      return course.map((status, step) =>
        statusEvent(status, sent, new Date(this.#now() + step * 1_000), status === 'failed' ? error : undefined),
      );
    });
    return { messageId: providerId };
  }
}
