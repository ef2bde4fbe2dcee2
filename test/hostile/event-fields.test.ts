/**
 * Issue 10, A1: each field of each event that providers send, one after the other with what does not belong there, through
 * the workers of the queues and the real table. No event goes back to its queue: it is understood without the field, or
 * kept with its raw text.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { parseEventBody } from '#shared/messaging/providers/envelope.ts';
import { inboundEvent, templateEvent } from '../../local/providers/whatsapp-events.ts';
import { openWindow, textFrom } from '../crash/flow.ts';
import { mailTo } from '../crash/mail-flows.ts';
import { complaint, emailEvent } from '../scenario/support/email-events.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import type { Process } from '../support/delivery-process.ts';
import { World } from '../support/delivery-world.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Path = readonly (string | number)[];

/** What stands in place of a field. Texts: longer than an item may be, than a key may be; and no text at all. */
const strangers: Readonly<Record<string, Json>> = {
  'a text of 300,000 letters': 'x'.repeat(300_000),
  'a text of 3,000 letters': '9'.repeat(3_000),
  'a text of 250 wide letters': '漢'.repeat(250),
  'half a letter': '\ud800',
  'control characters': 'a\0\u001b[31m\u202eb#T#',
  'an empty text': '',
  nothing: null,
  'a number without end': 1e308,
  'a list of lists': [[[]], [null]],
  'an object': { constructor: { prototype: 1 } },
};

const isText = (value: Json): value is string => typeof value === 'string';
/** Texts of JSON are looked into as well. */
const innerOf = (text: string): Json | undefined => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
/** Every place of a body where a value stands, outermost first. */
const pathsOf = (value: Json): readonly Path[] => {
  const inner = isText(value) ? innerOf(value) : value;
  if (inner === undefined || inner === null || typeof inner !== 'object') return [[]];
  return [[], ...Object.entries(inner).flatMap(([name, one]) => pathsOf(one).map((path) => [name, ...path]))];
};
const withStranger = (value: Json, [name, ...rest]: Path, stranger: Json): Json => {
  if (name === undefined) return stranger;
  if (isText(value)) return JSON.stringify(withStranger(innerOf(value) ?? null, [name, ...rest], stranger));
  if (Array.isArray(value)) {
    return value.map((one, index) => (String(index) === name ? withStranger(one, rest, stranger) : one));
  }
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, one]) => [key, key === name ? withStranger(one, rest, stranger) : one]),
  );
};

let engines: DeliveryEngines;
let world: World;
const number = '+56912345678';
let ids = 0;
const freshId = () => {
  ids += 1;
  return `hostile-field-${ids}`;
};
const whatsAppMessage = (message: Readonly<Record<string, unknown>>) => () =>
  JSON.stringify(
    inboundEvent(
      world.metaNumber,
      { waId: number.slice(1), userId: 'CL.13491208655302741918', name: 'Ana' },
      {
        from: number.slice(1),
        from_user_id: 'CL.13491208655302741918',
        id: `wamid.${freshId()}`,
        timestamp: String(Math.floor(world.time / 1000)),
        context: { id: 'wamid.other', from: '56220000000' },
        ...message,
      },
      new Date(world.time),
    ),
  );
/** An e-mail that went out, for what its provider tells later. */
const mailSent = { providerId: '', recipient: 'ana@uno.example' };
const told: string[] = [];

beforeAll(async () => {
  engines = await startDeliveryEngines();
  world = await World.create(engines);
  const people = [
    await world.addPerson({ email: mailSent.recipient, sms: number, whatsapp: number }),
    await world.addPerson({ email: 'nobody.eva@uno.example', sms: '+56912340000', whatsapp: '+56900131026' }),
  ];
  await openWindow(world, number);
  await openWindow(world, '+56900131026');
  for (const person of people) {
    for (const channel of ['email', 'sms', 'whatsapp'] as const satisfies readonly SendingChannel[]) {
      expect((await world.post(world.start(), person, channel, freshId())).status).toBe(202);
      await world.drain(world.start(), channel);
      told.push(...world.takeEvents());
    }
  }
  await world.hear(world.start(), told);
  const [mail] = told.filter((body) => body.includes('"mail'));
  const outer = z.object({ Message: z.string() }).parse(JSON.parse(mail ?? ''));
  mailSent.providerId = z
    .object({ mail: z.object({ messageId: z.string() }) })
    .parse(JSON.parse(outer.Message)).mail.messageId;
}, 120_000);
afterAll(() => engines?.stop());

type Worker = (process: Process, bodies: readonly string[]) => Promise<readonly number[]>;
const events: Worker = (process, bodies) => process.receive(bodies);
const mail: Worker = (process, bodies) => process.receiveMail(bodies);

/** What a body says, as far as it is read; equal for bodies that differ in what nobody reads. */
const readingOf = (body: string): string => JSON.stringify(parseEventBody(body, world.time));

/** What was bent already: bodies of one provider share most of their places. */
const bentBefore = new Set<string>();

let handedOver = 0;

/** As many as a worker is handed at once. */
const batchSize = 10;

