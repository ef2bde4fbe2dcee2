/** The local runner as a process of its own, which may be killed and started again on the same data. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
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
   * @param options.aheadMs by how much its clock is set ahead of the machine's; without it, it goes on from the run before
   * @param options.build builds and synthesizes what is older than its sources
   * @throws Error with what it printed when it does not serve
   */
  static start(dataDir: string, options: StartOptions = {}): Promise<Runner> {
    const started = Runner.#starting.then(() => Runner.#start(dataDir, options));
    Runner.#starting = started.catch(() => undefined);
    return started;
  }

  static async #start(dataDir: string, { aheadMs, build = false }: StartOptions): Promise<Runner> {
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
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed = `${printed}${chunk.toString('utf8')}`.slice(-4_000);
      });
    }
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    child.once('exit', () => process.off('exit', endWithUs));
    for (const deadline = Date.now() + startMs; ; await sleep(200)) {
      const text = readIfThere(readyFile);
      if (text !== undefined) {
        const runner = new Runner(child, OutputsSchema.parse(JSON.parse(text)));
        if (aheadMs !== undefined) {
          await runner.setClock({ now: new Date(Date.now() + aheadMs).toISOString(), running: true });
        }
        return runner;
      }
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

  /**
   * Kills the DynamoDB engine (SIGKILL), at which the runner ends by itself.
   * @throws Error when there is none
   */
  async killEngine(): Promise<void> {
    const ended = once(this.#child, 'exit');
    const processes = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
      .map(([, pid, parent, args = '']) => ({ pid: Number(pid), parent: Number(parent), args }));
    const shells = processes.filter(({ parent }) => parent === this.#child.pid).map(({ pid }) => pid);
    const engine = processes.find(({ parent, args }) => shells.includes(parent) && args.includes('dynoxide'));
    if (engine === undefined) throw new Error('The runner has no engine of its own.');
    process.kill(engine.pid, 'SIGKILL');
    await ended;
  }

  /** Calls its control server (local/control/server.ts). @throws Error when it refuses */
  async control(path: string, body: object): Promise<unknown> {
    const answer = await fetch(`${this.outputs.ControlUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  }

  /** Sets its clock ahead (ISO 8601), stops it or lets it go on. */
  async setClock(setting: { readonly now?: string; readonly running?: boolean }): Promise<void> {
    await this.control('/clock', setting);
  }

  /** Invokes a function as its schedule or an operator does. @throws Error when it fails */
  async invoke(name: string, event: object): Promise<unknown> {
    const answer = await this.control(`/invoke/${name}`, event);
    const outcome = z.looseObject({ ok: z.boolean(), payload: z.unknown() }).parse(answer);
    if (!outcome.ok) throw new Error(`${name} failed: ${JSON.stringify(outcome)}`);
    return outcome.payload;
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
