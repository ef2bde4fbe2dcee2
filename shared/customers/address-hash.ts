/** How an address stands in keys: as a hash under a secret key, so that a key tells nobody the address (design §5). */
import type { Channel } from '#contract/vocabulary.ts';
import { keyedHash } from '#platform/ids.ts';

/**
 * Hash of a normalised address. The channel belongs to it: one phone is an address of its own on each channel (Q3).
 * @param key secret of the deployment (`ADDRESS_KEY`)
 * @param value normalised: lower-case e-mail or E.164
 */
export const addressHash = (key: string, channel: Channel, value: string): string =>
  keyedHash(key, `${channel}\n${value}`);
