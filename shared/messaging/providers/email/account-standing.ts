/** Whether e-mail can be sent from an address, as SES says. */

import { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { quietClient } from '#platform/quiet-client.ts';
import { clientSettings, isNamed, missing, usable } from '../account-standing.ts';
import type { AskStanding } from '../sender.ts';

/** Of the address itself or, as is usual, of its domain (SES: "Verified identities"). */
export const createAskIdentity =
  (client: Pick<SESv2Client, 'send'> = quietClient(new SESv2Client(clientSettings))): AskStanding<'email'> =>
  async ({ sender: { fromAddress } }) => {
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
