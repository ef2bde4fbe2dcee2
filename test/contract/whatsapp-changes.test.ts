/** Edits and deletions of WhatsApp, in whatever order they come, on the real engine (issue 11, 4; ADR 42). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromItem } from '#platform/table/kernel.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { recordInbound } from '#shared/messaging/inbound/record-inbound.ts';
import { Message, type MessageValue, threadPartition } from '#shared/messaging/ledger/entities.ts';
import type { InboundSignal } from '#shared/messaging/providers/signals.ts';
import { recordInboundDeps } from '../../functions/composition/receiving.ts';
import {
  addressKey,
  contactApi,
  countingLog,
  ListClient,
  ourWhatsApp,
  seedCompanies,
} from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const clock = { now: () => noon + 90_000 };
const put = async (): Promise<never> => {
  throw new Error('No file is written in these tests.');
};

let engine: TestTable;
let api: ReturnType<typeof contactApi>;
beforeAll(async () => {
  engine = await startTable();
  await seedCompanies(engine.table);
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  api = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
});

const wired = () =>
  recordInboundDeps({
    table: engine.table,
    clock,
    log: countingLog(),
    addressKey,
    files: { put },
    received: createReceivedFiles({ client: { send: put }, bucket: 'files' }),
    fetchMedia: put,
  });
const receive = (signal: InboundSignal) => recordInbound(wired(), signal, JSON.stringify(signal));

let people = 0;
const person = () => {
  people += 1;
  return { number: `+569722${String(people).padStart(5, '0')}`, userId: `CL.8${String(people).padStart(16, '0')}` };
};
/** A message, two edits of it and its deletion, of the seconds after noon that are given. */
const storyOf = (
  sender: Pick<InboundSignal, 'from' | 'userId'>,
  { edit = 10, again = 20, revoke = 30 }: { edit?: number; again?: number; revoke?: number } = {},
) => {
  const id = `wamid.c${people}`;
  const signal = (name: string, second: number, over: Partial<InboundSignal>): InboundSignal => ({
    type: 'inbound',
    channel: 'whatsapp',
    providerId: `${id}${name}`,
    to: ourWhatsApp,
    at: noon + second * 1_000,
    kind: 'text',
    text: 'pago el lunes',
    ...sender,
    ...over,
  });
  const changes = `${id}original`;
  return {
    original: signal('original', 0, {}),
    edit: signal('edit', edit, { kind: 'edit', text: 'pago el martes', changes }),
    again: signal('again', again, { kind: 'edit', text: 'pago el jueves', changes }),
    revoke: signal('revoke', revoke, { kind: 'revoke', text: '', changes }),
  };
};
type Story = ReturnType<typeof storyOf>;
type Step = keyof Story;
const tell = async (story: Story, steps: readonly Step[]) => {
  for (const step of steps) await receive(story[step]);
};
/** Every order of the steps. */
const ordersOf = (steps: readonly Step[]): readonly (readonly Step[])[] =>
  steps.length < 2
    ? [steps]
    : steps.flatMap((first) => ordersOf(steps.filter((step) => step !== first)).map((rest) => [first, ...rest]));

const thread = async (customerId: string): Promise<MessageValue[]> => {
  const { items } = await engine.table.query({ pk: threadPartition('demo', customerId) });
  return items.map((item) => fromItem(Message, item).value);
};
const changedIn = async (customerId: string) =>
  (await thread(customerId)).find(({ body }) => body === 'pago el lunes')?.changed;
const withNumber = (number: string) => api.addCustomer([{ channel: 'whatsapp', value: number }]);
interface Waiting {
  readonly id: string;
  readonly from: string;
  readonly text: string;
  readonly changed: { readonly kind: string; readonly at: string } | null;
}
const waitingOf = async (...names: string[]): Promise<Waiting[]> =>
  (await api.call<{ items: Waiting[] }>('GET /v1/inbound/unmatched?limit=100')).body.items.filter(({ from }) =>
    names.includes(from),
  );
const changedInList = async (...names: string[]) =>
  (await waitingOf(...names)).find(({ text }) => text === 'pago el lunes')?.changed;
const isoAt = (second: number) => new Date(noon + second * 1_000).toISOString();

