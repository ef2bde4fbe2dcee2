/** What the product reads of the providers about its own accounts, over the doubles and the real SDK (E25–E27). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountsOfSenders } from '#shared/companies/accounts.ts';
import { createAskProvider } from '#shared/messaging/providers/ask-provider.ts';
import { createAskIdentity } from '#shared/messaging/providers/email/account-standing.ts';
import { createAskNumber } from '#shared/messaging/providers/sms/account-standing.ts';
import { createAskWhatsApp } from '#shared/messaging/providers/whatsapp/account-standing.ts';
import { startEmailProvider } from '../../local/providers/email.ts';
import type { RunningService } from '../../local/providers/service.ts';
import { startSmsProvider } from '../../local/providers/sms.ts';
import { startWhatsAppProvider } from '../../local/providers/whatsapp.ts';
import { control } from './received-events.ts';

let dataDir = '';
let services: RunningService[] = [];
let ask: ReturnType<typeof createAskProvider>;
const warned: string[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'accounts-'));
  const context = (name: string) => ({
    port: 0,
    dataDir: join(dataDir, name),
    publish: async () => undefined,
    store: async () => undefined,
    log: () => undefined,
  });
  // More numbers than one page holds, so that the second one is read too.
  const numbers = [...Array.from({ length: 105 }, (_, i) => `+5691${String(i).padStart(7, '0')}`), '+56900000099'];
  services = [
    await startEmailProvider({ ...context('email'), configurationSets: [], receiptRules: [] }),
    await startSmsProvider({ ...context('sms'), configurationSets: [], inboundTopicArn: '', numbers }),
    await startWhatsAppProvider({
      ...context('whatsapp'),
      eventsTopicArn: '',
      lookAtFile: async () => undefined,
    }),
  ];
  const settings = (position: number) => ({
    endpoint: services[position]?.url ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const standings = {
    email: createAskIdentity(new SESv2Client(settings(0))),
    sms: createAskNumber(new PinpointSMSVoiceV2Client(settings(1))),
    whatsapp: createAskWhatsApp(new SocialMessagingClient(settings(2))),
  };
  ask = createAskProvider({ warn: (event) => void warned.push(event) }, standings);
}, 60_000);
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

const none = { email: null, sms: null, whatsapp: null };
const standing = async (senders: Partial<Parameters<typeof accountsOfSenders>[0]>) => {
  const [account] = accountsOfSenders({ ...none, ...senders }, { connectedAt: 0, inboundNumbers: [] });
  if (account === undefined) throw new Error('No account.');
  return ask(account);
};
const email = (domain: string) => ({ email: { fromAddress: `a@${domain}`, fromName: 'A', tenantName: 't' } });
const sms = (originationIdentity: string) => ({ sms: { originationIdentity } });
const whatsapp = (phoneNumberId: string) => ({ whatsapp: { phoneNumberId, displayNumber: '+56900000011' } });
const unusable = (reason: string) => ({ kind: 'unusable', reason });

describe('the state of an account', () => {
  it.each([
    ['an e-mail address of a verified domain', email('empresa.example'), { kind: 'usable' }],
    ['a domain that waits for its records', email('unverified.example'), unusable('NOT_VERIFIED')],
    ['a domain that failed', email('failed.example'), unusable('VERIFICATION_FAILED')],
    ['a domain that is no identity', email('absent.example'), unusable('NOT_FOUND_AT_PROVIDER')],
    ['an active number, on the second page', sms('+56910000104'), { kind: 'usable' }],
    ['a number that is being set up', sms('+56900000099'), unusable('NOT_ACTIVE')],
    ['a number that is not ours any more', sms('+56922222222'), unusable('NOT_FOUND_AT_PROVIDER')],
    ['a sender id, of which AWS tells nothing', sms('AVISOS'), { kind: 'unknown' }],
    ['a linked WhatsApp number', whatsapp('phone-number-id-1'), { kind: 'usable' }],
    ['a WhatsApp number that is not linked', whatsapp('phone-number-id-absent'), unusable('NOT_FOUND_AT_PROVIDER')],
  ])('of %s', async (_what, senders, expected) => {
    expect(await standing(senders)).toEqual(expected);
  });

  it('is not known while a provider throttles or fails, and that is said', async () => {
    const faults = ['throttle', 'error500', 'badRequest'] as const;
    const senders = [email('empresa.example'), sms('+56910000001'), whatsapp('phone-number-id-1')];
    warned.length = 0;
    for (const [position, mode] of faults.entries()) {
      const service = services[position];
      if (service === undefined) throw new Error('No service.');
      await control(service.url, 'faults', { mode, times: 1 });
      expect(await standing(senders[position] ?? {})).toEqual({ kind: 'unknown' });
    }
    expect(warned).toHaveLength(3);
  });
});