/**
 * Hands over the body with every stranger in every place that is read.
 * @returns what went back to the queue
 */
const faultsOf = async (worker: Worker, make: () => string | Promise<string>): Promise<readonly string[]> => {
  const process = world.start();
  const usual = await make();
  const readings = new Set([readingOf(usual)]);
  const bent: { readonly what: string; readonly body: string }[] = [];
  for (const path of pathsOf(usual)) {
    for (const [name, stranger] of Object.entries(strangers)) {
      const what = `${path.join('.')}: ${name}`;
      if (bentBefore.has(what)) continue;
      bentBefore.add(what);
      const bend = (body: string) => {
        const other = withStranger(body, path, stranger);
        return isText(other) ? other : JSON.stringify(other);
      };
      const reading = readingOf(bend(usual));
      if (readings.has(reading)) continue;
      readings.add(reading);
      bent.push({ what, body: bend(await make()) });
    }
  }
  handedOver += bent.length;
  const faults: string[] = [];
  for (let start = 0; start < bent.length; start += batchSize) {
    const batch = bent.slice(start, start + batchSize);
    const failed = await worker(
      process,
      batch.map(({ body }) => body),
    );
    faults.push(...failed.map((position) => batch[position]?.what ?? ''));
  }
  return faults;
};
const json = (event: () => object) => () => JSON.stringify(event());

describe('an event', () => {
  it('that the doubles publish: every kind of theirs', async () => {
    // One of each kind, whatever ids and times it tells of.
    const kinds = new Map(told.map((body) => [body.replaceAll(/[0-9a-f]{4,}|\d+/gi, ''), body]));
    const faults: string[] = [];
    for (const body of kinds.values()) faults.push(...(await faultsOf(events, () => body)));
    expect([...new Set(faults)]).toEqual([]);
  }, 300_000);

  it.each<readonly [string, () => string]>([
    ['a complaint', json(() => complaint(mailSent, 'abuse'))],
    [
      'a subscription',
      json(() =>
        emailEvent(mailSent, 'Subscription', 'subscription', {
          contactList: 'x',
          timestamp: new Date(world.time).toISOString(),
          source: 'UnsubscribeHeader',
          newTopicPreferences: { unsubscribeAll: true, topicSubscriptionStatus: [] },
        }),
      ),
    ],
    [
      'a rendering failure',
      json(() => emailEvent(mailSent, 'Rendering Failure', 'failure', { templateName: 'x', errorMessage: 'y' })),
    ],
    ['a text message', () => textFrom(world, number, 'Hola', freshId())],
    ['a text of WhatsApp', whatsAppMessage({ type: 'text', text: { body: 'Hola' } })],
    [
      'a picture',
      whatsAppMessage({ type: 'image', image: { id: 'media', mime_type: 'image/png', sha256: 'x', caption: 'Pago' } }),
    ],
    [
      'a document',
      whatsAppMessage({
        type: 'document',
        document: { id: 'media', filename: 'pago.pdf', mime_type: 'application/pdf' },
      }),
    ],
    [
      'a card',
      whatsAppMessage({
        type: 'contacts',
        contacts: [{ name: { formatted_name: 'Eva' }, phones: [{ phone: number, wa_id: number.slice(1) }] }],
      }),
    ],
    [
      'a place',
      whatsAppMessage({
        type: 'location',
        location: { latitude: 1.5, longitude: 2, name: 'Casa', address: 'Calle 1' },
      }),
    ],
    ['a reaction', whatsAppMessage({ type: 'reaction', reaction: { message_id: 'wamid.other', emoji: '👍' } })],
    [
      'an answer by button',
      whatsAppMessage({
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'x', title: 'Sí' } },
      }),
    ],
    [
      'a new number',
      whatsAppMessage({
        type: 'system',
        system: { type: 'user_changed_number', body: 'x', wa_id: '56911112222', new_wa_id: '56911112222' },
      }),
    ],
    [
      'a message that is edited',
      whatsAppMessage({
        type: 'edit',
        edit: { original_message_id: 'wamid.other', message: { type: 'text', text: { body: 'Chao' } } },
      }),
    ],
    [
      'a message that is taken back',
      whatsAppMessage({ type: 'revoke', revoke: { original_message_id: 'wamid.other' } }),
    ],
    [
      'news of a template',
      json(() =>
        templateEvent(
          world.businessAccountId,
          {
            event: 'REJECTED',
            message_template_id: 1,
            message_template_name: 'aviso',
            message_template_language: 'es',
            reason: 'x',
          },
          new Date(world.time),
        ),
      ),
    ],
  ])(
    '%s',
    async (_name, make) => {
      expect(await faultsOf(events, make)).toEqual([]);
    },
    300_000,
  );

  it('of a mail that came in', async () => {
    expect(await faultsOf(mail, () => mailTo(world, world.mailbox, mailSent.recipient, 'Ya pagué'))).toEqual([]);
  }, 300_000);

  it('is bent in hundreds of ways that its readers can tell apart', () => {
    expect(handedOver).toBeGreaterThan(300);
  });
});