describe('a customer edits a message, or takes it back', () => {
  it.each<[string, readonly Step[], MessageValue['changed']]>([
    ['an edit before its message', ['edit', 'original'], { kind: 'edited', at: noon + 10_000 }],
    ['a deletion before its message', ['revoke', 'original'], { kind: 'deleted', at: noon + 30_000 }],
    ['told twice', ['edit', 'edit', 'original', 'original', 'edit'], { kind: 'edited', at: noon + 10_000 }],
    ['no change at all', ['original', 'original'], undefined],
  ])('%s', async (_, steps, expected) => {
    const { number } = person();
    const { customerId } = await withNumber(number);
    await tell(storyOf({ from: number }), steps);
    expect(await changedIn(customerId)).toEqual(expected);
    expect(await thread(customerId)).toHaveLength(new Set(steps).size);
  });

  it.each(ordersOf(['original', 'edit', 'again', 'revoke']).map((order) => [order.join(', '), order] as const))(
    'comes to the same: %s',
    async (_, order) => {
      const { number } = person();
      const { customerId } = await withNumber(number);
      await tell(storyOf({ from: number }), order);
      expect(await changedIn(customerId)).toEqual({ kind: 'deleted', at: noon + 30_000 });
    },
  );

  it.each(ordersOf(['original', 'edit', 'revoke']).map((order) => [order.join(', '), order] as const))(
    'within one second it is deleted: %s',
    async (_, order) => {
      const { number } = person();
      const { customerId } = await withNumber(number);
      await tell(storyOf({ from: number }, { edit: 10, revoke: 10 }), order);
      expect(await changedIn(customerId)).toEqual({ kind: 'deleted', at: noon + 10_000 });
    },
  );

  it('at the same time', async () => {
    const { number } = person();
    const { customerId } = await withNumber(number);
    const story = storyOf({ from: number });
    await Promise.all([story.original, story.edit, story.revoke, story.original].map(receive));
    expect(await changedIn(customerId)).toEqual({ kind: 'deleted', at: noon + 30_000 });
  });

  it.each<[string, readonly Step[]]>([
    ['before', ['revoke', 'original']],
    ['after', ['original', 'revoke']],
  ])('another sender changes nothing, %s the message', async (_, order) => {
    const [one, other] = [person(), person()];
    const { customerId } = await withNumber(one.number);
    await withNumber(other.number);
    const story = storyOf({ from: one.number });
    await tell({ ...story, revoke: { ...story.revoke, from: other.number } }, order);
    expect(await thread(customerId)).toHaveLength(1);
    expect(await changedIn(customerId)).toBeUndefined();
  });

  it.each<[string, readonly Step[]]>([
    ['before', ['edit', 'original']],
    ['after', ['original', 'edit']],
  ])('under the user id alone, %s the message that tells the number too', async (_, order) => {
    const { number, userId } = person();
    const { customerId } = await withNumber(number);
    const story = storyOf({ from: number, userId });
    await tell({ ...story, edit: { ...story.edit, from: userId } }, order);
    expect(await changedIn(customerId)).toEqual({ kind: 'edited', at: noon + 10_000 });
  });
});

describe('nobody knows the sender', () => {
  it.each(ordersOf(['original', 'edit', 'revoke']).map((order) => [order.join(', '), order] as const))(
    'the message that waits is marked: %s',
    async (_, order) => {
      const { number } = person();
      await tell(storyOf({ from: number }), [...order, ...order]);
      expect(await waitingOf(number)).toHaveLength(3);
      expect(await changedInList(number)).toEqual({ kind: 'deleted', at: isoAt(30) });
    },
  );

  it.each<[string, readonly Step[]]>([
    ['before', ['edit', 'original']],
    ['after', ['original', 'edit']],
  ])('another sender changes nothing, %s the message', async (_, order) => {
    const [one, other] = [person(), person()];
    const story = storyOf({ from: one.number });
    await tell({ ...story, edit: { ...story.edit, from: other.number } }, order);
    expect(await changedInList(one.number)).toBeNull();
  });

  it('a message is still marked when it has a customer, and by what comes after', async () => {
    const { number } = person();
    const { customerId } = await api.addCustomer([{ channel: 'email', value: `c${people}@example.cl` }]);
    const story = storyOf({ from: number });
    await tell(story, ['edit', 'original']);
    const original = (await waitingOf(number)).find(({ text }) => text === 'pago el lunes');
    const path = `POST /v1/inbound/unmatched/${original?.id}/assign`;
    expect(await api.call(path, { customerId })).toMatchObject({ status: 200 });
    expect(await changedIn(customerId)).toEqual({ kind: 'edited', at: noon + 10_000 });
    await receive(story.revoke);
    expect(await changedIn(customerId)).toEqual({ kind: 'deleted', at: noon + 30_000 });
  });

  it('a change that comes while a person gives the message away is not lost, nor is the request', async () => {
    const { number } = person();
    const { customerId } = await api.addCustomer([{ channel: 'email', value: `c${people}@example.cl` }]);
    const story = storyOf({ from: number });
    await receive(story.original);
    const [original] = await waitingOf(number);
    const [answer] = await Promise.all([
      api.call(`POST /v1/inbound/unmatched/${original?.id}/assign`, { customerId }),
      receive(story.edit),
    ]);
    expect(answer).toMatchObject({ status: 200 });
    expect(await changedIn(customerId)).toEqual({ kind: 'edited', at: noon + 10_000 });
  });
});
