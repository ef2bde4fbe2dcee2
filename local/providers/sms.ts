import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { phoneNumbers } from './accounts-api.ts';
import type { PlannedEvent } from './event-queue.ts';
import { defaultOptOutList, OptOutLists, optOutWord } from './opt-out-lists.ts';
import { type Accepted, ProviderDouble, ProviderError, parseJson } from './provider-double.ts';
import type { Handling, ProviderContext, ProviderRequest, RunningService } from './service.ts';
import { awsJson, optOutOperation, parseSendText, resourceName } from './sms-api.ts';
import {
  isTextEventKind,
  messageParts,
  type SentText,
  type TextEventKind,
  textCourse,
  textEvent,
} from './sms-events.ts';

/** Milliseconds between the events of one message. */
const stepMs = 25;
const targetPrefix = 'PinpointSMSVoiceV2.';

const emitSchema = z
  .strictObject({
    messageId: z.string().optional(),
    attempt: z.string().optional(),
    event: z.string(),
    /** Members that replace or complete those of the event. */
    detail: z.record(z.string(), z.unknown()).optional(),
    afterMs: z.int().min(0).default(0),
  })
  .refine((value) => value.messageId !== undefined || value.attempt !== undefined, 'messageId or attempt is required');

const inboundSchema = z.strictObject({
  /** The customer's number, E.164. */
  from: z.string(),
  /** Our number, E.164. */
  to: z.string(),
  body: z.string(),
  /** To publish the same message twice, as SNS may. */
  inboundMessageId: z.string().optional(),
});

const settingsSchema = z.strictObject({
  /** Message parts per second, 0 for no sending at all; absent: no limit. */
  partsPerSecond: z.number().min(0).optional(),
});

/**
 * End User Messaging SMS (API `pinpoint-sms-voice-v2`) as far as Contacta calls it: SendTextMessage and the opt-out
 * list, with TEXT_* events and two-way messages.
 */
