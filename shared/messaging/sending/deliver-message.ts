/**
 * Sends one message that is due: asks the gate, claims, calls the provider once, records what came of it
 * (reliability §5.2; F12, F14, I2–I5). The claim is one transaction over message, address state and gate, each under
 * the revision at which the rules were asked, so that whatever changed since stops it.
 */
import { type ContactReasonCode, isSendingChannel } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import { changeItem, changeLimits } from '#platform/table/change-item.ts';
import { type Action, checkAction, type Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { accountFor, sendersOf } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { type AddressStateStore, addressStateCheck } from '#shared/contactability/address-state.ts';
import { askGate, type GateAnswer } from '#shared/contactability/contact-question.ts';
import { endWithSettings } from '#shared/contactability/gate.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { type GateValue, gateKey } from '#shared/customers/entities.ts';
import type { ByteBudget } from '../attachments/byte-budget.ts';
import { fileKey } from '../attachments/rules.ts';
import type { FindHolds } from '../holds/find-holds.ts';
import { disabledScope, heldBy, scopeText, senderlessScope, waitReasonOf } from '../holds/hold.ts';
import type { KeepHold } from '../holds/keep-hold.ts';
import { askAgainAfterMs } from '../holds/provider-hold.ts';
import type { MessageValue } from '../ledger/entities.ts';
import { loggedMessage, type MessageLog, type MessageStore } from '../ledger/message-store.ts';
import type { ReceivedContentValue } from '../ledger/received-content.ts';
import { cancelled, claimed, expired, held, isWaiting, stopped } from '../ledger/transition.ts';
import { usefulUntil } from '../ledger/useful-time.ts';
import type { OutboundMessage, ProviderChannel, SendOutcome } from '../providers/channel.ts';
import { sendTimeoutMs } from '../providers/channel.ts';
import type { FindTemplateStop } from '../templates/template-stop.ts';
import type { Pacer } from './pacer.ts';
import { type ApplyFailure, recordOutcome } from './record-outcome.ts';
import type { SendJob } from './send-queue.ts';

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
  readonly findHolds: FindHolds;
  /** Notes a hold that follows from the settings, so that who waits under it goes on when they change. */
  readonly keepHold: KeepHold;
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

interface ClaimVerdict {
  readonly kind: 'send' | 'blocked' | 'skipped' | 'replaced' | 'waits';
  readonly reasons: GateAnswer['reasons'];
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
  options: { consistent: boolean; gate?: Stored<GateValue> | undefined },
): Promise<ClaimVerdict> => {
  const { tenant, customerId, channel, recipient } = message;
  const ref = { tenant, channel, hash: addressHash(deps.addressKey, channel, recipient) };
  const { consistent } = options;
  const [gate, state, templateState] = await Promise.all([
    options.gate ?? deps.findGate(tenant, customerId, { consistent }),
    deps.states.find(ref, { consistent }),
    deps.findTemplateStop(message),
  ]);
  const accepted = message.addressId ?? '';
  const addressId = gate?.value.sameAddress?.[accepted] ?? accepted;
  const epoch = state?.value.epoch ?? 0;
  if (gate === undefined || !gate.value.activeAddressIds.includes(addressId)) {
    return { kind: 'replaced', reasons: [], epoch, writtenTo: undefined, conditions: [] };
  }
  const { purpose, origin, freeText } = message;
  const { reasons, decision: kind } = askGate({
    company,
    // It would only be named beside a reason of the address itself, which is enough here.
    customer: { contactability: 'ok' },
    gate: gate.value,
    channel,
    address: { addressId, value: recipient, hash: ref.hash },
    state: state?.value,
    intent: { purpose, origin, freeText, templateState },
    now: deps.clock.now(),
  });
  const conditions = [
    checkAction(gateKey(tenant, gate.value.customerId), gate.revision),
    addressStateCheck(state, ref),
  ];
  const writtenTo = gate.value.lastInboundTo?.[addressId];
  const against = reasons.filter((reason) => reason.blocking);
  const passes = ({ code }: { code: ContactReasonCode }) =>
    endWithSettings.includes(code) || (code === 'TEMPLATE_NOT_APPROVED' && templateState === 'paused');
  const waits = kind !== 'send' && against.every(passes);
  return { kind: waits ? 'waits' : kind, reasons, epoch, writtenTo, conditions };
};

/** Scope of what it waits under; undefined: nothing holds it. */
const holdAgainst = async (
  deps: DeliverMessageDeps,
  message: MessageValue,
  company: CompanyValue,
  verdict: Pick<ClaimVerdict, 'kind' | 'reasons' | 'writtenTo'> | undefined,
): Promise<string | undefined> => {
  const { tenant, channel, purpose, template } = message;
  if (!isSendingChannel(channel)) return undefined;
  const accountId = verdict === undefined ? undefined : accountFor(company, channel, verdict.writtenTo)?.accountId;
  const question = { channel, purpose, accountId, templateId: template?.templateId };
  const scope = heldBy(await deps.findHolds(tenant), question, deps.clock.now());
  if (scope !== undefined || verdict?.kind !== 'waits') return scope;
  const isPaused = verdict.reasons.some(({ code }) => code === 'TEMPLATE_NOT_APPROVED');
  if (isPaused && template !== null) {
    const paused = scopeText({ kind: 'template', id: template.templateId });
    const until = deps.clock.now() + askAgainAfterMs;
    await deps.keepHold(tenant, { scope: paused, source: 'system', reason: 'TEMPLATE_PAUSED', until });
    return paused;
  }
  const isDisabled = verdict.reasons.some(({ code }) => code === 'CHANNEL_DISABLED');
  const own = isDisabled ? disabledScope(channel) : senderlessScope(channel);
  await deps.keepHold(tenant, { scope: own, source: 'settings', reason: waitReasonOf(own) });
  return own;
};

/** Writes that the message is of no use any more, or what it waits under. @returns false when nothing stands against it */
const setAside = async (
  deps: DeliverMessageDeps,
  before: Stored<MessageValue>,
  company: CompanyValue,
  verdict?: ClaimVerdict,
): Promise<boolean> => {
  const now = deps.clock.now();
  if (usefulUntil(before.value) <= now) {
    await deps.messages.change(before, expired(before.value, now), now);
    deps.log.info('message not sent', { ...loggedMessage(before.value), status: 'expired' });
    return true;
  }
  const scope = await holdAgainst(deps, before.value, company, verdict);
  if (scope === undefined) return false;
  // A job too many of what waits under it already.
  if (before.value.waitsIn === scope) return true;
  await deps.messages.change(before, held(before.value, { scope, reason: waitReasonOf(scope) }, now), now);
  return true;
};

/** The same before the pace, where somebody who was faster only means that the claim asks again. */
const isSetAside = (deps: DeliverMessageDeps, waiting: Stored<MessageValue>, company: CompanyValue) =>
  writeOnce(
    () => setAside(deps, waiting, company),
    () => false,
  );

/** Writes that the message will not go; a verdict against it is asked consistently before it counts. */
const stop = (deps: DeliverMessageDeps, before: Stored<MessageValue>, verdict: ClaimVerdict) => {
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

/** What was read before the pace; the gate only where it was needed by then. */
interface Waiting {
  readonly waiting: Stored<MessageValue>;
  readonly gate: Stored<GateValue> | undefined;
}

const anew = { consistent: true } as const;

interface Claim {
  readonly message: Stored<MessageValue>;
  readonly senders: OutboundMessage['senders'];
}

/** Writes what the verdict says: what the message waits under, why it does not go, or the claim. */
const claimUnder = async (
  deps: DeliverMessageDeps,
  before: Stored<MessageValue>,
  company: CompanyValue,
  verdict: ClaimVerdict,
): Promise<Claim | undefined> => {
  const mayGo = verdict.kind === 'send' || verdict.kind === 'waits';
  if (mayGo && (await setAside(deps, before, company, verdict))) return undefined;
  if (verdict.kind !== 'send') {
    await stop(deps, before, verdict);
    deps.log.info('message not sent', { ...loggedMessage(before.value), status: verdict.kind });
    return undefined;
  }
  const now = deps.clock.now();
  const { channel } = before.value;
  const account = isSendingChannel(channel) ? accountFor(company, channel, verdict.writtenTo) : undefined;
  const after = claimed(before.value, { epoch: verdict.epoch, accountId: account?.accountId }, now);
  const message = await deps.messages.change(before, after, now, verdict.conditions);
  return { message, senders: sendersOf(company, verdict.writtenTo) };
};

/**
 * Claims the message for this worker, or records why it does not go.
 * @param read message and gate as they were read last; whatever changed since fails the first try's conditions
 * @returns the claimed message and what it is sent from, or undefined when there is nothing to send
 */
const claim = (
  deps: DeliverMessageDeps,
  { tenant, messageId }: SendJob,
  { waiting, gate }: Waiting,
): Promise<Claim | undefined> =>
  changeItem<Stored<MessageValue> | undefined, Claim | undefined>(
    {
      item: `message ${messageId}`,
      read: async (attempt) => (attempt === 1 ? waiting : deps.messages.find(tenant, messageId, { consistent: true })),
      decide: async (before, attempt) => {
        // A repeat of the job finds the message in another phase, or gone: nothing to do.
        if (before === undefined || !isWaiting(before.value)) return { result: undefined };
        // Asked again, since the pace may have taken longer than settings are remembered.
        const company = await deps.findCompany(tenant);
        let verdict = await ask(deps, before.value, company, attempt === 1 ? { consistent: false, gate } : anew);
        if (verdict.kind !== 'send' && attempt === 1) {
          verdict = await ask(deps, before.value, company, anew);
        }
        return { write: () => claimUnder(deps, before, company, verdict) };
      },
    },
    changeLimits.brief,
  );

const outboundOf = async (
  deps: DeliverMessageDeps,
  message: MessageValue,
  { company, gate }: { company: CompanyValue; gate: Stored<GateValue> | undefined },
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
    attemptId: '',
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
    senders: message.attachments.length === 0 ? company.senders : sendersNow(message, company, gate),
  };
};

/** What the message would be sent from now. A read that may lag is enough: each of them is an account of the company. */
const sendersNow = (message: MessageValue, company: CompanyValue, gate: Stored<GateValue> | undefined) => {
  const addressId = message.addressId ?? '';
  return sendersOf(company, gate?.value.lastInboundTo?.[gate.value.sameAddress?.[addressId] ?? addressId]);
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
  // Before the pace: what is held takes nothing of it. The claim asks again.
  if (await isSetAside(deps, waiting, company)) return;
  const { tenant, customerId, attachments } = waiting.value;
  // Files are handed over for the account that answers; the claim asks its rules of the same gate, under its revision.
  const gate = attachments.length === 0 ? undefined : await deps.findGate(tenant, customerId, {});
  const draft = await outboundOf(deps, waiting.value, { company, gate });
  await deps.pacer.take(deps.provider.weight(draft));
  const release = await deps.budget.take(draft.files.reduce((sum, { size }) => sum + size, 0));
  try {
    await claimAndSend(deps, job, { waiting, gate, draft, company }, remainingMs);
  } finally {
    release();
  }
};

const claimAndSend = async (
  deps: DeliverMessageDeps,
  job: SendJob,
  { waiting, gate, draft, company }: Waiting & { draft: OutboundMessage; company: CompanyValue },
  remainingMs: () => number,
): Promise<void> => {
  const prepared = await deps.provider.prepare(draft);
  if (remainingMs() < callReserveMs) throw new Error('Too little time left to send; the job goes back to the queue.');
  const won = await claim(deps, job, { waiting, gate });
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
      ...loggedMessage(taken.value),
      status: outcome.kind,
      reason: reasonOf(error),
    });
    deps.log.count('OutcomeNotRecorded');
  }
};
