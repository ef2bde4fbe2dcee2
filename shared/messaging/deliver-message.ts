/**
 * Sends one message that is due: asks the gate, claims, calls the provider once, records what came of it
 * (reliability §5.2; F12, F14, I2–I5). The claim is one transaction over message, address state and gate, each under
 * the revision at which the rules were asked, so that whatever changed since stops it.
 */
import { isSendingChannel } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import { type Action, checkAction, type Stored } from '#platform/table/kernel.ts';
import { sendersOf } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { type AddressStateStore, addressStateCheck, standingOf } from '#shared/contactability/address-state.ts';
import { softThreshold } from '#shared/contactability/assess-addresses.ts';
import { gateCompanyOf } from '#shared/contactability/contact-question.ts';
import { contactReasons, decision } from '#shared/contactability/gate.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { type GateValue, gateKey } from '#shared/customers/entities.ts';
import type { ByteBudget } from './attachments/byte-budget.ts';
import { fileKey } from './attachments/rules.ts';
import type { OutboundMessage, ProviderChannel, SendOutcome } from './channels/channel.ts';
import { sendTimeoutMs } from './channels/channel.ts';
import type { MessageValue } from './entities.ts';
import type { ReceivedContentValue } from './inbound/entities.ts';
import { type MessageLog, type MessageStore, messageFields } from './message-store.ts';
import type { Pacer } from './pacer.ts';
import { type ApplyFailure, recordOutcome } from './record-outcome.ts';
import type { SendJob } from './send-queue.ts';
import type { FindTemplateStop } from './templates/template-stop.ts';
import { cancelled, claimed, isWaiting, stopped } from './transition.ts';

export interface DeliverMessageDeps {
  readonly findCompany: FindCompany;
  readonly findGate: (
    tenant: string,
    customerId: string,
    options: { consistent?: boolean },
  ) => Promise<Stored<GateValue> | undefined>;
  readonly states: Pick<AddressStateStore, 'find'>;
  readonly messages: Pick<MessageStore, 'find' | 'findContent' | 'change'>;
  /** What came with an inbound message beside its words. */
  readonly findReceived: (tenant: string, token: string) => Promise<Pick<ReceivedContentValue, 'mail'> | undefined>;
  readonly applyFailure: ApplyFailure;
  readonly findTemplateStop: FindTemplateStop;
  readonly provider: ProviderChannel;
  readonly pacer: Pacer;
  /** Bytes of attachments that the worker holds at a time. */
  readonly budget: ByteBudget;
  readonly addressKey: string;
  readonly clock: Clock;
  readonly log: MessageLog;
}

/** Time a call and its record need; with less left the job goes back to the queue unclaimed (§5.2.2), ms. */
const callReserveMs = sendTimeoutMs + 5_000;

/** Times that the rules are asked anew because something changed between asking and claiming. */
const maxRounds = 5;

interface Verdict {
  readonly kind: 'send' | 'blocked' | 'skipped' | 'replaced';
  readonly reasons: ReturnType<typeof contactReasons>;
  readonly epoch: number;
  /** Account of ours that the customer wrote to last; undefined: none, or not known. */
  readonly writtenTo: string | undefined;
  /** Conditions under which the verdict holds. */
  readonly conditions: readonly Action[];
}

