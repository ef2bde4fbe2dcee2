import { describe, expect, it } from 'vitest';
import { channels } from '#contract/vocabulary.ts';
import { type CountedAddress, foldContactability } from './contactability.ts';

const address = (channel: CountedAddress['channel'], fields: Partial<CountedAddress> = {}): CountedAddress => ({
  channel,
  alerted: false,
  wrongNumber: false,
  ...fields,
});
const bad = { alerted: true };

describe('contactability of a customer (Q2, Q2b, Q3)', () => {
  it.each<[string, CountedAddress[], ReturnType<typeof foldContactability>]>([
    ['no address', [], { contactability: 'none', reason: 'NO_ADDRESS', callOnly: false, alerts: 0 }],
    ['one good', [address('email')], { contactability: 'ok', callOnly: false, alerts: 0 }],
    [
      'one good, one alerted',
      [address('email', bad), address('sms')],
      { contactability: 'problems', callOnly: false, alerts: 1 },
    ],
    [
      'all alerted',
      [address('email', bad), address('sms', bad)],
      { contactability: 'none', reason: 'ALL_ALERTED', callOnly: false, alerts: 2 },
    ],
    [
      'a wrong number is an alert of the pair',
      [address('sms', { wrongNumber: true })],
      { contactability: 'none', reason: 'ALL_ALERTED', callOnly: false, alerts: 1 },
    ],
    [
      'only a phone for calls',
      [address('call')],
      { contactability: 'none', reason: 'NO_ADDRESS', callOnly: true, alerts: 0 },
    ],
    [
      'only a phone for calls, and it is wrong',
      [address('call', { wrongNumber: true })],
      { contactability: 'none', reason: 'NO_ADDRESS', callOnly: false, alerts: 1 },
    ],
    [
      'a phone for calls does not make an alerted e-mail good, but can be called',
      [address('email', bad), address('call')],
      { contactability: 'none', reason: 'ALL_ALERTED', callOnly: true, alerts: 1 },
    ],
    [
      'all alerted, the phone for calls too',
      [address('email', bad), address('call', bad)],
      { contactability: 'none', reason: 'ALL_ALERTED', callOnly: false, alerts: 2 },
    ],
    [
      'an alert on a phone for calls is a problem',
      [address('email'), address('call', { wrongNumber: true })],
      { contactability: 'problems', callOnly: false, alerts: 1 },
    ],
  ])('%s', (_, addresses, expected) => {
    expect(foldContactability(addresses, channels)).toEqual(expected);
  });

  it('addresses of a channel that is switched off do not count', () => {
    expect(foldContactability([address('whatsapp')], ['email', 'sms'])).toMatchObject({
      contactability: 'none',
      reason: 'NO_ADDRESS',
    });
  });
});
