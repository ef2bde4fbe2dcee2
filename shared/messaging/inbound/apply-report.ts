/**
 * A mail server's report that a message of ours failed (ADR 48). Anybody can write such a mail, so it is believed only as
 * far as it shows that it has seen the message: it must name the address that the message went to, and come to the
 * message's signed reply address, or carry the Message-ID that SES gave it. It is then folded as SES's own bounce is.
 */
import type { Applied } from '../events/apply-signal.ts';
import type { MessageValue } from '../ledger/entities.ts';
import { type DeliveryReport, failureOf } from '../mail/delivery-report.ts';
import type { Binding } from '../mail/reply-address.ts';
import { meaningOfAnswer } from '../providers/email/ses-bounces.ts';
import {
  codeOf,
  dedupeIdOf,
  diagnosticOf,
  type FailureSignal,
  isRetryable,
  type MailSignal,
} from '../providers/signals.ts';
import type { InboundStore } from './inbound-store.ts';

export interface ApplyReportDeps {
  /** The message that SES gave this id; the index may lag. */
  readonly findSent: (providerId: string) => Promise<MessageValue | undefined>;
  readonly inbound: Pick<InboundStore, 'listOfTime'>;
  readonly applyFailureSignal: (signal: FailureSignal) => Promise<Applied>;
}

export interface MailReport {
  readonly fields: DeliveryReport;
  /** SES's ids of the messages of ours that it names or brings back. */
  readonly sesIds: readonly string[];
}

/** A server gives up after five days; some take weeks. Later than that nothing is believed, ms. */
const believedMs = 30 * 86_400_000;

/** Ids that a report may name: it is asked for few. */
const maxAsked = 3;

/** `reply_address`: signed by us, and shown to the recipient alone. `name`: copied into every answer and forward. */
type Proof = 'reply_address' | 'name';

const canFail = (message: MessageValue, at: number): boolean =>
  message.direction === 'outbound' &&
  message.channel === 'email' &&
  message.phase === 'accepted' &&
  message.sentAt !== null &&
  at - message.sentAt <= believedMs;

/** Messages that the report shows to have seen, those that are proven best first. */
const findSeen = async (
  deps: ApplyReportDeps,
  tenant: string,
  binding: Binding,
  sesIds: readonly string[],
): Promise<readonly { readonly message: MessageValue; readonly proof: Proof }[]> => {
  const ids = [...new Set(sesIds)].slice(0, maxAsked);
  const ofTime =
    binding.kind === 'bound' ? await deps.inbound.listOfTime(tenant, binding.customerId, binding.messageTime) : [];
  // A report that brings back another mail than the one whose address it came to speaks of that other one.
  const bound = ofTime.filter(
    ({ providerId }) => providerId !== null && (ids.length === 0 || ids.includes(providerId)),
  );
  const named: MessageValue[] = [];
  for (const id of ids) {
    const message = await deps.findSent(id);
    if (message?.tenant === tenant) named.push(message);
  }
  return [
    ...bound.map((message) => ({ message, proof: 'reply_address' }) as const),
    ...named.map((message) => ({ message, proof: 'name' }) as const),
  ];
};

const signalOf = (
  message: MessageValue,
  proof: Proof,
  report: DeliveryReport,
  at: number,
): FailureSignal | undefined => {
  const { providerId, recipient, tenant } = message;
  const failure = failureOf(report, recipient);
  const attempt = message.attempts.find((one) => one.providerId === providerId);
  if (providerId === null || failure === undefined || attempt === undefined) return undefined;
  const { status, words } = failure;
  const type = status.startsWith('5.') ? 'Permanent' : status.startsWith('4.') ? 'Transient' : 'Undetermined';
  const meaning = meaningOfAnswer(type, status, words);
  // One report that is not proven, or that speaks of where the address leads to, is one failure, not the last word.
  const counts = meaning.class === 'HARD' && (proof === 'name' || !failure.isFinal);
  const judged = counts ? ({ class: 'SOFT', reason: 'REPEATED_FAILURES' } as const) : meaning;
  const diagnostic = diagnosticOf(words, status);
  return {
    type: 'failure',
    channel: 'email',
    providerId,
    tags: { tenantId: tenant, attemptId: attempt.attemptId },
    recipient,
    at,
    class: judged.class,
    code: codeOf(`Report/${status === '' ? 'General' : status}`),
    ...(judged.reason === undefined ? {} : { reason: judged.reason }),
    ...(diagnostic === undefined ? {} : { diagnostic }),
    dedupeId: dedupeIdOf('report', providerId, recipient),
    retryable: isRetryable(judged.class),
  };
};

/**
 * @param binding what the address that it came to says
 * @returns what became of the failure; undefined where the report is believed for no message
 * @throws when the table does not answer: the mail then comes again, and the same failure is known
 */
export const applyReport = async (
  deps: ApplyReportDeps,
  tenant: string,
  binding: Binding,
  { verdicts, at }: Pick<MailSignal, 'verdicts' | 'at'>,
  report: MailReport,
): Promise<Applied | undefined> => {
  if (verdicts.spam === 'FAIL' || verdicts.virus === 'FAIL' || binding.kind === 'refused') return undefined;
  for (const { message, proof } of await findSeen(deps, tenant, binding, report.sesIds)) {
    const signal = canFail(message, at) ? signalOf(message, proof, report.fields, at) : undefined;
    if (signal !== undefined) return deps.applyFailureSignal(signal);
  }
  return undefined;
};
