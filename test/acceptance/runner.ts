/** The local runner as a process of its own, which may be killed and started again on the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { DemoApi } from '../../local/demo/api.ts';
import { freePortBase } from '../../local/ports.ts';

const root = resolve(import.meta.dirname, '../..');
const OutputsSchema = z.looseObject({
  ApiUrl: z.string(),
  ControlUrl: z.string(),
  DynamoDbEndpoint: z.string(),
  TableName: z.string(),
});
export type Outputs = z.infer<typeof OutputsSchema>;
const startMs = 300_000;

interface StartOptions {
  readonly aheadMs?: number;
  readonly build?: boolean;
}

export class Runner {
  readonly outputs: Outputs;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, outputs: Outputs) {
    this.#child = child;
    this.outputs = outputs;
  }

  /** The start before: each looks for free ports, so that two at once would find the same. */
  static #starting: Promise<unknown> = Promise.resolve();

  /**
   * Starts without demo data and without schedules, after the starts before it.
   * @param options.aheadMs by how much its clock runs ahead
   * @param options.build builds and synthesizes what is older than its sources
   * @throws Error with what it printed when it does not serve
   */
  static start(dataDir: string, options: StartOptions = {}): Promise<Runner> {
    const started = Runner.#starting.then(() => Runner.#start(dataDir, options));
    Runner.#starting = started.catch(() => undefined);
    return started;
  }

  static async #start(dataDir: string, { aheadMs = 0, build = false }: StartOptions): Promise<Runner> {
    const readyFile = join(dataDir, 'ready.json');
    rmSync(readyFile, { force: true });
    const child = spawn(
      process.execPath,
      [
        'local/start.ts',
        ...(build ? [] : ['--no-build']),
        '--no-seed',
        '--no-schedules',
        ...['--port-base', String(await freePortBase(27_100)), '--data-dir', dataDir, '--ready-file', readyFile],
        ...['--clock-ahead', String(aheadMs / 1_000)],
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed = `${printed}${chunk.toString('utf8')}`.slice(-4_000);
      });
    }
    process.once('exit', () => child.kill('SIGKILL'));
    for (const deadline = Date.now() + startMs; ; await sleep(200)) {
      const text = readIfThere(readyFile);
      if (text !== undefined) return new Runner(child, OutputsSchema.parse(JSON.parse(text)));
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The runner does not serve:\n${printed}`);
    }
  }

  /** As Ctrl-C does. */
  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await ended;
  }

  /** At once and without a word, with the functions, queues and streams in it. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** Invokes a function as its schedule or an operator does. @throws Error when it fails */
  async invoke(name: string, event: object): Promise<void> {
    const url = `${this.outputs.ControlUrl}/invoke/${name}`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${name} answered ${answer.status}: ${text}`);
    const outcome = z.looseObject({ ok: z.boolean() }).parse(JSON.parse(text));
    if (!outcome.ok) throw new Error(`${name} failed: ${JSON.stringify(outcome)}`);
  }

  api(company: string, role: string): Promise<DemoApi> {
    return DemoApi.signIn(this.outputs, company, role);
  }
}

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
