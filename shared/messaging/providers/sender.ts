/**
 * What sending through one provider takes, beside reading what it tells (`provider.ts`): the folder of the provider holds
 * it, `registry.ts` says who sends on which channel. `settings` are the provider's own as JSON, as the stack gives them
 * (`lib/constructs/provider-resources.ts`); all throw for settings that lack something.
 */
import type * as z from 'zod';
import type { SendingChannel } from '#contract/vocabulary.ts';
import type { AccountStanding } from '#shared/companies/change-account.ts';
import type { AccountValue } from '#shared/companies/entities.ts';
import type { OptOutList, SuppressionList } from '#shared/contactability/ports.ts';
import type { AttachmentFiles } from '../attachments/file-store.ts';
import type { ReplyAddresses } from '../mail/reply-address.ts';
import type { ProviderChannel } from './channel.ts';

/** Asks for the standing of an account. @throws whatever the provider's client throws: the standing is then unknown */
export type AskStanding<Channel extends SendingChannel> = (
  account: Extract<AccountValue, { channel: Channel }>,
) => Promise<AccountStanding>;

interface Sender<Channel extends SendingChannel, Parts extends readonly unknown[]> {
  openChannel(settings: string, ...parts: Parts): ProviderChannel;
  createAskStanding(settings: string): AskStanding<Channel>;
}

/** @param parts addresses that bring an answer back, and where the attachments of messages lie */
export interface EmailSender extends Sender<'email', [ReplyAddresses, Pick<AttachmentFiles, 'read'>]> {
  createSuppressionList(settings: string): SuppressionList;
}

export interface SmsSender extends Sender<'sms', []> {
  createOptOutList(settings: string): OptOutList;
}

/** @param parts name of the bucket where the attachments of messages lie */
export type WhatsAppSender = Sender<'whatsapp', [string]>;

/** @throws SyntaxError, ZodError for settings that are not the provider's */
export const readSettings = <Schema extends z.ZodType>(schema: Schema, settings: string): z.output<Schema> =>
  schema.parse(JSON.parse(settings));
