/** The providers' own lists of addresses to which they refuse to send (F6, Q9). */

import { DeleteOptedOutNumberCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { DeleteSuppressedDestinationCommand, SESv2Client } from '@aws-sdk/client-sesv2';

/** SES's suppression list of one SES tenant. */
export interface SuppressionList {
  /** Takes the address off; one that is not listed is no fault. @throws when SES does not answer or refuses */
  remove(tenantName: string, address: string): Promise<void>;
}

/** Numbers that told AWS to stop (STOP by SMS). */
export interface OptOutList {
  /** Takes the number (E.164) off; one that is not listed is no fault. @throws when AWS does not answer or refuses */
  remove(number: string): Promise<void>;
}

/** A person waits for the answer: short limits, two tries. */
const clientSettings = { maxAttempts: 2, requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 } };

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

export const createSuppressionList = (
  client: Pick<SESv2Client, 'send'> = new SESv2Client(clientSettings),
): SuppressionList => ({
  async remove(tenantName, address) {
    try {
      await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address, TenantName: tenantName }));
    } catch (error) {
      if (!isNamed(error, 'NotFoundException')) throw error;
    }
  },
});

/** @param listName AWS's own list for numbers that name none is `Default` */
export const createOptOutList = (
  client: Pick<PinpointSMSVoiceV2Client, 'send'> = new PinpointSMSVoiceV2Client(clientSettings),
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