export const startSmsProvider = async (
  context: ProviderContext & {
    readonly configurationSets: readonly { name: string; topicArn: string }[];
    readonly inboundTopicArn: string;
    /** Numbers of the account, as `DescribePhoneNumbers` lists them. */
    readonly numbers?: readonly string[];
  },
): Promise<RunningService> => {
  const double = new ProviderDouble('SMS provider', context, awsJson);
  const optOuts = new OptOutLists(context.dataDir);
  const sent = new Map<string, SentText>();
  let partsPerSecond = Number.POSITIVE_INFINITY;
  let second = { startedAt: 0, parts: 0 };

  const plan = (
    text: SentText,
    kind: TextEventKind,
    afterMs: number,
    detail?: Readonly<Record<string, unknown>>,
  ): PlannedEvent => ({
    name: `${kind} of ${text.messageId}`,
    afterMs,
    topicArns: context.configurationSets
      .filter(({ name }) => name === text.configurationSet)
      .map(({ topicArn }) => topicArn),
    build: (at) => textEvent(kind, text, at, detail),
  });

  const takeFromRate = (parts: number): void => {
    const now = Date.now();
    if (now - second.startedAt >= 1000) second = { startedAt: now, parts: 0 };
    if (second.parts + parts > partsPerSecond) throw awsJson.faults.throttle;
    second.parts += parts;
  };

  const send = (body: unknown): Accepted => {
    const request = parseSendText(body);
    const configurationSet =
      request.ConfigurationSetName === undefined ? undefined : resourceName(request.ConfigurationSetName);
    if (configurationSet !== undefined && !context.configurationSets.some(({ name }) => name === configurationSet)) {
      throw new ProviderError(
        400,
        'ResourceNotFoundException',
        `Configuration set ${configurationSet} does not exist.`,
        {
          ResourceType: 'configuration-set',
          ResourceId: configurationSet,
        },
      );
    }
    const destination = request.DestinationPhoneNumber;
    if (optOuts.holds(destination)) {
      throw new ProviderError(400, 'ConflictException', 'The destination phone number has opted out.', {
        Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
        ResourceType: 'phone-number',
        ResourceId: destination,
      });
    }
    const messageId = randomUUID();
    if (request.DryRun) return { body: { MessageId: messageId } };
    const { encoding, parts } = messageParts(request.MessageBody ?? '');
    takeFromRate(parts);
    const text: SentText = {
      messageId,
      requestedAt: new Date(),
      configurationSet,
      originationIdentity: resourceName(request.OriginationIdentity ?? 'NOTICE'),
      destination,
      messageType: request.MessageType,
      encoding,
      parts,
      context: request.Context,
    };
    sent.set(messageId, text);
    double.events.play(textCourse(destination).map((kind) => plan(text, kind, stepMs)));
    return { body: { MessageId: messageId }, messageId };
  };

  const api = async (request: ProviderRequest): Promise<Handling> => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const operation = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : target;
    const body = parseJson(request.body);
    if (operation === 'SendTextMessage') {
      return double.run({ operation, ...describeSend(body) }, () => send(body));
    }
    if (operation === 'DescribePhoneNumbers') {
      return double.run({ operation }, () => phoneNumbers(body, context.numbers ?? []));
    }
    return double.run({ operation, recipient: numberIn(body) }, () => {
      const answer = optOutOperation(operation, body, optOuts);
      if (answer) return { body: answer };
      throw new ProviderError(400, 'UnknownOperationException', `This double does not know "${operation}".`);
    });
  };

  return double.start(api, {
    emit(body) {
      const wanted = emitSchema.parse(body);
      const text = [...sent.values()].findLast(
        ({ messageId, context: tags }) =>
          (wanted.messageId === undefined || wanted.messageId === messageId) &&
          (wanted.attempt === undefined || wanted.attempt === tags.attemptId),
      );
      if (!text) throw new ProviderError(404, 'NotFound', 'No accepted message since the start or reset fits.');
      const kind = wanted.event;
      if (!isTextEventKind(kind)) throw new ProviderError(400, 'BadRequest', `There is no SMS event "${kind}".`);
      double.events.play([plan(text, kind, wanted.afterMs, wanted.detail)]);
      return { messageId: text.messageId, event: kind };
    },
    receive(body) {
      const { from, to, body: messageBody, inboundMessageId = randomUUID() } = inboundSchema.parse(body);
      const keyword = optOutWord(messageBody);
      if (keyword) optOuts.put(defaultOptOutList, { number: from, at: Date.now(), endUser: true });
      const previous = [...sent.values()].findLast(({ destination }) => destination === from);
      const event = {
        originationNumber: from,
        destinationNumber: to,
        messageKeyword: keyword ?? 'KEYWORD_111122223333',
        messageBody,
        ...(previous ? { previousPublishedMessageId: previous.messageId } : {}),
        inboundMessageId,
      };
      double.events.play([
        { name: `inbound ${inboundMessageId}`, afterMs: 0, topicArns: [context.inboundTopicArn], build: () => event },
      ]);
      return { inboundMessageId };
    },
    configure(body) {
      partsPerSecond = settingsSchema.parse(body).partsPerSecond ?? Number.POSITIVE_INFINITY;
      return { partsPerSecond: Number.isFinite(partsPerSecond) ? partsPerSecond : null };
    },
    reset() {
      sent.clear();
      optOuts.clear();
      partsPerSecond = Number.POSITIVE_INFINITY;
    },
  });
};

const describedSchema = z.object({
  DestinationPhoneNumber: z.string().optional(),
  Context: z.record(z.string(), z.string()).default({}),
});

/** What the call log says about a send, also about one that is refused. */
const describeSend = (body: unknown) => {
  const { DestinationPhoneNumber, Context = {} } = describedSchema.safeParse(body).data ?? {};
  return { recipient: DestinationPhoneNumber, attempt: Context.attemptId, tags: Context };
};

const numberSchema = z.object({
  OptedOutNumber: z.string().optional(),
  OptedOutNumbers: z.array(z.string()).optional(),
});

const numberIn = (body: unknown): string | undefined => {
  const parsed = numberSchema.safeParse(body).data;
  return parsed?.OptedOutNumber ?? parsed?.OptedOutNumbers?.join(', ');
};
