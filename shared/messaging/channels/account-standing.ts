/**
 * What the providers say of an account of ours: can anything be sent from it? (E25–E27). What they do not tell, or what
 * we may not ask, is `unknown` and changes nothing.
 */
import {
  DescribePhoneNumbersCommand,
  type DescribePhoneNumbersCommandOutput,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import {
  GetLinkedWhatsAppBusinessAccountPhoneNumberCommand,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { AccountStanding, AskProvider } from '#shared/companies/change-account.ts';

export interface ProviderClients {
  readonly email: Pick<SESv2Client, 'send'>;
  readonly sms: Pick<PinpointSMSVoiceV2Client, 'send'>;
  readonly whatsapp: Pick<SocialMessagingClient, 'send'>;
}

/** A person may wait for the answer: short limits, two tries. */
const clientSettings = { maxAttempts: 2, requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 } };

const createClients = (): ProviderClients => ({
  email: new SESv2Client(clientSettings),
  sms: new PinpointSMSVoiceV2Client(clientSettings),
  whatsapp: new SocialMessagingClient(clientSettings),
});

const usable: AccountStanding = { kind: 'usable' };
const missing: AccountStanding = { kind: 'unusable', reason: 'NOT_FOUND_AT_PROVIDER' };

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** Of the address itself or, as is usual, of its domain (SES: "Verified identities"). */
const identityStanding = async (client: ProviderClients['email'], fromAddress: string): Promise<AccountStanding> => {
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1);
  for (const EmailIdentity of [fromAddress, domain]) {
    try {
      const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity }));
      if (identity.VerifiedForSendingStatus === true) return usable;
      const failed = identity.VerificationStatus === 'FAILED';
      return { kind: 'unusable', reason: failed ? 'VERIFICATION_FAILED' : 'NOT_VERIFIED' };
    } catch (error) {
      if (!isNamed(error, 'NotFoundException')) throw error;
    }
  }
  return missing;
};

/** Pages of numbers that are looked through; AWS gives 100 on each and knows no filter by number. */
const maxPages = 20;

/** Of a number. Sender ids and pools are not numbers: AWS tells no state of them that stops a message. */
const numberStanding = async (client: ProviderClients['sms'], identity: string): Promise<AccountStanding> => {
  if (!/^\+\d{6,15}$/.test(identity)) return { kind: 'unknown' };
  let NextToken: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer: DescribePhoneNumbersCommandOutput = await client.send(
      new DescribePhoneNumbersCommand({ MaxResults: 100, NextToken }),
    );
    const found = answer.PhoneNumbers?.find(({ PhoneNumber }) => PhoneNumber === identity);
    if (found !== undefined) return found.Status === 'ACTIVE' ? usable : { kind: 'unusable', reason: 'NOT_ACTIVE' };
    NextToken = answer.NextToken;
    if (NextToken === undefined) return missing;
  }
  return { kind: 'unknown' };
};

const whatsAppStanding = async (client: ProviderClients['whatsapp'], id: string): Promise<AccountStanding> => {
  try {
    await client.send(new GetLinkedWhatsAppBusinessAccountPhoneNumberCommand({ id }));
    return usable;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return missing;
    throw error;
  }
};

export const createAskProvider =
  (log: Pick<Log, 'warn'>, clients: ProviderClients = createClients()): AskProvider =>
  async (account) => {
    try {
      if (account.channel === 'email') return await identityStanding(clients.email, account.sender.fromAddress);
      if (account.channel === 'sms') return await numberStanding(clients.sms, account.sender.originationIdentity);
      return await whatsAppStanding(clients.whatsapp, account.sender.phoneNumberId);
    } catch (error) {
      log.warn('state of an account not told', { channel: account.channel, reason: reasonOf(error) });
      return { kind: 'unknown' };
    }
  };
