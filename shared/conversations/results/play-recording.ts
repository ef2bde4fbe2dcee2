/** A link that plays the recording of a call, any number of times (D3); made after the caller was checked. */
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { familyOf } from '#shared/customers/entities.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import { type FileLinks, signatureLifeMs } from '#shared/messaging/attachments/file-links.ts';
import { fileKey } from '#shared/messaging/attachments/rules.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';

/** @throws Refusal NOT_FOUND, also for a call of another customer or company; RECORDING_NOT_FOUND */
export const playRecording = async (
  deps: {
    readonly readContact: ReadContact;
    readonly messages: { find(tenant: string, messageId: string): Promise<Stored<MessageValue> | undefined> };
    readonly links: Pick<FileLinks, 'play'>;
    readonly clock: Clock;
  },
  input: { readonly tenant: string; readonly customerId: string; readonly messageId: string },
): Promise<{ url: string; expiresAt: string; contentType: string }> => {
  const { tenant, customerId, messageId } = input;
  const [contact, stored] = await Promise.all([
    deps.readContact(tenant, customerId),
    deps.messages.find(tenant, messageId),
  ]);
  const message = stored?.value;
  const customerIds: readonly string[] = contact === undefined ? [] : familyOf(contact.customer);
  if (message === undefined || !customerIds.includes(message.customerId) || message.channel !== 'call') {
    throw new Refusal('NOT_FOUND', 'The conversation has no call with this id.');
  }
  // A call carries nothing but its recording.
  const [file] = message.attachments;
  if (file === undefined) throw new Refusal('RECORDING_NOT_FOUND', 'The call was not recorded.');
  const signedAt = deps.clock.now();
  const url = await deps.links.play({ key: fileKey({ tenant, ...file }), contentType: file.contentType, signedAt });
  return { url, expiresAt: isoTime(signedAt + signatureLifeMs), contentType: file.contentType };
};
