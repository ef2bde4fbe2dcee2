/**
 * Builds the question "can I contact?" from what is stored, and words its answer. `contact-check`, the acceptance of a
 * message and its claim all come through here, so that they ask the same (F11, F12).
 */
import type { Fault } from '#contract/errors.ts';
import { alertReasons, type Channel, type SendingChannel, contactReasons as wordings } from '#contract/vocabulary.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { accountsOf, isConnected } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { CustomerValue, GateValue } from '#shared/customers/entities.ts';
import { standingOf } from './address-state.ts';
import type { Alert } from './alert.ts';
import type { AddressStateValue } from './entities.ts';
import type { ContactQuestion, ContactReason, GateCompany, MessageIntent } from './gate.ts';

type Language = CompanyValue['language'];

/** A number in any spelling as E.164; other sender ids, e.g. of a pool, as they are. */
const numberOf = (text: string): string => (/^[+\d][\d\s().-]+$/.test(text) ? `+${text.replace(/\D/g, '')}` : text);

/**
 * The company as the gate asks it.
 * @param hasApprovedWhatsAppTemplate only where it is known; without it the gate does not speak of it
 */
export const gateCompanyOf = (company: CompanyValue, hasApprovedWhatsAppTemplate?: boolean): GateCompany => {
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
    ...(hasApprovedWhatsAppTemplate === undefined ? {} : { hasApprovedWhatsAppTemplate }),
  };
};

/** The question for one address, or for a channel of which the customer has none (`address` undefined). */
export const buildContactQuestion = (input: {
  readonly company: CompanyValue;
  readonly customer: Pick<CustomerValue, 'contactability'>;
  readonly gate: GateValue;
  readonly channel: Channel;
  readonly address: { readonly addressId: string; readonly value: string } | undefined;
  readonly state: AddressStateValue | undefined;
  readonly intent: MessageIntent;
  readonly hasApprovedWhatsAppTemplate?: boolean;
  /** Epoch ms. */
  readonly now: number;
}): ContactQuestion => {
  const { address, channel } = input;
  const { alert, providerPending } = standingOf(input.state, 0);
  return {
    channel,
    address:
      address === undefined
        ? null
        : { addressId: address.addressId, channel, value: address.value, alert, providerPending },
    gate: input.gate,
    intent: input.intent,
    company: gateCompanyOf(input.company, input.hasApprovedWhatsAppTemplate),
    contactability: input.customer.contactability,
    now: input.now,
  };
};

/** A reason in words: what stands against the message, since when, and the provider's cause of an alert. */
export const reasonDetail = (
  reason: ContactReason,
  language: Language,
  alert: Pick<Alert, 'reason' | 'raisedAt'> | null,
): string => {
  const words = wordings[reason.code][language];
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
  nextAction: wordings[reason.code].next[language],
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
    detail: `${reasonDetail(reason, language, alert)} ${wordings[reason.code].next[language]}`,
  }));
  const first = against[0];
  if (first === undefined) throw new TypeError('No reason stands against the message.');
  return new Refusal(first.code, faults[0]?.detail, { faults });
};
