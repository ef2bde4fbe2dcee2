/** Who may be believed: §5.6 #110, delivery-events.md §1.5. */
import { describe, expect, it } from 'vitest';
import { isAuthentic } from './authenticity.ts';

const claims = (verdicts: object, more: object = {}) => ({
  verdicts: { spf: 'GRAY', dkim: 'GRAY', dmarc: 'GRAY', spam: 'PASS', virus: 'PASS', ...verdicts },
  from: 'rosa@uno.example',
  envelopeSender: 'rosa@uno.example',
  signedBy: [],
  ...more,
});

describe('#110: a sender', () => {
  it.each([
    ['passes DMARC', claims({ dmarc: 'PASS' }), true],
    ['fails DMARC, though SPF and DKIM pass', claims({ dmarc: 'FAIL', spf: 'PASS', dkim: 'PASS' }), false],
    ['could not be checked', claims({ dmarc: 'PROCESSING_FAILED', spf: 'PASS' }), false],
    ['has no policy and passes SPF for the domain that is seen', claims({ spf: 'PASS' }), true],
    ['passes SPF for another domain', claims({ spf: 'PASS' }, { envelopeSender: 'x@evil.example' }), false],
    ['is signed by its domain', claims({ dkim: 'PASS' }, { signedBy: ['mail.uno.example'] }), true],
    ['is signed by another domain', claims({ dkim: 'PASS' }, { signedBy: ['evil.example'] }), false],
    [
      'is signed by two, one of them strange',
      claims({ dkim: 'PASS' }, { signedBy: ['uno.example', 'evil.example'] }),
      false,
    ],
    ['is signed by a whole country', claims({ dkim: 'PASS' }, { signedBy: ['example'] }), false],
    ['has nothing to show', claims({}), false],
    ['names nobody, or two', claims({ dmarc: 'PASS' }, { from: null }), false],
  ])('%s', (_what, given, expected) => {
    expect(isAuthentic(given)).toBe(expected);
  });
});
