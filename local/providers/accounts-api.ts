import * as z from 'zod';
import { type Accepted, ProviderError } from './provider-double.ts';

/**
 * What the providers tell of the accounts that one sends from. The doubles hold no accounts: a name decides, so that
 * every state can be had (`local/providers/README.md`).
 */

/** GetEmailIdentity: domains are verified, single addresses are not there; the first label of a domain says otherwise. */
export const emailIdentity = (identity: string): Accepted => {
  const [label] = identity.split('.');
  if (identity.includes('@') || label === 'absent') {
    throw new ProviderError(404, 'NotFoundException', `Email identity ${identity} does not exist.`);
  }
  const status = { unverified: 'PENDING', failed: 'FAILED' }[label ?? ''] ?? 'SUCCESS';
  return {
    body: {
      IdentityType: 'DOMAIN',
      FeedbackForwardingStatus: true,
      VerifiedForSendingStatus: status === 'SUCCESS',
      VerificationStatus: status,
      DkimAttributes: { SigningEnabled: true, Status: status },
    },
  };
};

const describeSchema = z.looseObject({
  MaxResults: z.int().min(1).max(100).default(20),
  NextToken: z.string().optional(),
});

/** DescribePhoneNumbers over the numbers of the account; one that ends in 99 is still being set up. */
export const phoneNumbers = (body: unknown, numbers: readonly string[]): Accepted => {
  const parsed = describeSchema.safeParse(body);
  if (!parsed.success) {
    throw new ProviderError(400, 'ValidationException', 'Not a request for numbers.', { Reason: 'INVALID_PARAMETER' });
  }
  const start = Number(parsed.data.NextToken ?? 0);
  const end = start + parsed.data.MaxResults;
  return {
    body: {
      PhoneNumbers: numbers.slice(start, end).map((number) => ({
        PhoneNumber: number,
        PhoneNumberId: `phone-${number.slice(1)}`,
        PhoneNumberArn: `arn:aws:sms-voice:us-east-1:111122223333:phone-number/phone-${number.slice(1)}`,
        Status: number.endsWith('99') ? 'PENDING' : 'ACTIVE',
        IsoCountryCode: 'CL',
        MessageType: 'TRANSACTIONAL',
        NumberCapabilities: ['SMS'],
        NumberType: 'LONG_CODE',
        MonthlyLeasingPrice: '0',
        TwoWayEnabled: true,
        SelfManagedOptOutsEnabled: false,
        OptOutListName: 'Default',
        DeletionProtectionEnabled: false,
        CreatedTimestamp: 1_767_225_600,
      })),
      ...(end < numbers.length ? { NextToken: String(end) } : {}),
    },
  };
};
