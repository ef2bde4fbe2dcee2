/** The accounts of a company: which one sends, and what a change of their state does (E21, E25–E27). Pure. */
import type * as z from 'zod';
import type { AccountFault } from '#contract/account-words.ts';
import type { AccountSchema } from '#contract/accounts.ts';
import type { Settings } from '#contract/companies.ts';
import { type SendingChannel, sendingChannels } from '#contract/vocabulary.ts';
import { isoTime } from '#platform/clock.ts';
import { keyedHash } from '#platform/ids.ts';
import type { AccountValue, CompanyValue } from './entities.ts';

type Senders = Settings['senders'];
export type AccountView = z.input<typeof AccountSchema>;

/** The same account always has the same id. */
const accountIdOf = (channel: SendingChannel, ours: string): string =>
  keyedHash('account', `${channel}\n${ours.toLowerCase()}`, 80);

interface Origin {
  /** Epoch ms. */
  readonly connectedAt: number;
  /** Ids by which events name the company's numbers. */
  readonly inboundNumbers: CompanyValue['inboundNumbers'];
}

const common = ({ connectedAt }: Origin, channel: SendingChannel, ours: string) => ({
  accountId: accountIdOf(channel, ours),
  state: 'connected' as const,
  reason: null,
  connectedAt,
  checkedAt: null,
  isDefault: true,
});

const written = ({ inboundNumbers = [] }: Origin, channel: SendingChannel, ours: string): string[] => [
  ...new Set([ours, ...inboundNumbers.filter((number) => number.channel === channel).map((number) => number.ours)]),
];

/** One connected account for each channel that has a sender. */
export const accountsOfSenders = ({ email, sms, whatsapp }: Senders, origin: Origin): AccountValue[] => [
  ...(email === null
    ? []
    : [
        {
          ...common(origin, 'email', email.fromAddress),
          channel: 'email' as const,
          value: email.fromAddress,
          displayName: email.fromName,
          inboundIds: [email.fromAddress.toLowerCase()],
          sender: email,
        },
      ]),
  ...(sms === null
    ? []
    : [
        {
          ...common(origin, 'sms', sms.originationIdentity),
          channel: 'sms' as const,
          value: sms.originationIdentity,
          displayName: null,
          inboundIds: [sms.originationIdentity],
          sender: sms,
        },
      ]),
  ...(whatsapp === null
    ? []
    : [
        {
          ...common(origin, 'whatsapp', whatsapp.phoneNumberId),
          channel: 'whatsapp' as const,
          value: whatsapp.displayNumber,
          displayName: null,
          inboundIds: written(origin, 'whatsapp', whatsapp.phoneNumberId),
          sender: whatsapp,
        },
      ]),
];

type Accounted = Pick<CompanyValue, 'accounts' | 'senders' | 'inboundNumbers' | 'updatedAt'>;

/** All accounts; a company that was kept before it had several has those of its senders. */
export const accountsOf = (company: Accounted): readonly AccountValue[] =>
  company.accounts ??
  accountsOfSenders(company.senders, { connectedAt: company.updatedAt, inboundNumbers: company.inboundNumbers });

const ofChannel = <Channel extends SendingChannel>(accounts: readonly AccountValue[], channel: Channel) =>
  accounts.filter((account): account is Extract<AccountValue, { channel: Channel }> => account.channel === channel);

export const isConnected = ({ state }: Pick<AccountValue, 'state'>): boolean => state === 'connected';

/** The connected account of the channel that sends: the wished one if it is connected, else the default, else any. */
const choose = <Channel extends SendingChannel>(
  accounts: readonly AccountValue[],
  channel: Channel,
  wished: string | undefined,
) => {
  const connected = ofChannel(accounts, channel).filter(isConnected);
  return (
    connected.find(({ accountId }) => accountId === wished) ??
    connected.find(({ isDefault }) => isDefault) ??
    connected[0]
  );
};

/** @param writtenTo account that the customer wrote to last; undefined: none of this channel */
export const accountFor = (company: Accounted, channel: SendingChannel, writtenTo?: string): AccountValue | undefined =>
  choose(accountsOf(company), channel, writtenTo);

/**
 * WhatsApp Business Account of the company, whose templates Meta reviews (E23); undefined where none is known. It stays
 * the company's while its numbers are disconnected.
 */
export const businessAccountOf = (company: Accounted): string | undefined =>
  ofChannel(accountsOf(company), 'whatsapp').find(({ sender }) => sender.businessAccountId !== undefined)?.sender
    .businessAccountId;

/** What messages are sent from. @param writtenTo account that the customer wrote to last, of whatever channel */
export const sendersOf = (company: Accounted, writtenTo?: string): Senders =>
  sendersAmong(accountsOf(company), writtenTo);

const sendersAmong = (accounts: readonly AccountValue[], writtenTo?: string): Senders => ({
  email: choose(accounts, 'email', writtenTo)?.sender ?? null,
  sms: choose(accounts, 'sms', writtenTo)?.sender ?? null,
  whatsapp: choose(accounts, 'whatsapp', writtenTo)?.sender ?? null,
});

/** Account that an inbound message was written to. @param ours as the event names it */
export const accountWrittenTo = (company: Accounted, channel: string, ours: string): AccountValue | undefined =>
  accountsOf(company).find(
    (account) =>
      account.channel === channel && account.inboundIds.some((id) => id === ours.toLowerCase() || id === ours),
  );

/** The company with other accounts; the senders that settings show follow from them, and move their version. */
export const withAccounts = (company: CompanyValue, accounts: readonly AccountValue[], now: number): CompanyValue => {
  const senders = sendersAmong(accounts);
  const changed = { ...company, accounts: [...accounts], senders };
  const same = JSON.stringify(senders) === JSON.stringify(company.senders);
  return same ? changed : { ...changed, updatedAt: now, version: company.version + 1 };
};

/** The account in another state. @param now epoch ms */
export const inState = (
  account: AccountValue,
  state: { readonly state: AccountValue['state']; readonly reason: AccountFault | null },
  now: number,
): AccountValue => ({
  ...account,
  ...state,
  connectedAt: state.state === 'connected' && !isConnected(account) ? now : account.connectedAt,
});

/** Makes one account the default of its channel, and no other. */
export const withDefault = (accounts: readonly AccountValue[], wanted: AccountValue): AccountValue[] =>
  accounts.map((account) =>
    account.channel === wanted.channel ? { ...account, isDefault: account.accountId === wanted.accountId } : account,
  );

/** Accounts as they are answered, by channel, the default first. */
export const accountViews = (company: Accounted): AccountView[] =>
  sendingChannels.flatMap((channel) => {
    const sending = accountFor(company, channel)?.accountId;
    return ofChannel(accountsOf(company), channel)
      .map((account) => accountView(account, account.accountId === sending))
      .sort((a, b) => Number(b.default) - Number(a.default) || a.value.localeCompare(b.value));
  });

const accountView = (account: AccountValue, isDefault: boolean): AccountView => ({
  accountId: account.accountId,
  channel: account.channel,
  value: account.value,
  displayName: account.displayName,
  state: account.state,
  reason: account.reason,
  connectedAt: isoTime(account.connectedAt),
  checkedAt: account.checkedAt === null ? null : isoTime(account.checkedAt),
  default: isDefault,
});
