/** Sending through SES. */
import * as z from 'zod';
import { type EmailSender, readSettings } from '../sender.ts';
import { createAskIdentity } from './account-standing.ts';
import { createEmailChannel, createEmailClient } from './email.ts';
import { createSuppressionList } from './suppression-list.ts';

const SettingsSchema = z.object({ configurationSet: z.string().min(1) });

export const sesSender: EmailSender = {
  openChannel: (settings, replyAddresses, files) =>
    createEmailChannel(
      createEmailClient(),
      readSettings(SettingsSchema, settings).configurationSet,
      replyAddresses,
      files,
    ),
  createAskStanding: () => createAskIdentity(),
  createSuppressionList: () => createSuppressionList(),
};
