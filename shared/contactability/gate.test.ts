import { describe, expect, it } from 'vitest';
import type { DndEntry } from '#shared/customers/dnd-entry.ts';
import { type ContactQuestion, decision, reasonsAgainst, whatsAppWindowMs } from './gate.ts';

const now = Date.parse('2026-11-23T15:00:00Z');

type Change = {
  readonly [Part in keyof ContactQuestion]?: ContactQuestion[Part] extends object | null
    ? Partial<ContactQuestion[Part]> | null
    : ContactQuestion[Part];
};

/** A question with nothing against it, and what a test changes of it. */
const ask = (change: Change = {}): ContactQuestion => {
  const channel = change.channel ?? 'email';
  return {
    channel,
    address:
      change.address === null
        ? null
        : {
            addressId: 'a-1',
            channel,
            value: channel === 'email' ? 'rosa@cliente.example' : '+56912345678',
            hash: 'h-1',
            alert: null,
            providerPending: false,
            refusals: [],
            ...change.address,
          },
    gate: {
      pausedUntil: null,
      dnd: [],
      activeAddressIds: ['a-1'],
      wrongNumberAddressIds: [],
      lastInboundAt: {},
      promise: null,
      stopped: null,
      ...change.gate,
    },
    intent: { purpose: 'manual', freeText: false, ...change.intent },
    company: {
      channels: { email: true, sms: true, whatsapp: true, call: true },
      senders: { email: ['avisos@empresa.example'], sms: ['AVISOS'], whatsapp: ['phone-1'] },
      blockManualWhenPaused: false,
      ownAddresses: ['avisos@empresa.example'],
      ...change.company,
    },
    contactability: change.contactability ?? 'ok',
    now,
  };
};

const codes = (change: Change): string[] => reasonsAgainst(ask(change)).map((reason) => reason.code);
const alert = { reason: 'HARD_BOUNCE' };
const dnd = (scope: DndEntry['scope'], channel: DndEntry['channel'] = 'email'): { dnd: DndEntry[] } => ({
  dnd: [{ channel, scope, source: 'manual', at: 1 }],
});

