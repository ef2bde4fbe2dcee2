/** A row of the register as the index carries it: the message without body, attempts and ledger state (B4–B22). */
import { messageReader } from './message-codec.ts';
import { registerNames } from './message-fields.ts';

/** Reads an item of the register's index, or a whole message. @throws ZodError when it is neither */
export const registerRow = messageReader(registerNames);
export type RegisterRow = ReturnType<typeof registerRow>;
