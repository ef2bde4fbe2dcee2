/** Flows of messages on their way out: accepted, claimed, sent, swept. */
import type { SendingChannel } from '#contract/vocabulary.ts';
import { day, minute } from '../support/delivery-world.ts';
import { crashAt } from '../support/faults.ts';
import { type Flow, gone, good, ok, openWindow, statusIn, waiting } from './flow.ts';

const accept: Flow = {
  name: 'POST /messages',
  async prepare(world) {
    const person = await world.addPerson(good);
    return async (process) => {
      const { status } = await world.post(process, person, 'email', 'same-key');
      ok(status, [202]);
    };
  },
  expect: ({ snapshot, world }) => [
    ...(snapshot.messages.length === 1 ? [] : [`${snapshot.messages.length} messages of one key`]),
    ...(world.providers.calls.length === 1 ? [] : [`${world.providers.calls.length} calls`]),
    ...snapshot.messages.flatMap(({ status }) => (status === 'delivered' ? [] : [`ended as ${status}`])),
  ],
};

const sendBy = (channel: SendingChannel, recipients: typeof good | typeof gone, endings: readonly string[]): Flow => ({
  name: `send by ${channel} to ${recipients === good ? 'a good' : 'a dead'} address`,
  async prepare(world) {
    const person = await world.addPerson(recipients);
    if (channel === 'whatsapp') await openWindow(world, recipients.whatsapp);
    await world.addPerson({ [channel]: recipients[channel] });
    const messageId = await waiting(world, person, channel);
    return async (process) => {
      const failed = await process.send(channel, [world.job(messageId)]);
      if (failed.length > 0) throw new Error('the job went back');
    };
  },
  expect: (end) => [
    ...statusIn([...endings, 'outcome_unknown'])(end),
    // Whatever the provider has really taken it tells, and that closes the attempt (§5.2).
    ...end.snapshot.messages
      .filter(({ status, messageId }) => {
        const calls = end.world.providers.calls.filter((call) => call.messageId === messageId);
        return status === 'outcome_unknown' && calls.some(({ accepted }) => accepted);
      })
      .map(({ messageId }) => `${messageId} stayed unknown although its events came`),
  ],
});

const refusedAtOnce: Flow = {
  name: 'send that is refused at once for its address',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'sms');
    world.providers.refusals.push(
      Object.assign(new Error('Invalid'), {
        name: 'ValidationException',
        Fields: [{ Name: 'DestinationPhoneNumber' }],
        $metadata: { httpStatusCode: 400 },
      }),
    );
    return async (process) => {
      await process.send('sms', [world.job(messageId)]);
    };
  },
  expect: statusIn(['failed', 'outcome_unknown']),
};

const throttledThenSent: Flow = {
  name: 'send that is throttled once',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'email');
    world.providers.refusals.push(Object.assign(new Error('Rate'), { name: 'ThrottlingException' }));
    return async (process) => {
      await process.send('email', [world.job(messageId)]);
    };
  },
  expect: statusIn(['delivered', 'outcome_unknown']),
};

const leaseSweep: Flow = {
  name: 'sweep of an expired lease',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'email');
    // The claim is its first effect, the call its second: it dies in between.
    await world
      .start(crashAt(1, 'before'))
      .send('email', [world.job(messageId)])
      .catch(() => undefined);
    world.time += 20 * minute;
    return async (process) => {
      if ((await process.sweep()) > 0) throw new Error('not swept');
    };
  },
  expect: statusIn(['outcome_unknown']),
};

const enqueueSweep: Flow = {
  name: 'sweep of a lost enqueue',
  async prepare(world) {
    const person = await world.addPerson(good);
    // Key, message, queue: it dies before the third.
    await world.post(world.start(crashAt(2, 'before')), person, 'sms', 'k').catch(() => undefined);
    world.time += 20 * minute;
    return async (process) => {
      if ((await process.sweep()) > 0) throw new Error('not swept');
    };
  },
  expect: statusIn(['delivered']),
};

const scheduled: Flow = {
  name: 'sweep of a scheduled message',
  async prepare(world) {
    const person = await world.addPerson(good);
    const sendAt = new Date(world.time + day).toISOString();
    await waiting(world, person, 'email', 'k', { sendAt });
    world.time += day + minute;
    return async (process) => {
      if ((await process.sweep()) > 0) throw new Error('not swept');
    };
  },
  expect: statusIn(['delivered']),
};

export const sendingFlows: readonly Flow[] = [
  accept,
  ...(['email', 'sms', 'whatsapp'] as const).flatMap((channel) => [
    sendBy(channel, good, ['delivered']),
    sendBy(channel, gone, ['failed']),
  ]),
  refusedAtOnce,
  throttledThenSent,
  leaseSweep,
  enqueueSweep,
  scheduled,
];