describe('reasons against contacting (F11)', () => {
  it('an objection stops what is automatic or of a campaign, a block everything (Ley 21.719)', () => {
    const told = (kind: 'opposition' | 'blocking', intent: ContactQuestion['intent']) =>
      reasonsAgainst(ask({ gate: { restriction: { kind } }, intent }));
    const byHand = { purpose: 'manual', freeText: true } as const;
    const automatic = { purpose: 'automatic', freeText: false } as const;
    expect(told('opposition', byHand)).toEqual([{ code: 'DATA_OPPOSED', blocking: false }]);
    expect(told('opposition', automatic)).toEqual([{ code: 'DATA_OPPOSED', blocking: true }]);
    expect(told('opposition', { ...byHand, origin: { kind: 'campaign' } })).toEqual([
      { code: 'DATA_OPPOSED', blocking: true },
    ]);
    for (const intent of [byHand, automatic])
      expect(told('blocking', intent)).toEqual([{ code: 'DATA_BLOCKED', blocking: true }]);
  });

  it('who is being erased is written to by nobody, whatever else holds (ADR 62)', () => {
    const gate = { erasingSince: 1, stopped: {}, restriction: { kind: 'opposition' } } as const;
    for (const purpose of ['manual', 'automatic'] as const) {
      const intent = { purpose, freeText: true };
      expect(reasonsAgainst(ask({ gate, intent }))).toEqual([{ code: 'DATA_ERASING', blocking: true }]);
    }
  });

  it('nothing against it', () => {
    expect(reasonsAgainst(ask())).toEqual([]);
    expect(decision([], 'manual')).toBe('send');
  });

  it.each<[string, Change, string[]]>([
    ['alert', { address: { alert } }, ['ADDRESS_ALERTED']],
    ['cleared, but still on the list of the provider', { address: { providerPending: true } }, ['PROVIDER_SUPPRESSED']],
    ['wrong number', { gate: { wrongNumberAddressIds: ['a-1'] } }, ['WRONG_NUMBER']],
    ['no address of the channel', { address: null }, ['NO_ADDRESS']],
    ['replaced address', { gate: { activeAddressIds: ['a-2'] } }, ['NO_ADDRESS']],
    ['own address', { address: { value: 'avisos@empresa.example' } }, ['RECIPIENT_IS_SENDER']],
    ['no account', { company: { senders: {} } }, ['NO_SENDER']],
    [
      'WhatsApp without account, to somebody who has not written (E26)',
      { channel: 'whatsapp', company: { senders: {} } },
      ['NO_SENDER', 'NO_PROACTIVE_ACCOUNT'],
    ],
    [
      'WhatsApp without account, in answer (E25)',
      {
        channel: 'whatsapp',
        company: { senders: {}, disconnected: ['w-1'] },
        gate: { lastInboundAt: { 'a-1': now - 1 }, lastInboundTo: { 'a-1': 'w-1' } },
        intent: { freeText: true },
      },
      ['NO_SENDER', 'ACCOUNT_DISCONNECTED'],
    ],
    ['calls need no account', { channel: 'call', company: { senders: {} } }, []],
    [
      'not contactable',
      { address: { alert }, contactability: 'none' },
      ['ADDRESS_ALERTED', 'CUSTOMER_NOT_CONTACTABLE'],
    ],
    ['a summary that lags does not block a good address', { contactability: 'none' }, []],
    ['a customer for calls only can be called', { channel: 'call', contactability: 'none' }, []],
  ])('%s', (_, change, expected) => {
    expect(codes(change)).toEqual(expected);
    if (expected.length > 0) expect(decision(reasonsAgainst(ask(change)), 'manual')).toBe('blocked');
  });

  it('names all of them, not only the first', () => {
    const all = codes({
      channel: 'whatsapp',
      address: { alert, providerPending: true, value: '+56900000002' },
      gate: {
        ...dnd('all', 'whatsapp'),
        pausedUntil: now + 1,
        wrongNumberAddressIds: ['a-1'],
        promise: { until: now + 1 },
        stopped: {},
      },
      intent: { freeText: true },
      company: {
        channels: { email: true, sms: true, whatsapp: false, call: true },
        senders: {},
        ownAddresses: ['+56900000002'],
        hasApprovedWhatsAppTemplate: false,
      },
      contactability: 'none',
    });
    expect(new Set(all)).toEqual(
      new Set([
        'ADDRESS_ALERTED',
        'PROVIDER_SUPPRESSED',
        'WRONG_NUMBER',
        'RECIPIENT_IS_SENDER',
        'CHANNEL_DISABLED',
        'NO_PROACTIVE_ACCOUNT',
        'NO_SENDER',
        'CUSTOMER_NOT_CONTACTABLE',
        'CONTACT_DND',
        'CONTACT_PAUSED',
        'CONTACT_STOPPED',
        'PROMISE_OPEN',
        'WHATSAPP_WINDOW_CLOSED',
        'NO_APPROVED_TEMPLATE',
      ]),
    );
  });
});

describe('DND by scope (Q7)', () => {
  const manual = { purpose: 'manual' as const };
  const flow = { purpose: 'automatic' as const, origin: { kind: 'flow' as const } };
  const campaign = { purpose: 'automatic' as const, origin: { kind: 'campaign' as const } };
  it.each([
    ['campaigns', manual, false],
    ['campaigns', flow, false],
    ['campaigns', campaign, true],
    ['automatic', manual, false],
    ['automatic', { purpose: 'automatic' as const }, true],
    ['automatic', flow, true],
    ['automatic', campaign, true],
    ['all', manual, true],
    ['all', campaign, true],
  ] as const)('scope %s, message %j: blocked %s', (scope, intent, blocked) => {
    expect(codes({ gate: dnd(scope), intent })).toEqual(blocked ? ['CONTACT_DND'] : []);
  });

  it('B.6: an address that refuses is asked itself; what the gate repeats of it counts for the other addresses only', () => {
    const refused = { channel: 'email', scope: 'all', source: 'opt_out', at: 1, hash: 'h-1' } as const;
    expect(codes({ address: { refusals: [refused] } })).toEqual(['CONTACT_DND']);
    expect(codes({ gate: { dnd: [refused] } })).toEqual([]);
    expect(codes({ gate: { dnd: [{ ...refused, hash: 'h-2' }] } })).toEqual(['CONTACT_DND']);
    expect(codes({ gate: { dnd: [refused] }, address: null })).toEqual(['NO_ADDRESS', 'CONTACT_DND']);
  });

  it.each([
    ['by hand', manual, false],
    ['of a flow', flow, false],
    ['of a campaign', campaign, true],
  ] as const)('11.4: who stopped marketing is not written to %s: %j, %s', (_, intent, blocked) => {
    const address = { refusals: [{ source: 'marketing_stop', at: 1 }] } as const;
    expect(codes({ address, intent })).toEqual(blocked ? ['CONTACT_DND'] : []);
  });

  it('holds for its channel alone', () => {
    expect(codes({ channel: 'sms', gate: dnd('all', 'email') })).toEqual([]);
  });
});

