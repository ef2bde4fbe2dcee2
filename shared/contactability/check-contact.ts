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
import { accountFor } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { AddressValue } from '#shared/customers/entities.ts';
import type { Contact, ReadContact } from '#shared/customers/read-contact.ts';
import { type AddressStateStore, addressRefKey } from './address-state-store.ts';
import { askGate, type GateAnswer, type GateInput, reasonAnswer } from './contact-question.ts';
import { hasNoValidAccount } from './gate.ts';

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

export const isAllowed = ({ reasons }: GateAnswer): boolean => !reasons.some((reason) => reason.blocking);

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
  const intent = {
    purpose: input.purpose ?? 'manual',
    freeText: template === undefined,
    templateState: template?.state,
  };
  const asksWhatsApp =
    intent.freeText && (addresses.some((one) => one.channel === 'whatsapp') || channel === 'whatsapp');
  const facts = await readFacts(deps, {
    company,
    contact,
    addresses,
    hasApprovedWhatsAppTemplate: asksWhatsApp ? await deps.hasApprovedWhatsAppTemplate(input.tenant) : undefined,
  });
  const verdicts = (addresses.length === 0 ? [{ channel }] : addresses).map((one) => verdictOn(facts, one, intent));
  const best = verdicts.find(isAllowed);
  const { language } = company;
  const isAboutAll = input.channel === undefined && input.addressId === undefined && template === undefined;
  const shown = best === undefined ? verdicts : [best];
  const answers = [
    ...(isAboutAll && addresses.length > 0 ? noValidAccount(verdicts, language) : []),
    ...shown.flatMap((verdict) => verdictAnswer(verdict, language)),
  ];
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
  sendingChannels.find((channel) => company.channels[channel].enabled && accountFor(company, channel) !== undefined) ??
  'email';

/** What the answer on any address of a customer follows from, read once. */
export interface ContactFacts {
  readonly company: CompanyValue;
  readonly contact: Contact;
  readonly states: Awaited<ReturnType<AddressStateStore['batchFind']>>;
  /** Undefined where it makes no difference. */
  readonly hasApprovedWhatsAppTemplate: boolean | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** Reads the state of the addresses; `contact-check` and the accounts of a customer both ask with it. */
export const readFacts = async (
  deps: Pick<CheckContactDeps, 'states' | 'clock'>,
  input: Pick<ContactFacts, 'company' | 'contact' | 'hasApprovedWhatsAppTemplate'> & {
    readonly addresses: readonly AddressValue[];
  },
): Promise<ContactFacts> => {
  const { company, contact, addresses, hasApprovedWhatsAppTemplate } = input;
  const { tenant } = contact.customer;
  const refs = addresses.map(({ channel, hash }) => ({ tenant, channel, hash }));
  const states = await deps.states.batchFind(refs, { consistent: true });
  return { company, contact, states, hasApprovedWhatsAppTemplate, now: deps.clock.now() };
};

/** The gate's answer on one address, or on a channel of which the customer has none. */
export const verdictOn = (
  facts: ContactFacts,
  target: AddressValue | { readonly channel: Channel },
  intent: GateInput['intent'],
): GateAnswer => {
  const address = 'addressId' in target ? target : undefined;
  const { company, contact, hasApprovedWhatsAppTemplate, now } = facts;
  const state = address === undefined ? undefined : facts.states.get(addressRefKey(address))?.value;
  const { customer, gate } = contact;
  return askGate({
    company,
    customer,
    gate,
    channel: target.channel,
    address,
    state,
    intent,
    hasApprovedWhatsAppTemplate,
    now,
  });
};

/** A verdict in the company's language. */
export const verdictAnswer = ({ reasons, alert }: GateAnswer, language: CompanyValue['language']) =>
  reasons.map((reason) => reasonAnswer(reason, language, alert));

/** That the company has no account for any channel of the customer comes before all else (E27). */
export const noValidAccount = (verdicts: readonly GateAnswer[], language: CompanyValue['language']) =>
  hasNoValidAccount(verdicts.map(({ reasons }) => reasons))
    ? [reasonAnswer({ code: 'NO_VALID_ACCOUNT', blocking: true }, language, null)]
    : [];
