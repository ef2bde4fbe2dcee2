/** Files of WhatsApp messages, by AWS End User Messaging Social: it fetches them from Meta and stores them in S3. */
import { GetWhatsAppMessageMediaCommand, type SocialMessagingClient } from '@aws-sdk/client-socialmessaging';

export type MediaPort = Pick<SocialMessagingClient, 'send'>;

/** `gone`: Meta no longer has the file, or does not hand it out; another try is in vain. */
export type FetchedMedia = 'stored' | 'gone';

/**
 * Errors that another try does not mend (API reference of GetWhatsAppMessageMedia). A refusal of our own rights is not
 * among them: people mend it.
 */
const final = new Set([
  'ResourceNotFoundException',
  'InvalidParametersException',
  'ValidationException',
  'AccessDeniedByMetaException',
]);

/** @throws the SDK's error when another try may succeed */
export const createFetchMedia =
  (client: MediaPort, bucketName: string) =>
  async (input: { phoneNumberId: string; mediaId: string; prefix: string }): Promise<FetchedMedia> => {
    try {
      await client.send(
        new GetWhatsAppMessageMediaCommand({
          mediaId: input.mediaId,
          originationPhoneNumberId: input.phoneNumberId,
          // AWS adds the media's id and an ending that follows from its type.
          destinationS3File: { bucketName, key: input.prefix },
        }),
      );
      return 'stored';
    } catch (error) {
      if (error instanceof Error && final.has(error.name)) return 'gone';
      throw error;
    }
  };
