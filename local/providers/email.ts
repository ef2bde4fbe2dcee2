import * as z from 'zod';
import { emailIdentity } from './accounts-api.ts';
import {
  bounceDetail,
  type EmailEventKind,
  emailEvent,
  foldedKind,
  isEmailEventKind,
  mailObject,
  newEmailMessageId,
  type SentEmail,
} from './email-events.ts';
import { type EmailOutcome, outcomeFor, suppressedOutcome } from './email-outcomes.ts';
import { type ReceiptRule, receiveEmail } from './email-receipt.ts';
import { parseSendEmail, recipientsOf, type SendEmailRequest, withoutRecipients } from './email-request.ts';
import type { PlannedEvent } from './event-queue.ts';
import { startOutbox } from './outbox.ts';
import { type Accepted, type ErrorDialect, ProviderDouble, ProviderError, parseJson } from './provider-double.ts';
import { SendingLimits } from './sending-limits.ts';
import {
  type Handling,
  jsonAnswer,
  type ProviderRequest,
  type RunningService,
  type StoringContext,
} from './service.ts';
import { answerSuppressionRequest } from './suppression-api.ts';
import { SuppressionLists } from './suppression-list.ts';
import { SuppressionScopes } from './suppression-scope.ts';

/** A configuration set of the template with the topics that its event destinations publish to. */
export interface EmailConfigurationSet {
  readonly name: string;
  /** `TENANT` or `ACCOUNT`: whose suppression list holds for e-mail sent with this set; absent: the tenant's setting. */
  readonly suppressionScope?: string;
  /** Event kinds in any spelling that CloudFormation takes. */
  readonly eventDestinations: readonly { topicArn: string; eventTypes: readonly string[] }[];
}

/** Milliseconds between the events of one e-mail: short, and still in the order of a real delivery. */
const stepMs = 25;

