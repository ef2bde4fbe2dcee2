/** A number of WhatsApp that was told together with a user id (ADR 42). */

/** Number and user id were told together, or a status came from the number that we wrote to. */
export interface SeenTogether {
  readonly tenant: string;
  readonly userId: string;
  /** Digits with `+`. */
  readonly number: string;
  /** Provider time, epoch ms. */
  readonly at: number;
  /** Id of a message of the user id alone that was put among the unknown senders while the number was being told. */
  readonly waiting?: string;
}

/** Remembers that they are one person; the first time, what waits or was refused under one holds for both. */
export type RememberNumber = (seen: SeenTogether) => Promise<void>;

/** A user id, or a short code, may stand where a number should. */
export const isNumber = (name: string | undefined): name is string => name?.startsWith('+') === true;
