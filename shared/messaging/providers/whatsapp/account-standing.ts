/** Whether WhatsApp messages can be sent from a number, as AWS End User Messaging Social says. */

import {
  GetLinkedWhatsAppBusinessAccountPhoneNumberCommand,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging';
import { quietClient } from '#platform/quiet-client.ts';
import { clientSettings, isNamed, missing, usable } from '../account-standing.ts';
import type { AskStanding } from '../sender.ts';

/** Of a connected phone number, by AWS's id of it. */
export const createAskWhatsApp =
  (
    client: Pick<SocialMessagingClient, 'send'> = quietClient(new SocialMessagingClient(clientSettings)),
  ): AskStanding<'whatsapp'> =>
  async ({ sender: { phoneNumberId: id } }) => {
    try {
      await client.send(new GetLinkedWhatsAppBusinessAccountPhoneNumberCommand({ id }));
      return usable;
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return missing;
      throw error;
    }
  };