const restJson: ErrorDialect = {
  answer: (error) => jsonAnswer(error.status, { message: error.message }, { 'x-amzn-errortype': error.code }),
  faults: {
    throttle: new ProviderError(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.'),
    error500: new ProviderError(500, 'InternalServiceErrorException', 'Internal service error (injected).'),
    badRequest: new ProviderError(400, 'BadRequestException', 'Bad request (injected).'),
  },
};

const emitSchema = z
  .strictObject({
    messageId: z.string().optional(),
    attempt: z.string().optional(),
    event: z.string(),
    recipients: z.array(z.string()).optional(),
    /** Members that replace or complete those of the event's own object. */
    detail: z.record(z.string(), z.unknown()).optional(),
    afterMs: z.int().min(0).default(0),
  })
  .refine((value) => value.messageId !== undefined || value.attempt !== undefined, 'messageId or attempt is required');

const settingsSchema = z.strictObject({
  maxSendRate: z.number().min(0).optional(),
  max24HourSend: z.number().min(0).optional(),
});

/**
 * SES v2 as far as Contacta calls it: SendEmail, the suppression list and GetAccount, with the simulator's
 * addresses, configuration sets, limits and events that aws-ses-v2-local lacks; and mail from outside, by the receipt
 * rules.
 */
export const startEmailProvider = async (
  context: StoringContext & {
    readonly configurationSets: readonly EmailConfigurationSet[];
    readonly receiptRules: readonly ReceiptRule[];
  },
): Promise<RunningService> => {
  const double = new ProviderDouble('E-mail provider', context, restJson);
  const suppression = new SuppressionLists(context.dataDir);
  const scopes = new SuppressionScopes(
    context.dataDir,
    new Map(context.configurationSets.map(({ name, suppressionScope }) => [name, suppressionScope])),
  );
  const limits = new SendingLimits();
  const outbox = await startOutbox();
  const sent = new Map<string, SentEmail>();

  const topicsFor = (email: SentEmail, kind: EmailEventKind): string[] => {
    const set = context.configurationSets.find(({ name }) => name === email.configurationSet);
    const destinations = set?.eventDestinations ?? [];
    return destinations
      .filter(({ eventTypes }) => eventTypes.some((type) => foldedKind(type) === foldedKind(kind)))
      .map(({ topicArn }) => topicArn);
  };

  const plan = (
    email: SentEmail,
    kind: EmailEventKind,
    recipients: readonly string[],
    afterMs: number,
    detail?: Readonly<Record<string, unknown>>,
    effect?: (at: Date) => void,
  ): PlannedEvent => ({
    name: `${kind} of ${email.messageId}`,
    afterMs,
    topicArns: topicsFor(email, kind),
    build: (at) => emailEvent(kind, email, recipients, at, detail),
    ...(effect ? { effect } : {}),
  });

  const suppress = (email: SentEmail, emailAddress: string, reason: 'BOUNCE' | 'COMPLAINT') => (at: Date) =>
    suppression.put(scopes.listOwner(email.configurationSet, email.tenant), {
      emailAddress,
      reason,
      lastUpdate: at.getTime(),
      messageId: email.messageId,
    });

  const eventsFor = (email: SentEmail, recipient: string, outcome: EmailOutcome): PlannedEvent[] => {
    const delivery = plan(email, 'Delivery', [recipient], stepMs);
    switch (outcome.kind) {
      case 'delivery':
        return [delivery];
      case 'complaint': {
        const isSimulator = recipient.toLowerCase().endsWith('@simulator.amazonses.com');
        const effect = isSimulator ? undefined : suppress(email, recipient, 'COMPLAINT');
        return [delivery, plan(email, 'Complaint', [recipient], stepMs, undefined, effect)];
      }
      case 'bounce': {
        const effect = outcome.suppresses ? suppress(email, recipient, 'BOUNCE') : undefined;
        const bounce = plan(email, 'Bounce', [recipient], stepMs, bounceDetail(outcome, [recipient]), effect);
        return outcome.afterDelivery ? [delivery, bounce] : [bounce];
      }
    }
  };

  const takeFromLimits = (recipients: number): void => {
    const verdict = limits.take(recipients, Date.now());
    if (verdict === 'rate') throw restJson.faults.throttle;
    if (verdict === 'quota') throw new ProviderError(429, 'TooManyRequestsException', 'Daily message quota exceeded.');
  };

  const send = async (body: unknown): Promise<Accepted> => {
    const request = parseSendEmail(body);
    const set = request.ConfigurationSetName;
    if (set !== undefined && !context.configurationSets.some(({ name }) => name === set)) {
      throw new ProviderError(404, 'NotFoundException', `Configuration set <${set}> does not exist.`);
    }
    const recipients = recipientsOf(request);
    takeFromLimits(recipients.length);
    const owner = scopes.listOwner(set, request.TenantName);
    const withheld = new Set(recipients.filter((recipient) => suppression.suppresses(owner, recipient)));
    const sentAt = new Date();
    const messageId = newEmailMessageId(sentAt);
    if (withheld.size < recipients.length) await outbox.deliver(withoutRecipients(request, withheld), messageId);
    const email: SentEmail = {
      messageId,
      sentAt,
      configurationSet: set,
      tenant: request.TenantName,
      attempt: tagsOf(request).attemptId,
      recipients,
      mail: mailObject(request, messageId, sentAt),
    };
    sent.set(messageId, email);
    // SES counts a suppressed recipient as a send too: the Send event comes for all.
    const later = recipients.flatMap((recipient) => {
      const suppressed = withheld.has(recipient);
      const outcome = suppressed
        ? suppressedOutcome(owner === undefined ? 'account' : 'tenant')
        : outcomeFor(recipient);
      return eventsFor(email, recipient, outcome);
    });
    double.events.play([plan(email, 'Send', recipients, stepMs), ...later]);
    return { body: { MessageId: messageId }, messageId };
  };

  const account = (): Accepted => {
    const { maxSendRate, max24HourSend } = limits.quota;
    return {
      body: {
        DedicatedIpAutoWarmupEnabled: false,
        EnforcementStatus: 'HEALTHY',
        ProductionAccessEnabled: true,
        SendingEnabled: true,
        SendQuota: {
          Max24HourSend: max24HourSend,
          MaxSendRate: maxSendRate,
          SentLast24Hours: limits.sentLast24Hours(Date.now()),
        },
        SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      },
    };
  };

  const api = async (request: ProviderRequest): Promise<Handling> => {
    if (request.path === '/v2/email/outbound-emails' && request.method === 'POST') {
      const body = parseJson(request.body);
      return double.run({ operation: 'SendEmail', ...describeSend(body) }, () => send(body));
    }
    if (request.path.startsWith('/v2/email/identities/') && request.method === 'GET') {
      const identity = decodeURIComponent(request.path.slice('/v2/email/identities/'.length));
      return double.run({ operation: 'GetEmailIdentity', recipient: identity }, () => emailIdentity(identity));
    }
    if (request.path === '/v2/email/account' && request.method === 'GET') {
      return double.run({ operation: 'GetAccount' }, account);
    }
    const answered =
      (await answerSuppressionRequest(request, double, suppression)) ??
      (await scopes.answer(request, double)) ??
      (await outbox.show(request));
    if (answered) return answered;
    throw new ProviderError(
      404,
      'UnknownOperationException',
      `This double does not know ${request.method} ${request.path}.`,
    );
  };

  const service = await double
    .start(api, {
      emit(body) {
        const wanted = emitSchema.parse(body);
        const email = [...sent.values()].findLast(
          ({ messageId, attempt }) =>
            (wanted.messageId === undefined || wanted.messageId === messageId) &&
            (wanted.attempt === undefined || wanted.attempt === attempt),
        );
        if (!email) throw new ProviderError(404, 'NotFound', 'No accepted e-mail since the start or reset fits.');
        const kind = wanted.event;
        if (!isEmailEventKind(kind)) throw new ProviderError(400, 'BadRequest', `SES has no event "${kind}".`);
        const recipients = wanted.recipients ?? email.recipients;
        const effect = (at: Date) => {
          const reason = suppressionReason(kind, wanted.detail);
          if (reason) for (const recipient of recipients) suppress(email, recipient, reason)(at);
        };
        double.events.play([plan(email, kind, recipients, wanted.afterMs, wanted.detail, effect)]);
        return { messageId: email.messageId, event: kind, topics: topicsFor(email, kind).length };
      },
      async receive(body) {
        const { answer, events } = await receiveEmail(body, context.receiptRules, context.store);
        for (const event of events) double.events.play([event]);
        return answer;
      },
      configure(body) {
        const { maxSendRate, max24HourSend } = settingsSchema.parse(body);
        limits.set({
          maxSendRate: maxSendRate ?? limits.quota.maxSendRate,
          max24HourSend: max24HourSend ?? limits.quota.max24HourSend,
        });
        return limits.quota;
      },
      async reset() {
        sent.clear();
        limits.reset();
        suppression.clear();
        scopes.clear();
        await outbox.clear();
      },
    })
    .catch(async (error: unknown) => {
      await outbox.stop();
      throw error;
    });
  return {
    url: service.url,
    async stop() {
      await service.stop();
      await outbox.stop();
    },
  };
};

/** Hard bounces and complaints put the address on SES's list; those that come from a list do not. */
const suppressionReason = (
  kind: EmailEventKind,
  detail: Readonly<Record<string, unknown>> = {},
): 'BOUNCE' | 'COMPLAINT' | undefined => {
  if (kind === 'Complaint') return detail.complaintFeedbackType === 'not-spam' ? undefined : 'COMPLAINT';
  if (kind !== 'Bounce') return undefined;
  const { bounceType = 'Permanent', bounceSubType = 'General' } = detail;
  return bounceType === 'Permanent' && (bounceSubType === 'General' || bounceSubType === 'NoEmail')
    ? 'BOUNCE'
    : undefined;
};

const tagsOf = (request: Pick<SendEmailRequest, 'EmailTags'>): Record<string, string> =>
  Object.fromEntries(request.EmailTags.map(({ Name, Value }) => [Name, Value]));

const describedSchema = z.object({
  Destination: z.object({ ToAddresses: z.array(z.string()).optional() }).optional(),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
});

/** What the call log says about a send, also about one that is refused. */
const describeSend = (body: unknown) => {
  const parsed = describedSchema.safeParse(body);
  if (!parsed.success) return {};
  const tags = tagsOf(parsed.data);
  return { recipient: parsed.data.Destination?.ToAddresses?.join(', '), attempt: tags.attemptId, tags };
};
