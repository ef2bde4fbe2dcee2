/** Whether texts can be sent from a number, as AWS End User Messaging says. */

import {
  DescribePhoneNumbersCommand,
  type DescribePhoneNumbersCommandOutput,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { quietClient } from '#platform/quiet-client.ts';
import { clientSettings, missing, usable } from '../account-standing.ts';
import type { AskStanding } from '../sender.ts';

/** Pages of numbers that are looked through; AWS gives 100 on each and knows no filter by number. */
const maxPages = 20;

/** Of a number. Sender ids and pools are not numbers: AWS tells no state of them that stops a message. */
export const createAskNumber =
  (
    client: Pick<PinpointSMSVoiceV2Client, 'send'> = quietClient(new PinpointSMSVoiceV2Client(clientSettings)),
  ): AskStanding<'sms'> =>
  async ({ sender: { originationIdentity: identity } }) => {
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
