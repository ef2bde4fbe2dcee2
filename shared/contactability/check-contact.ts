/** "Can I contact this customer now?" for people: the gate's own rules, all reasons, in the company's language (F11). */
import {
  type Channel,
  isSendingChannel,
  type Purpose,
  type SendingChannel,
  sendingChannels,
  type TemplateState,
} from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { AddressValue } from '#shared/customers/entities.ts';
import type { Contact, ReadContact } from '#shared/customers/read-contact.ts';
import { alertOf } from './address-change.ts';
import { type AddressStateStore, addressRefKey } from './address-state-store.ts';
import type { Alert } from './alert.ts';
import { buildContactQuestion, reasonAnswer } from './contact-question.ts';
import { type ContactReason, contactReasons, type MessageIntent } from './gate.ts';

export interface CheckContactDeps {
  readonly readContact: ReadContact;
  readonly findCompany: FindCompany;
  readonly states: Pick<AddressStateStore, 'batchFind'>;
  /** @returns undefined for a template that does not exist, or of another company */
  readonly findTemplate: (
    tenant: string,
    templateId: string,
  ) => Promise<{ readonly channel: SendingChannel; readonly state: TemplateState } | undefined>;
  readonly hasApprovedWhatsAppTemplate: (tenant: string) => Promise<boolean>;
  readonly clock: Clock;
}

export interface CheckContact {
  readonly tenant: string;
  readonly customerId: string;
  readonly channel?: SendingChannel | undefined;
  readonly addressId?: string | undefined;
  readonly purpose?: Purpose | undefined;
  readonly templateId?: string | undefined;
}

/** What speaks against one address, or against a channel without address. */
interface Verdict {
  readonly reasons: readonly ContactReason[];
  readonly alert: Alert | null;
}

const isAllowed = ({ reasons }: Verdict): boolean => !reasons.some((reason) => reason.blocking);

/**
 * With `addressId`: of that address. Without: of the best address of the channel, or of all channels that send; where
 * none is allowed, the reasons of all of them, each code once.
 *
 * @throws Refusal NOT_FOUND, ADDRESS_NOT_FOUND, TEMPLATE_NOT_FOUND
 */
export const checkContact = async (deps: CheckContactDeps, input: CheckContact) => {
  const [company, contact] = await Promise.all([
    deps.findCompany(input.tenant),
    deps.readContact(input.tenant, input.customerId),
  ]);
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'No customer with this id.');
  const template = await templateOf(deps, input);
  const addresses = candidatesOf(contact, input, template?.channel);
  const channel = addresses[0]?.channel ?? input.channel ?? template?.channel ?? defaultChannel(company);
  const intent: MessageIntent = {
    purpose: input.purpose ?? 'manual',
    freeText: template === undefined,
    ...(template === undefined ? {} : { templateState: template.state }),
  };
  const verdicts = await verdictsOf(deps, { contact, company, addresses, channel, intent });
  const best = verdicts.find(isAllowed);
  const { language } = company;
  const shown = best === undefined ? verdicts : [best];
  const answers = shown.flatMap(({ reasons, alert }) => reasons.map((reason) => reasonAnswer(reason, language, alert)));
  return {
    allowed: best !== undefined,
    reasons: answers.filter((answer, position) => answers.findIndex(({ code }) => code === answer.code) === position),
  };
};

const templateOf = async (deps: CheckContactDeps, input: CheckContact) => {
  if (input.templateId === undefined) return undefined;
  const template = await deps.findTemplate(input.tenant, input.templateId);
  if (template === undefined || (input.channel !== undefined && template.channel !== input.channel)) {
    throw new Refusal('TEMPLATE_NOT_FOUND', 'No template with this id for the channel.');
  }
  return template;
};

/** Addresses that the question is about, those of the usual order of channels first. */
const candidatesOf = (
  contact: Contact,
  input: CheckContact,
  templateChannel: SendingChannel | undefined,
): readonly AddressValue[] => {
  if (input.addressId !== undefined) {
    const address = contact.addresses.find(({ addressId }) => addressId === input.addressId);
    if (address === undefined || (input.channel !== undefined && address.channel !== input.channel)) {
      throw new Refusal('ADDRESS_NOT_FOUND', 'The customer has no address with this id for the channel.');
    }
    if (templateChannel !== undefined && address.channel !== templateChannel) {
      throw new Refusal('TEMPLATE_NOT_FOUND', 'The template is for another channel than the address.');
    }
    return [address];
  }
  const wanted = input.channel ?? templateChannel;
  const order = (channel: Channel): number => (isSendingChannel(channel) ? sendingChannels.indexOf(channel) : -1);
  return contact.addresses
    .filter(({ channel }) => (wanted === undefined ? isSendingChannel(channel) : channel === wanted))
    .toSorted((a, b) => order(a.channel) - order(b.channel));
};

/** The channel asked about where the customer has no address: one that the company uses. */
const defaultChannel = (company: CompanyValue): SendingChannel =>
  sendingChannels.find((channel) => company.channels[channel].enabled && company.senders[channel] !== null) ?? 'email';

const verdictsOf = async (
  deps: CheckContactDeps,
  input: {
    readonly contact: Contact;
    readonly company: CompanyValue;
    readonly addresses: readonly AddressValue[];
    readonly channel: Channel;
    readonly intent: MessageIntent;
  },
): Promise<readonly Verdict[]> => {
  const { contact, company, addresses, channel, intent } = input;
  const { tenant } = contact.customer;
  const asksWhatsApp =
    intent.freeText && (addresses.some((one) => one.channel === 'whatsapp') || channel === 'whatsapp');
  const [states, approved] = await Promise.all([
    deps.states.batchFind(
      addresses.map(({ channel: own, hash }) => ({ tenant, channel: own, hash })),
      { consistent: true },
    ),
    asksWhatsApp ? deps.hasApprovedWhatsAppTemplate(tenant) : undefined,
  ]);
  const common = {
    company,
    customer: contact.customer,
    gate: contact.gate,
    intent,
    ...(approved === undefined ? {} : { hasApprovedWhatsAppTemplate: approved }),
    now: deps.clock.now(),
  };
  if (addresses.length === 0) {
    const question = buildContactQuestion({ ...common, channel, address: undefined, state: undefined });
    return [{ reasons: contactReasons(question), alert: null }];
  }
  return addresses.map((address) => {
    const state = states.get(addressRefKey(address))?.value;
    const question = buildContactQuestion({ ...common, channel: address.channel, address, state });
    return { reasons: contactReasons(question), alert: state === undefined ? null : alertOf(state) };
  });
};