const ask = async (
  deps: DeliverMessageDeps,
  message: MessageValue,
  company: CompanyValue,
  options: { consistent: boolean },
): Promise<Verdict> => {
  const { tenant, customerId, channel, recipient } = message;
  const ref = { tenant, channel, hash: addressHash(deps.addressKey, channel, recipient) };
  const [gate, state, templateState] = await Promise.all([
    deps.findGate(tenant, customerId, options),
    deps.states.find(ref, options),
    deps.findTemplateStop(message),
  ]);
  const addressId = message.addressId ?? '';
  const epoch = state?.value.epoch ?? 0;
  if (gate === undefined || !gate.value.activeAddressIds.includes(addressId)) {
    return { kind: 'replaced', reasons: [], epoch, writtenTo: undefined, conditions: [] };
  }
  const reasons = contactReasons({
    channel,
    address: { addressId, channel, value: recipient, ...standingOf(state?.value, softThreshold(company, channel)) },
    gate: gate.value,
    intent: {
      purpose: message.purpose,
      freeText: message.freeText,
      ...(templateState === undefined ? {} : { templateState }),
      ...(message.origin === null ? {} : { origin: message.origin }),
    },
    company: gateCompanyOf(company),
    contactability: 'ok',
    now: deps.clock.now(),
  });
  const conditions = [checkAction(gateKey(tenant, customerId), gate.revision), addressStateCheck(state, ref)];
  const writtenTo = gate.value.lastInboundTo?.[addressId];
  return { kind: decision(reasons, message.purpose), reasons, epoch, writtenTo, conditions };
};

/** Writes that the message will not go; a verdict against it is asked consistently before it counts. */
const stop = (deps: DeliverMessageDeps, before: Stored<MessageValue>, verdict: Verdict) => {
  const now = deps.clock.now();
  const codes = verdict.reasons.filter((reason) => reason.blocking).map((reason) => reason.code);
  const after =
    verdict.kind === 'replaced'
      ? cancelled(before.value, 'ADDRESS_REPLACED', 'system', now)
      : stopped(before.value, verdict.kind === 'skipped' ? 'skipped' : 'blocked', codes, now);
  return deps.messages.change(before, after, now);
};

/** The message of the job. A read that may lag is enough for one that waits, since the claim is made under its revision. */
const findForSending = async (deps: DeliverMessageDeps, job: SendJob): Promise<Stored<MessageValue> | undefined> => {
  const seen = await deps.messages.find(job.tenant, job.messageId);
  if (seen !== undefined && isWaiting(seen.value)) return seen;
  return deps.messages.find(job.tenant, job.messageId, { consistent: true });
};

/**
 * Claims the message for this worker, or records why it does not go.
 * @param waiting as it was read last; whatever changed since fails the first round's conditions
 * @returns the claimed message and what it is sent from, or undefined when there is nothing to send
 */
const claim = async (
  deps: DeliverMessageDeps,
  job: SendJob,
  waiting: Stored<MessageValue>,
): Promise<{ message: Stored<MessageValue>; senders: OutboundMessage['senders'] } | undefined> => {
  for (let round = 1; ; round += 1) {
    const before = round === 1 ? waiting : await deps.messages.find(job.tenant, job.messageId, { consistent: true });
    // A repeat of the job finds the message in another phase, or gone: nothing to do.
    if (before === undefined || !isWaiting(before.value)) return undefined;
    const company = await deps.findCompany(job.tenant);
    let verdict = await ask(deps, before.value, company, { consistent: round > 1 });
    if (verdict.kind !== 'send' && round === 1) verdict = await ask(deps, before.value, company, { consistent: true });
    try {
      if (verdict.kind !== 'send') {
        await stop(deps, before, verdict);
        deps.log.info('message not sent', { ...messageFields(before.value), status: verdict.kind });
        return undefined;
      }
      const now = deps.clock.now();
      const after = claimed(before.value, verdict.epoch, now);
      const message = await deps.messages.change(before, after, now, verdict.conditions);
      return { message, senders: sendersOf(company, verdict.writtenTo) };
    } catch (error) {
      if (!(error instanceof ConditionFailed) || round === maxRounds) throw error;
    }
  }
};

