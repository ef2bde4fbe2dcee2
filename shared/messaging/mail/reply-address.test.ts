/** Signed reply addresses: §5.6 #110, delivery-events.md §1.5. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '#platform/ids.ts';
import { replyMailbox } from '#shared/companies/mailboxes.ts';
import { readReplyAddress, replyAddressOf, replyMailboxOf } from './reply-address.ts';

const keys = { domain: 'in.contacta.example', key: 'secret' };
const messageId = `${newId(1_790_000_000_000)}-${newId(1_790_000_500_000)}`;
const [customerId = '', own = ''] = messageId.split('-');
const address = replyAddressOf(keys, { tenant: 'acme', messageId });

describe('a reply address', () => {
  it('#110: names customer and message, and its company by the mailbox', () => {
    expect(readReplyAddress(keys, 'acme', address)).toEqual({
      kind: 'bound',
      customerId,
      messageTime: own.slice(0, 10),
    });
    expect(replyMailboxOf(address)).toBe(replyMailbox('acme', keys.domain));
  });

  it('fits into a local part of 64 characters, for the longest company too, and survives lower case', () => {
    const long = replyAddressOf(keys, { tenant: 'a'.repeat(40), messageId });
    expect(long.split('@')[0]?.length).toBeLessThanOrEqual(64);
    expect(address.toUpperCase().toLowerCase()).toBe(address);
  });

  it('#110: of another company, another key or another deployment is refused', () => {
    expect(readReplyAddress(keys, 'acme2', address)).toEqual({ kind: 'refused' });
    expect(readReplyAddress({ ...keys, key: 'other' }, 'acme', address)).toEqual({ kind: 'refused' });
  });

  it('#110: with any one character changed is refused', () => {
    const local = address.split('@')[0] ?? '';
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: local.length - 1 }),
        fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'),
        (position, character) => {
          fc.pre(local[position] !== character);
          // The company's code is not signed: it chooses the company, whose name is.
          fc.pre(position < 3 || position > 10);
          const forged = `${local.slice(0, position)}${character}${local.slice(position + 1)}@${keys.domain}`;
          expect(readReplyAddress(keys, 'acme', forged)).toEqual({ kind: 'refused' });
        },
      ),
    );
  });

  it.each(['r-', 'r-1', `r-${'0'.repeat(61)}`, 'r-1é', `${address.split('@')[0]}x`])('%j is refused', (local) => {
    expect(readReplyAddress(keys, 'acme', `${local}@in.contacta.example`)).toEqual({ kind: 'refused' });
  });

  it("the company's own mailbox binds to nothing", () => {
    expect(readReplyAddress(keys, 'acme', 'acme@in.contacta.example')).toEqual({ kind: 'none' });
    expect(replyMailboxOf('acme@in.contacta.example')).toBeNull();
  });

  it('an id of another form is answered to the mailbox of the company', () => {
    expect(replyAddressOf(keys, { tenant: 'acme', messageId: 'short-id' })).toBe('acme@in.contacta.example');
  });
});
