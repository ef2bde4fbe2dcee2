/**
 * `npm run chaos -- --kills 10 --seed 1`: a mixed load over HTTP, topics and mail against the local runner, of which runner
 * and engine are killed (SIGKILL) at moments that the seed chooses. After each kill it starts again on the same data, and
 * everybody goes on with the same keys. In the end the providers' own logs and the product's auditor tell whether anything
 * went twice, was lost or is counted wrongly (issue 10). Ends with 1 when something is wrong, within `--minutes`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { randomOf } from '../support/import-files.ts';
import { Acknowledged, Load } from './load.ts';
import { company, Target } from './target.ts';
import { importsEnded, isQuiet, statusesOf, verify } from './verify.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    'no-build': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const random = randomOf(Number(values.seed));
const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`);
/** People and systems that work at the same time. */
const workers = 6;
/** Acknowledged things between a start and the next kill, and the pause after the last of them, ms. */
const life = { least: 10, most: 70, pauseMs: 700 };
/** A runner that is this old is killed whatever was acknowledged, ms. */
const longestLifeMs = 60_000;
/** Longest time that a start is given to work off what is there: on a busy machine an import takes a minute, ms. */
const quietMs = 120_000;
/** Starts after the last kill until all is quiet. */
const mostRounds = 30;

const bound = setTimeout(() => {
  console.error(`Not done after ${values.minutes} minutes.`);
  process.exit(1);
}, Number(values.minutes) * 60_000);
bound.unref();

const folder = mkdtempSync(join(tmpdir(), 'contacta-chaos-'));
const target = new Target(join(folder, 'data'));
const done = new Acknowledged();
const load = new Load(target, random, done);
let isOver = false;
/** Why the load cannot go on. */
let failure: unknown;

const provision = async (): Promise<void> => {
  const file = resolve(import.meta.dirname, '../../local/demo/companies.json');
  const { companies } = z
    .object({ companies: z.array(z.looseObject({ tenantId: z.string() })) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const demo = companies.find(({ tenantId }) => tenantId === company) ?? {};
  await target.start({ build: !values['no-build'] }, async (runner) => {
    await runner.invoke('provision-company', demo);
  });
};

/** What the schedule does every minute. */
const dueWork = (): Promise<boolean> =>
  target.insist(async (_api, runner) => {
    await runner.invoke('schedules-due-work', { time: new Date(target.now).toISOString() });
    return true;
  });

const work = async (): Promise<void> => {
  while (!isOver) await load.step();
};
const importAgain = async (): Promise<void> => {
  while (!isOver) {
    await load.import();
    for (let waited = 0; waited < 40 && !isOver; waited += 1) await sleep(250);
  }
};
const sweep = async (): Promise<void> => {
  while (!isOver) {
    await dueWork();
    await sleep(2_000);
  }
};

/** Waits until so many more things were acknowledged, at most the longest life. */
const untilDone = async (more: number): Promise<void> => {
  const wanted = done.count + more;
  for (const end = Date.now() + longestLifeMs; done.count < wanted && Date.now() < end && failure === undefined; ) {
    await sleep(10);
  }
};

const kill = async (turn: number): Promise<void> => {
  const how = random() < 0.5 ? 'runner' : 'engine';
  const pause = random() * life.pauseMs;
  await untilDone(life.least + Math.floor(random() * (life.most - life.least)));
  await sleep(pause);
  await target.down(how);
  const { customers, messages, inbound, imports, changes } = done;
  say(
    `kill ${turn} of ${kills} (${how}): so far ${customers.length} customers, ${changes} changes, ` +
      `${messages.length} messages, ${inbound.length} answers, ${imports.length} imports`,
  );
  await target.start();
};

/**
 * Lets everything come to its end: each start is later by more than any lease. The clock stands meanwhile, so that nobody
 * waits for what a queue gives out again in a quarter of an hour: the next start is later than that.
 */
const settle = async (): Promise<void> => {
  for (let round = 1; round <= mostRounds; round += 1) {
    await target.runner.setClock({ running: false });
    for (let turn = 0; turn < 2; turn += 1) {
      await dueWork();
      const { ControlUrl } = target.runner.outputs;
      await fetch(`${ControlUrl}/quiet?timeoutMs=${quietMs}`);
    }
    if (isQuiet(await statusesOf(target, done)) && (await importsEnded(target, done))) return;
    say(`not quiet yet (round ${round})`);
    await target.down('stop');
    await target.start();
  }
};

try {
  await provision();
  say(`seed ${values.seed}: the load begins`);
  const running = Promise.all([...Array.from({ length: workers }, work), importAgain(), sweep()]);
  running.catch((error: unknown) => {
    failure = error;
  });
  for (let turn = 1; turn <= kills; turn += 1) {
    await kill(turn);
    if (failure !== undefined) throw failure;
  }
  await untilDone(life.most);
  isOver = true;
  await running;
  say(`the load ends: ${done.changes} changes, ${done.refused} messages refused by the rules`);
  await settle();
  const wrong = await verify(target, company, done, say);
  for (const each of wrong) console.error(`WRONG  ${each}`);
  say(wrong.length === 0 ? `${kills} kills: nothing twice, nothing lost, counts exact` : `${wrong.length} findings`);
  await target.down('stop');
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  if (values.keep) say(`the data stand in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
process.exit();
