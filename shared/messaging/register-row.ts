/** A row of the register as the index carries it: the message without body, attempts and ledger state (B4–B22). */
import type * as z from 'zod';
import type { Item } from '#platform/table/kernel.ts';
import { Message } from './entities.ts';
import { unpackMessage } from './message-codec.ts';

const RegisterRowSchema = Message.schema.omit({
  body: true,
  attachments: true,
  attempts: true,
  phase: true,
  retries: true,
  dueAt: true,
  providerId: true,
  freeText: true,
  erasedAt: true,
});
export type RegisterRow = z.infer<typeof RegisterRowSchema>;

/** Parses an item of the register's index, or a whole message. @throws ZodError when it is neither */
export const registerRow = (item: Item): RegisterRow => RegisterRowSchema.parse(unpackMessage(item));