describe('pause (Q8)', () => {
  const gate = { pausedUntil: now + 1000 };
  it('skips an automatic message', () => {
    const reasons = reasonsAgainst(ask({ gate, intent: { purpose: 'automatic' } }));
    expect(reasons).toEqual([{ code: 'CONTACT_PAUSED', until: now + 1000, blocking: true }]);
    expect(decision(reasons, 'automatic')).toBe('skipped');
  });
  it('warns for a manual one, or blocks it where the company wants that', () => {
    const warned = reasonsAgainst(ask({ gate }));
    expect(warned).toEqual([{ code: 'CONTACT_PAUSED', until: now + 1000, blocking: false }]);
    expect(decision(warned, 'manual')).toBe('send');
    expect(decision(reasonsAgainst(ask({ gate, company: { blockManualWhenPaused: true } })), 'manual')).toBe('blocked');
  });
  it('ends by itself', () => {
    expect(codes({ gate: { pausedUntil: now } })).toEqual([]);
  });
  it('blocks rather than skips when the address is bad too', () => {
    const reasons = reasonsAgainst(ask({ gate, address: { alert }, intent: { purpose: 'automatic' } }));
    expect(decision(reasons, 'automatic')).toBe('blocked');
  });
});

describe('promise to pay (Q10)', () => {
  const gate = { promise: { until: now + 1000 } };
  it('skips an automatic message with a reason of its own', () => {
    const reasons = reasonsAgainst(ask({ gate, intent: { purpose: 'automatic' } }));
    expect(reasons).toEqual([{ code: 'PROMISE_OPEN', until: now + 1000, blocking: true }]);
    expect(decision(reasons, 'automatic')).toBe('skipped');
  });
  it('tells a person who writes by hand, whatever the company says of pauses', () => {
    const reasons = reasonsAgainst(ask({ gate, company: { blockManualWhenPaused: true } }));
    expect(reasons).toEqual([{ code: 'PROMISE_OPEN', until: now + 1000, blocking: false }]);
    expect(decision(reasons, 'manual')).toBe('send');
  });
  it('skips together with a pause, and holds no longer than its date', () => {
    const both = reasonsAgainst(ask({ gate: { ...gate, pausedUntil: now + 1 }, intent: { purpose: 'automatic' } }));
    expect(decision(both, 'automatic')).toBe('skipped');
    expect(codes({ gate: { promise: { until: now } }, intent: { purpose: 'automatic' } })).toEqual([]);
  });
});

describe('a stop (Q10, deceased)', () => {
  const gate = { stopped: {} };
  it.each(['email', 'sms', 'whatsapp', 'call'] as const)('blocks %s, automatic and by hand', (channel) => {
    for (const purpose of ['manual', 'automatic'] as const) {
      const reasons = reasonsAgainst(ask({ channel, gate, intent: { purpose, freeText: false } }));
      expect(reasons).toEqual([{ code: 'CONTACT_STOPPED', blocking: true }]);
      expect(decision(reasons, purpose)).toBe('blocked');
    }
  });
});

describe('WhatsApp (E23, E24)', () => {
  const text = (lastInboundAt: Record<string, number>): Change => ({
    channel: 'whatsapp',
    intent: { freeText: true },
    gate: { lastInboundAt },
  });
  it.each<[string, Change, string[]]>([
    ['never wrote', text({}), ['WHATSAPP_WINDOW_CLOSED']],
    ['wrote from another number', text({ 'a-2': now }), ['WHATSAPP_WINDOW_CLOSED']],
    ['just inside the window', text({ 'a-1': now - whatsAppWindowMs + 1 }), []],
    ['at its end', text({ 'a-1': now - whatsAppWindowMs }), ['WHATSAPP_WINDOW_CLOSED']],
    ['approved template outside the window', { channel: 'whatsapp', intent: { templateState: 'approved' } }, []],
    ['pending template', { channel: 'whatsapp', intent: { templateState: 'pending' } }, ['TEMPLATE_NOT_APPROVED']],
    ['free text by SMS needs no window', { channel: 'sms', intent: { freeText: true } }, []],
  ])('%s', (_, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });
});
