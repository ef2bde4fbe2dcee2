/**
 * An import struck at every call with an effect (reliability §5.4 Import): start, plan, rows, error file, checkpoint, end;
 * of a workbook also the copy of its rows. Both kinds of file, killed at every chunk (issue 11).
 * Whatever was struck, counts, rows and error file are those of a run without a fault (I11, F20).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canStrike, crashAt, crashModes, type Fault, Lifetime } from '../support/faults.ts';
import { createHistoryFile, createHistoryWorkbook, type ExpectedSums } from '../support/import-files.ts';
import { ImportWorld } from '../support/import-world.ts';
import { type ReportEngines, startReportEngines } from '../support/report-engines.ts';

const people = 4;
const options = { seed: 21, rows: 24, customers: people, badShare: 0.15 };
const text = createHistoryFile(options);
const textBytes = text.bytes();
const workbook = await createHistoryWorkbook(options);

let engines: ReportEngines;
let cases = 0;

beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(async () => {
  console.info(`crash matrix of imports: ${cases} cases`);
  await engines?.stop();
});

const play = async (bytes: Buffer, fault: Fault) => {
  cases += 1;
  const world = await ImportWorld.create(engines, `crash-${cases}`, people);
  const processId = await world.upload(bytes);
  const lifetime = new Lifetime(fault);
  await world.work(processId, { lifetime, batchRows: 12 });
  const process = await world.untilEnded(processId, 12);
  const { counts, interactions, issues } = process.import ?? {};
  const rows = (await world.messages(people)).map(({ messageId, status }) => `${messageId} ${status}`);
  const { state, rowsDone } = process;
  return {
    effects: lifetime.effects,
    end: { state, rowsDone, counts, interactions, issues, rows, errors: await world.errorFile(process) },
  };
};

describe('crash matrix of imports', () => {
  it.each<[string, Buffer, ExpectedSums, number]>([
    ['a text', textBytes, text.sums, 8],
    ['a workbook', workbook.bytes, workbook.sums, 9],
  ])(
    'of %s: whatever call is struck, every row is counted and written once',
    async (_form, bytes, counts, calls) => {
      const clean = await play(bytes, (_call, send) => send());
      expect(clean.end).toMatchObject({ state: 'success', counts, rowsDone: 24 });
      expect(clean.effects.length).toBeGreaterThan(calls);
      for (const [position, effect] of clean.effects.entries()) {
        for (const mode of crashModes.filter((each) => canStrike(effect, each))) {
          const { end } = await play(bytes, crashAt(position, mode));
          expect(end, `${mode} call ${position} of ${clean.effects.join(', ')}`).toEqual(clean.end);
        }
      }
    },
    300_000,
  );
});
