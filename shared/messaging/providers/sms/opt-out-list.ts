/** AWS's list of numbers that told it to stop (F6, Q9). */

import { DeleteOptedOutNumberCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { quietClient } from '#platform/quiet-client.ts';
import type { OptOutList } from '#shared/contactability/ports.ts';
import { clientSettings, isNamed } from '../account-standing.ts';

/** @param listName AWS's own list for numbers that name none is `Default` */
export const createOptOutList = (
  client: Pick<PinpointSMSVoiceV2Client, 'send'> = quietClient(new PinpointSMSVoiceV2Client(clientSettings)),
  listName = 'Default',
): OptOutList => ({
  async remove(number) {
    try {
      await client.send(new DeleteOptedOutNumberCommand({ OptOutListName: listName, OptedOutNumber: number }));
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error;
    }
  },
});
