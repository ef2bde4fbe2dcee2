/** One way to change an item, on the real engine: no change is lost, and whoever never comes through is told so. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { getSettings } from '#contract/companies.ts';
import { Refusal } from '#platform/errors.ts';
import { route } from '#platform/http/api.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { jitteredPause } from '#platform/table/contention.ts';
import { ChangeGivenUp } from '#platform/table/faults.ts';
import { checkAction, defineEntity, putAction, type Stored } from '#platform/table/kernel.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const keyOf = (name: string) => ({ pk: `T#demo#COUNT#${name}`, sk: 'COUNT' });
const Count = defineEntity({
  type: 'Count',
  version: 1,
  schema: z.object({ name: z.string(), by: z.array(z.number()) }),
  keys: ({ name }) => keyOf(name),
});
type CountValue = z.infer<typeof Count.schema>;

let engine: TestTable;
let name = '';
let count = 0;
beforeAll(async () => {
  engine = await startTable();
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  count += 1;
  name = `count${count}`;
});

const find = () => engine.table.get(Count, keyOf(name), { consistent: true });
const limits = { tries: 4, pause: jitteredPause(1) };

/** Adds the writer to the list. @param meanwhile runs between reading and writing, in each try */
const add = (
  writer: number,
  meanwhile: (before: Stored<CountValue> | undefined) => Promise<unknown> = async () => {},
) =>
  changeItem(
    {
      item: `count ${name}`,
      read: find,
      decide: async (before) => {
        const known = before?.value.by ?? [];
        if (known.includes(writer)) return { result: known };
        await meanwhile(before);
        const by = [...known, writer];
        return {
          write: async () => (await engine.table.put(Count, { name, by }, before?.revision ?? 'absent')).value.by,
        };
      },
    },
    limits,
  );

/** As somebody else changes it: the revision moves on. */
const byOthers = async (): Promise<void> => {
  const stored = await find();
  await engine.table.put(Count, { name, by: [...(stored?.value.by ?? []), 99] }, stored?.revision ?? 'absent');
};

it('whoever loses a race decides anew from what the other wrote', async () => {
  let raced = false;
  const by = await add(1, async () => {
    if (!raced) await byOthers();
    raced = true;
  });
  expect(by).toEqual([99, 1]);
  expect((await find())?.value.by).toEqual([99, 1]);
});

it('ten writers at once become one after the other', async () => {
  const writers = Array.from({ length: 10 }, (_, writer) => writer);
  const patient = { tries: 200, pause: jitteredPause(5) };
  await Promise.all(
    writers.map((writer) =>
      changeItem(
        {
          item: `count ${name}`,
          read: find,
          decide: (before) => {
            const value = { name, by: [...(before?.value.by ?? []), writer] };
            return { write: () => engine.table.put(Count, value, before?.revision ?? 'absent') };
          },
        },
        patient,
      ),
    ),
  );
  expect((await find())?.value.by.toSorted((a, b) => a - b)).toEqual(writers);
  expect((await find())?.revision).toBe(10);
});

it('gives up when others are faster in every try, and has written nothing', async () => {
  await expect(add(1, byOthers)).rejects.toThrow(ChangeGivenUp);
  expect((await find())?.value.by).toEqual([99, 99, 99, 99]);
});

it('a change that gave up is answered as one that may be sent again', async () => {
  const logged: unknown[] = [];
  const log = {
    info: (...line: unknown[]) => void logged.push(line),
    warn: () => undefined,
    error: (event: string) => expect.fail(event),
    count: () => undefined,
  };
  const asked = route(getSettings, async () => {
    await add(1, byOthers);
    return expect.fail();
  });
  const answer = await callApi(
    [asked],
    log,
  )({ call: 'GET /v1/settings', caller: { tenant: 'demo', roles: ['admin'] } });
  expect(answer).toMatchObject({ status: 503, body: { code: 'TRY_AGAIN' }, headers: { 'retry-after': '1' } });
  expect(JSON.stringify(logged)).toContain(`count ${name}`);
});

it('a decision that nothing is to be done writes nothing', async () => {
  await add(1);
  const before = await find();
  expect(await add(1)).toEqual([1]);
  expect(await find()).toEqual(before);
});

it('a refusal of the decision ends the change, and nothing is written', async () => {
  await add(1);
  let decided = 0;
  const refused = changeItem({
    item: `count ${name}`,
    read: find,
    decide: (): { result: never } => {
      decided += 1;
      throw new Refusal('VALUE_INVALID');
    },
  });
  await expect(refused).rejects.toThrow(Refusal);
  expect(decided).toBe(1);
  expect((await find())?.revision).toBe(1);
});

it('several items in one transaction: a condition beside the item says what it means', async () => {
  await add(1);
  const before = await find();
  const taken = new Refusal('DOCUMENT_EXISTS');
  const refused = changeItem({
    item: `count ${name}`,
    read: find,
    decide: (stored) => ({
      write: () =>
        engine.table.transact([
          putAction(Count, { name, by: [2] }, stored?.revision ?? 'absent'),
          checkAction(keyOf('nobody'), 7),
        ]),
      lost: ({ positions }) => {
        if (!positions.includes(0)) throw taken;
      },
    }),
  });
  await expect(refused).rejects.toBe(taken);
  expect(await find()).toEqual(before);
});
