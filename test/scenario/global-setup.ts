import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import * as z from 'zod';
import './support/provided.ts';

/**
 * Finds the deployment that the suite drives: the one of `SCENARIO_OUTPUTS` (see scripts/scenario.ts), else a local
 * runner of its own on free ports with an empty data folder.
 */

const root = resolve(import.meta.dirname, '../..');
const companies = ['demo', 'acme'] as const;
const roles = ['viewer', 'advisor', 'supervisor', 'admin'] as const;
const outputsSchema = z.record(z.string(), z.string());

/** Longest time until the runner serves, in ms: a build and a synthesis on a slow machine are in it. */
const startMs = 240_000;
/** Ports that the runner takes from its base. */
const ports = 10;

interface Deployment {
  readonly outputs: Record<string, string>;
  readonly tokenCommand: string;
  stop(): Promise<void>;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const file = process.env.SCENARIO_OUTPUTS;
  const deployment = file === undefined ? await startRunner() : given(file);
  try {
    if (deployment.outputs.ControlUrl === undefined) {
      process.stdout.write(
        'No ControlUrl among the outputs: tests that let time pass or break providers are skipped.\n',
      );
    }
    project.provide('outputs', deployment.outputs);
    project.provide('tokens', await signInAll(deployment.tokenCommand));
  } catch (error) {
    await deployment.stop();
    throw error;
  }
  return deployment.stop;
}

const given = (file: string): Deployment => {
  const tokenCommand = process.env.SCENARIO_TOKEN_COMMAND ?? `${process.execPath} local/commands/token.ts`;
  const outputs = outputsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { outputs, tokenCommand, stop: async () => undefined };
};

const startRunner = async (): Promise<Deployment> => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-scenario-'));
  const dataDir = join(folder, 'data');
  const readyFile = join(folder, 'ready.json');
  const portBase = await freePorts(Number(process.env.SCENARIO_PORT_BASE ?? 24_100));
  const args = ['local/start.ts', '--no-seed', '--port-base', String(portBase), '--data-dir', dataDir];
  args.push('--ready-file', readyFile, ...(process.env.SCENARIO_NO_BUILD === undefined ? [] : ['--no-build']));
  const runner = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  for (const stream of [runner.stdout, runner.stderr]) {
    stream.on('data', (chunk: Buffer) => printed.push(chunk.toString('utf8')));
  }
  const stop = async () => {
    await end(runner);
    if (process.env.SCENARIO_KEEP === undefined) rmSync(folder, { recursive: true, force: true });
    else process.stdout.write(`Data and logs are kept in ${dataDir}.\n`);
  };
  process.once('exit', () => runner.kill());
  try {
    await until(() => existsSync(readyFile) || runner.exitCode !== null, startMs);
    if (!existsSync(readyFile)) throw new Error(`The runner did not start:\n${printed.join('')}`);
    const outputs = outputsSchema.parse(JSON.parse(readFileSync(readyFile, 'utf8')));
    await provision(outputs.ControlUrl ?? '');
    await applyEmailSettings(outputs.SesEndpoint ?? '');
    return { outputs, tokenCommand: `${process.execPath} local/commands/token.ts --data-dir ${dataDir}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** The runner made no companies (`--no-seed`), so the operator's function makes them here. */
const provision = async (controlUrl: string): Promise<void> => {
  const file = z.object({ companies: z.array(z.unknown()) });
  const parsed = file.parse(JSON.parse(readFileSync(join(root, 'local/demo/companies.json'), 'utf8')));
  for (const company of parsed.companies) {
    const answer = await fetch(`${controlUrl}/invoke/provision-company`, {
      method: 'POST',
      body: JSON.stringify(company),
    });
    const outcome = z.looseObject({ ok: z.boolean() }).parse(await answer.json());
    if (!outcome.ok) throw new Error(`A company was refused: ${JSON.stringify(outcome)}`);
  }
};

/** What a deployment does after its stacks: each company has a suppression list of its own. */
const applyEmailSettings = async (endpoint: string): Promise<void> => {
  const chosen = companies.map((company) => `--company ${company}`).join(' ');
  await output(`${process.execPath} scripts/apply-email-settings.ts --stage dev ${chosen}`, {
    AWS_ENDPOINT_URL_SESV2: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'scenario',
    AWS_SECRET_ACCESS_KEY: 'scenario',
  });
};

const signInAll = async (tokenCommand: string): Promise<Record<string, string>> => {
  const wanted = companies.flatMap((company) => roles.map((role) => ({ company, role })));
  const tokens: Record<string, string> = {};
  // One after the other: each starts a program.
  for (const { company, role } of wanted) {
    tokens[`${company}/${role}`] = await output(`${tokenCommand} --company ${company} --role ${role}`);
  }
  return tokens;
};

/** What a command of the shell prints, without the final line break. @throws Error when it fails */
const output = async (command: string, environment: Readonly<Record<string, string>> = {}): Promise<string> => {
  const env = { ...process.env, ...environment };
  const child = spawn(command, { cwd: root, shell: true, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`This command ended with ${code}: ${command}`);
  return text.trim();
};

const end = async (runner: ChildProcess): Promise<void> => {
  if (runner.exitCode !== null) return;
  const ended = new Promise((done) => runner.once('exit', done));
  runner.kill('SIGTERM');
  await ended;
};

const until = async (condition: () => boolean, timeoutMs: number): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) return;
    await sleep(100);
  }
};

/** The first base from `base` on whose ports are all free. */
const freePorts = async (base: number): Promise<number> => {
  for (let candidate = base; candidate < base + 400; candidate += ports) {
    const free = await Promise.all(Array.from({ length: ports }, (_, i) => isFree(candidate + i)));
    if (free.every(Boolean)) return candidate;
  }
  throw new Error(`No ${ports} free ports from ${base} on.`);
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
