/** The accounts of a customer: through which address, with which form, from which account of ours (E18–E27). */
import type * as z from 'zod';
import type { CustomerAccountSchema, listCustomerAccounts as route } from '#contract/contactability.ts';
import { isSendingChannel, type SendingChannel, sendingChannels } from '#contract/vocabulary.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { accountFor } from '#shared/companies/accounts.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import type { AddressValue } from '#shared/customers/entities.ts';
import { shownMetadata } from '#shared/customers/metadata.ts';
import {
  type CheckContactDeps,
  type ContactFacts,
  isAllowed,
  noValidAccount,
  readFacts,
  verdictAnswer,
  verdictOn,
} from './check-contact.ts';
import { whatsAppWindowMs } from './gate.ts';

type Answer = z.input<(typeof route)['answer']>;
type CustomerAccount = z.input<typeof CustomerAccountSchema>;

export interface ApprovedTemplate {
  readonly templateId: string;
  readonly name: string;
  readonly language: string;
  readonly variables: string[];
}

export interface ListAccountsDeps extends Pick<CheckContactDeps, 'readContact' | 'findCompany' | 'states' | 'clock'> {
  readonly listApprovedWhatsAppTemplates: (tenant: string) => Promise<readonly ApprovedTemplate[]>;
}

/** WhatsApp templates that the answer carries; a company that has more chooses in the list of templates. */
const templateLimit = 100;

const byHand = { purpose: 'manual', freeText: true } as const;
const byTemplate = { purpose: 'manual', freeText: false, templateState: 'approved' } as const;

const freeTextFields = {
  email: ['subject', 'body', 'attachments'],
  sms: ['body'],
  whatsapp: ['body'],
} as const satisfies Record<SendingChannel, readonly string[]>;

const formOf = (facts: ContactFacts, channel: SendingChannel, addressId: string): CustomerAccount['form'] => {
  const writtenAt = facts.contact.gate.lastInboundAt[addressId];
  const until = channel === 'whatsapp' && writtenAt !== undefined ? writtenAt + whatsAppWindowMs : undefined;
  return {
    freeText: [...freeTextFields[channel]],
    template: ['templateId', 'variables'],
    approvalNeeded: channel === 'whatsapp',
    freeTextUntil: until !== undefined && until > facts.now ? isoTime(until) : null,
  };
};

const accountOf = (facts: ContactFacts, address: AddressValue): CustomerAccount => {
  const { addressId, channel, value, label } = address;
  const shown = { addressId, channel, value, label };
  if (!isSendingChannel(channel)) {
    return { ...shown, allowed: false, byHand: null, byTemplate: null, sendsFrom: null, form: null };
  }
  const { company, contact } = facts;
  const [hand, template] = [byHand, byTemplate].map((intent) => {
    const verdict = verdictOn(facts, address, intent);
    return { allowed: isAllowed(verdict), reasons: verdictAnswer(verdict, company.language) };
  });
  const sender = accountFor(company, channel, contact.gate.lastInboundTo?.[addressId]);
  const hasTemplate = channel !== 'whatsapp' || facts.hasApprovedWhatsAppTemplate === true;
  return {
    ...shown,
    allowed: hand?.allowed === true || (template?.allowed === true && hasTemplate),
    byHand: hand ?? null,
    byTemplate: template ?? null,
    sendsFrom:
      sender === undefined
        ? null
        : { accountId: sender.accountId, value: sender.value, displayName: sender.displayName },
    form: formOf(facts, channel, addressId),
  };
};

/** In the usual order of channels, calls last. @throws Refusal NOT_FOUND */
export const listCustomerAccounts = async (
  deps: ListAccountsDeps,
  { tenant, customerId }: { tenant: string; customerId: string },
): Promise<Answer> => {
  const [company, contact] = await Promise.all([deps.findCompany(tenant), deps.readContact(tenant, customerId)]);
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'No customer with this id.');
  const { addresses } = contact;
  const approved = addresses.some(({ channel }) => channel === 'whatsapp')
    ? (await deps.listApprovedWhatsAppTemplates(tenant)).slice(0, templateLimit)
    : [];
  const hasApprovedWhatsAppTemplate = approved.length > 0;
  const facts = await readFacts(deps, { company, contact, addresses, hasApprovedWhatsAppTemplate });
  const order = ({ channel }: AddressValue): number =>
    isSendingChannel(channel) ? sendingChannels.indexOf(channel) : sendingChannels.length;
  const sending = addresses.filter(({ channel }) => isSendingChannel(channel));
  return {
    items: addresses.toSorted((a, b) => order(a) - order(b)).map((address) => accountOf(facts, address)),
    reasons:
      sending.length === 0
        ? verdictAnswer(verdictOn(facts, { channel: 'email' }, byHand), company.language).filter(
            ({ code }) => code === 'NO_ADDRESS' || code === 'CUSTOMER_NOT_CONTACTABLE',
          )
        : noValidAccount(
            sending.map((address) => verdictOn(facts, address, byHand)),
            company.language,
          ),
    templates: approved.map(({ templateId, name, language, variables }) => ({ templateId, name, language, variables })),
    metadata: shownMetadata(metadataFieldsOf(company), contact.customer.metadata),
  };
};
