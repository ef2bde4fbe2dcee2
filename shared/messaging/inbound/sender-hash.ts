/** Stands for whoever wrote or called, so that everything that waits of one sender is found together (D13). */
import type { Channel } from '#contract/vocabulary.ts';
import { keyedHash } from '#platform/ids.ts';
import { addressSpellings } from '#shared/customers/phone-spellings.ts';

/**
 * The same for every spelling of a phone, and on every channel of phones: who texts and who calls from it is one.
 * @param key secret of the deployment (`ADDRESS_KEY`)
 * @param from as the channel names the sender: an e-mail address, or digits with `+`
 */
export const senderHash = (key: string, channel: Channel, from: string): string => {
  if (channel === 'email') return keyedHash(key, `sender of mail\n${from.toLowerCase()}`);
  return keyedHash(key, `sender by phone\n${addressSpellings('whatsapp', from).toSorted()[0]}`);
};
