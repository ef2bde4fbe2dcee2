/**
 * The one door to the gate: builds the question "can I contact?" from what is stored, asks it, and words its answer.
 * `contact-check`, the acceptance of a message and its claim all come through here, so that they ask the same (F11, F12)
 * and a new input of the rules is added once.
 */
import type { Fault } from '#contract/errors.ts';
import {
  alertReasons,
  type Channel,
  contactReasons,
  type Purpose,
  type SendingChannel,
  type TemplateState,
} from '#contract/vocabulary.ts';
import type { Origin } from '#contract/vocabulary-schemas.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { accountsOf, isConnected } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { AddressStanding } from '#shared/customers/assessment.ts';
import type { CustomerValue, GateValue } from '#shared/customers/entities.ts';
import { standingOf } from './address-state.ts';
import type { Alert } from './alert.ts';
import type { AddressStateValue } from './entities.ts';
import { type ContactReason, decision, type GateCompany, type GateDecision, reasonsAgainst } from './gate.ts';

type Language = CompanyValue['language'];

/** A number in any spelling as E.164; other sender ids, e.g. of a pool, as they are. */
const numberOf = (text: string): string => (/^[+\d][\d\s().-]+$/.test(text) ? `+${text.replace(/\D/g, '')}` : text);

/** The company as the gate asks it. `hasApproved`: only where it is known; without it the gate does not speak of it. */
const gateCompanyOf = (company: CompanyValue, hasApproved: boolean | undefined): GateCompany => {
  const accounts = accountsOf(company);
  const shown = ({ channel, value }: (typeof accounts)[number]): string =>
    channel === 'email' ? value.toLowerCase() : numberOf(value);
  const connected = (channel: SendingChannel): string[] =>
    accounts.filter((account) => account.channel === channel && isConnected(account)).map(shown);
  return {
    channels: {
      email: company.channels.email.enabled,
      sms: company.channels.sms.enabled,
      whatsapp: company.channels.whatsapp.enabled,
      // Calls are made by people and cannot be switched off here.
      call: true,
    },
    senders: { email: connected('email'), sms: connected('sms'), whatsapp: connected('whatsapp') },
    disconnected: accounts.filter((account) => !isConnected(account)).map(({ accountId }) => accountId),
    blockManualWhenPaused: company.blockManualWhenPaused,
    ownAddresses: accounts.map(shown),
    ...(hasApproved === undefined ? {} : { hasApprovedWhatsAppTemplate: hasApproved }),
  };
};

/** What the gate is asked about, as it is stored; all of its question follows from this. */
export interface GateInput {
  readonly company: CompanyValue;
  readonly customer: Pick<CustomerValue, 'contactability'>;
  readonly gate: GateValue;
  readonly channel: Channel;
  /** Undefined: a channel of which the customer has none. */
  readonly address: { readonly addressId: string; readonly value: string; readonly hash: string } | undefined;
  /** State of the address; undefined: nothing was ever told of it. */
  readonly state: AddressStateValue | undefined;
  readonly intent: {
    readonly purpose: Purpose;
    readonly origin?: Pick<Origin, 'kind'> | null | undefined;
    /** Written by hand, so not from a template. */
    readonly freeText: boolean;
    readonly templateState?: TemplateState | undefined;
  };
  /** Undefined where it is not known, or makes no difference. */
  readonly hasApprovedWhatsAppTemplate?: boolean | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** What the gate says of one address, or of a channel without address. */
export interface GateAnswer {
  readonly reasons: readonly ContactReason[];
  readonly decision: GateDecision;
  /** The address's, for the words of its reason. */
  readonly alert: AddressStanding['alert'];
}

/** Asks the gate. */
export const askGate = (input: GateInput): GateAnswer => {
  const { address, channel, intent } = input;
  const { alert, providerPending, refusals } = standingOf(input.state, 0);
  const reasons = reasonsAgainst({
    channel,
    address:
      address === undefined
        ? null
        : {
            addressId: address.addressId,
            channel,
            value: address.value,
            hash: address.hash,
            alert,
            providerPending,
            refusals,
          },
    gate: input.gate,
    intent: {
      purpose: intent.purpose,
      freeText: intent.freeText,
      ...(intent.origin == null ? {} : { origin: intent.origin }),
      ...(intent.templateState === undefined ? {} : { templateState: intent.templateState }),
    },
    company: gateCompanyOf(input.company, input.hasApprovedWhatsAppTemplate),
    contactability: input.customer.contactability,
    now: input.now,
  });
  return { reasons, decision: decision(reasons, intent.purpose), alert };
};

/** A reason in words: what stands against the message, since when, and the provider's cause of an alert. */
export const reasonDetail = (
  reason: ContactReason,
  language: Language,
  alert: Pick<Alert, 'reason' | 'raisedAt'> | null,
): string => {
  const words = contactReasons[reason.code][language];
  if (reason.code !== 'ADDRESS_ALERTED' || alert === null) return words;
  return `${words} ${alertReasons[alert.reason][language]} (${isoTime(alert.raisedAt).slice(0, 10)}).`;
};

/** A reason as the API answers it (F11). */
export const reasonAnswer = (
  reason: ContactReason,
  language: Language,
  alert: Pick<Alert, 'reason' | 'raisedAt'> | null,
) => ({
  code: reason.code,
  detail: reasonDetail(reason, language, alert),
  ...(reason.until === undefined ? {} : { until: isoTime(reason.until) }),
  nextAction: contactReasons[reason.code].next[language],
  blocking: reason.blocking,
});

/** The refusal of a message: the first blocking reason leads, each one is listed with what to do (F11). */
export const contactRefusal = (
  reasons: readonly ContactReason[],
  language: Language,
  alert: Pick<Alert, 'reason' | 'raisedAt'> | null,
): Refusal => {
  const against = reasons.filter((reason) => reason.blocking);
  const faults: Fault[] = against.map((reason) => ({
    path: 'addressId',
    code: reason.code,
    detail: `${reasonDetail(reason, language, alert)} ${contactReasons[reason.code].next[language]}`,
  }));
  const first = against[0];
  if (first === undefined) throw new TypeError('No reason stands against the message.');
  return new Refusal(first.code, faults[0]?.detail, { faults });
};
