/** How an address stands in keys: as a hash under a secret key, so that a key tells nobody the address (design §5). */
import type { Channel } from '#contract/vocabulary.ts';
import { keyedHash } from '#platform/ids.ts';

const pseudonym = /^#([0-9a-z]{32})$/;

/** Whether it stands in place of the address of an erased person (ADR 62). Every address has an `@`, or begins with `+` or a digit. */
export const isPseudonym = (value: string): boolean => pseudonym.test(value);

/** What is kept in place of an address: its hash, so that contacts and refusals of it can still be proved. */
export const addressPseudonym = (hash: string): string => `#${hash}`;

/**
 * Hash of a normalised address. The channel belongs to it: one phone is an address of its own on each channel (Q3).
 * @param key secret of the deployment (`ADDRESS_KEY`)
 * @param value normalised: lower-case e-mail or E.164; of an erased person what `addressPseudonym` made
 */
export const addressHash = (key: string, channel: Channel, value: string): string =>
  pseudonym.exec(value)?.[1] ?? keyedHash(key, `${channel}\n${value}`);