const outboundOf = async (
  deps: DeliverMessageDeps,
  message: MessageValue,
  company: CompanyValue,
  attemptId: string,
): Promise<OutboundMessage> => {
  const { tenant, repliesTo } = message;
  const [{ body, parts }, answered] = await Promise.all([
    deps.messages.findContent(message),
    repliesTo === undefined ? undefined : deps.findReceived(tenant, repliesTo),
  ]);
  return {
    tenant: message.tenant,
    customerId: message.customerId,
    messageId: message.messageId,
    attemptId,
    recipient: message.recipient,
    subject: message.subject,
    body,
    parts,
    template:
      message.template?.language === undefined
        ? null
        : {
            name: message.template.providerName ?? message.template.name,
            language: message.template.language,
            values: message.template.values ?? [],
          },
    files: message.attachments.map(({ attachmentId, fileName, contentType, size }) => ({
      key: fileKey({ tenant: message.tenant, attachmentId, fileName }),
      fileName,
      contentType,
      size,
    })),
    automatic: message.purpose === 'automatic',
    answers: answered?.mail ?? null,
    senders: message.attachments.length === 0 ? company.senders : await sendersNow(deps, message, company),
  };
};

/** What the message would be sent from now. A read that may lag is enough: each of them is an account of the company. */
const sendersNow = async (deps: DeliverMessageDeps, message: MessageValue, company: CompanyValue) => {
  const gate = await deps.findGate(message.tenant, message.customerId, {});
  return sendersOf(company, gate?.value.lastInboundTo?.[message.addressId ?? '']);
};

/**
 * @param remainingMs time that the worker has left; asked again after waiting for the pace
 * @throws when nothing was claimed and the job should come back: too little time, or the table does not answer
 */
export const deliverMessage = async (
  deps: DeliverMessageDeps,
  job: SendJob,
  remainingMs: () => number,
): Promise<void> => {
  const waiting = await findForSending(deps, job);
  if (waiting === undefined) {
    deps.log.warn('send job without message', { tenant: job.tenant, messageId: job.messageId });
    deps.log.count('SendJobWithoutMessage');
    return;
  }
  if (!isWaiting(waiting.value) || waiting.value.channel !== deps.provider.channel) return;
  // Everything that may fail or wait comes before the claim: after it, whatever is not certain is an unknown outcome.
  const company = await deps.findCompany(job.tenant);
  const draft = await outboundOf(deps, waiting.value, company, '');
  await deps.pacer.take(deps.provider.weight(draft));
  const release = await deps.budget.take(draft.files.reduce((sum, { size }) => sum + size, 0));
  try {
    await claimAndSend(deps, job, { waiting, draft, company }, remainingMs);
  } finally {
    release();
  }
};

const claimAndSend = async (
  deps: DeliverMessageDeps,
  job: SendJob,
  { waiting, draft, company }: { waiting: Stored<MessageValue>; draft: OutboundMessage; company: CompanyValue },
  remainingMs: () => number,
): Promise<void> => {
  const prepared = await deps.provider.prepare(draft);
  if (remainingMs() < callReserveMs) throw new Error('Too little time left to send; the job goes back to the queue.');
  const won = await claim(deps, job, waiting);
  if (won === undefined) return;
  const { message: taken } = won;
  const attempt = taken.value.attempts.at(-1);
  if (attempt === undefined || !isSendingChannel(taken.value.channel)) return;
  // Files were handed over for one account, which therefore sends them; text goes from whichever the claim found.
  const senders = draft.files.length === 0 ? won.senders : draft.senders;
  const outcome: SendOutcome =
    prepared.kind === 'refused'
      ? prepared.outcome
      : await deps.provider.send({ ...draft, senders, attemptId: attempt.attemptId }, prepared);
  try {
    await recordOutcome(deps, taken, attempt.attemptId, outcome, company);
  } catch (error) {
    // The lease expires into an unknown outcome, or an event with this attempt's id closes it (§5.2.5).
    deps.log.error('outcome not recorded', {
      ...messageFields(taken.value),
      status: outcome.kind,
      reason: reasonOf(error),
    });
    deps.log.count('OutcomeNotRecorded');
  }
};
