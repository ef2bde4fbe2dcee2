/**
 * Reply-To addresses that bind an answer to its conversation (delivery-events.md §1.5, §5.6 #110). Neither `From` nor
 * `In-Reply-To` can be trusted; an address that only the recipient of our mail has seen, signed by us, can.
 *
 *     r-<version><company code><customer><time of the message><signature>@<inbound domain>
 *
 * 63 characters before the @ (64 are the most that there may be), digits and lower-case letters only, since mail systems
 * turn local parts into lower case. The signature is over company, customer and message, so that a code of one company
 * with the customer of another is worth nothing.
 */
import { timingSafeEqual } from 'node:crypto';
import { keyedHash } from '#platform/ids.ts';
import { companyMailbox, replyMailbox } from '#shared/companies/mailboxes.ts';

export interface ReplyAddresses {
  /** Domain that SES receives for. */
  readonly domain: string;
  /** Secret of the deployment (`REPLY_KEY`). */
  readonly key: string;
}

/** Of what the signature is made; a change of key or form gets the next one, and old addresses go on being read. */
const version = '1';

const customerLength = 26;
const timeLength = 10;
const signatureBits = 80;
const form = /^r-([0-9a-z])([0-9a-z]{8})([0-9a-z]{26})([0-9a-z]{10})([0-9a-z]{16})$/;

const signature = (key: string, tenant: string, customerId: string, time: string): string =>
  keyedHash(key, ['reply', version, tenant, customerId, time].join('\n'), signatureBits);

/**
 * Where answers to the message go. An id of another form than ours has no room in an address: its answers go to the
 * company's mailbox, and their sender tells whose they are.
 */
export const replyAddressOf = (
  { domain, key }: ReplyAddresses,
  message: { readonly tenant: string; readonly messageId: string },
): string => {
  const { tenant, messageId } = message;
  const [customerId = '', own = ''] = messageId.split('-');
  if (customerId.length !== customerLength || own.length < timeLength) return companyMailbox(tenant, domain);
  const time = own.slice(0, timeLength);
  const [mailbox = ''] = replyMailbox(tenant, domain).split('@');
  const code = mailbox.slice('r-'.length);
  return `r-${version}${code}${customerId}${time}${signature(key, tenant, customerId, time)}@${domain}`;
};

/** `r-<code>@<domain>` of a reply address of whatever company, whether or not it is genuine; null for other addresses. */
export const replyMailboxOf = (address: string): string | null => {
  const at = address.lastIndexOf('@');
  const parts = form.exec(address.slice(0, at));
  return at < 0 || parts === null ? null : `r-${parts[2]}${address.slice(at)}`;
};

/** `refused`: it looks like one of ours and its signature is not the company's. */
export type Binding =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'bound';
      readonly customerId: string;
      /** First characters of the own part of the answered message's id: its time. */
      readonly messageTime: string;
    };

/**
 * What an address that mail came to says of its conversation.
 * @param tenant owner of the mailbox
 * @param address in lower case
 */
export const readReplyAddress = ({ key }: ReplyAddresses, tenant: string, address: string): Binding => {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  if (!local.startsWith('r-')) return { kind: 'none' };
  const parts = form.exec(local);
  const [, given, , customerId, messageTime, signed] = parts ?? [];
  if (given !== version || customerId === undefined || messageTime === undefined || signed === undefined) {
    return { kind: 'refused' };
  }
  const expected = Buffer.from(signature(key, tenant, customerId, messageTime));
  return timingSafeEqual(expected, Buffer.from(signed))
    ? { kind: 'bound', customerId, messageTime }
    : { kind: 'refused' };
};
