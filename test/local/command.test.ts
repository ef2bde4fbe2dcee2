import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeFixture } from './fixture/app.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'contacta-command-'));
const assembly = join(folder, 'cdk.out');
const portBase = 26_440;
const running = new Set<Run>();

beforeAll(() => synthesizeFixture(assembly), 60_000);
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGTERM');
    await ended;
  }
  running.clear();
  await until(async () => !(await answers(portBase + 2)), 'the engine has ended');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly dataDir: string;
  output(): string;
  readonly ended: Promise<number | null>;
}

const start = (name: string, ...options: string[]): Run => {
  const dataDir = join(folder, name);
  const args = [
    '--assembly',
    assembly,
    '--data-dir',
    dataDir,
    '--port-base',
    String(portBase),
    '--no-seed',
    ...options,
  ];
  const child = spawn(process.execPath, [join(root, 'local/start.ts'), ...args], { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const run = { child, dataDir, output: () => output, ended };
  running.add(run);
  return run;
};

const until = async (condition: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((done) => setTimeout(done, 50));
  }
};

const answers = async (port: number) =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );

const command = (
  name: string,
  dataDir: string,
  ...args: string[]
): Promise<{ code: number | null; stdout: string }> => {
  const child = spawn(process.execPath, [join(root, `local/commands/${name}.ts`), '--data-dir', dataDir, ...args]);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  return new Promise((done) => child.once('close', (code) => done({ code, stdout })));
};

describe('the start command', () => {
  it.each([
    ['SIGINT', 0],
    ['SIGKILL', null],
  ] as const)(
    'leaves nothing running after %s',
    async (signal, code) => {
      const run = start(signal);
      await until(() => run.output().includes('Contacta is running'), `it runs: ${run.output()}`);
      expect(await answers(portBase + 2)).toBe(true);
      run.child.kill(signal);
      expect(await run.ended).toBe(code);
      for (let port = portBase; port < portBase + 9; port += 1) {
        await until(async () => !(await answers(port)), `port ${port} is closed`);
      }
    },
    90_000,
  );

  it('starts again right after a kill, also when nobody reaps the process that was killed (issue 10 C13)', async () => {
    const dataDir = join(folder, 'again');
    const options = ['--assembly', assembly, '--data-dir', dataDir, '--port-base', String(portBase), '--no-seed'];
    // The shell becomes a program that never asks for the end of its child.
    const parent = spawn(
      '/bin/sh',
      ['-c', '"$@" & exec sleep 300', 'parent', process.execPath, 'local/start.ts', ...options],
      {
        cwd: root,
        stdio: 'ignore',
      },
    );
    try {
      await until(() => existsSync(join(dataDir, 'outputs.json')), 'it runs');
      rmSync(join(dataDir, 'outputs.json'));
      const pid = Number(readFileSync(join(dataDir, 'runner.pid'), 'utf8'));
      process.kill(pid, 'SIGKILL');
      const run = start('again');
      await until(() => run.output().includes('Contacta is running'), `it runs again: ${run.output()}`);
      expect(() => process.kill(pid, 0), 'the killed process is not reaped').not.toThrow();
      const second = start('again');
      expect(await second.ended).toBe(1);
      expect(second.output()).toContain(`Another runner (process ${run.child.pid}) uses`);
    } finally {
      parent.kill('SIGKILL');
    }
  }, 90_000);

  it('serves the token and tick commands', async () => {
    const run = start('commands', '--ready-file', join(folder, 'ready.json'));
    await until(() => existsSync(join(folder, 'ready.json')), `it runs: ${run.output()}`);
    const { code, stdout } = await command('token', run.dataDir, '--company', 'demo', '--role', 'viewer');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)]);
    expect((await command('token', run.dataDir, '--company', 'demo', '--role', 'king')).code).toBe(1);
    const tick = await command('tick', run.dataDir, '--at', '2026-11-24T06:30:00Z');
    expect([tick.code, JSON.parse(tick.stdout)]).toEqual([0, expect.objectContaining({ failedSchedules: [] })]);
    expect(readFileSync(join(run.dataDir, 'logs/fixture-job.log'), 'utf8')).toContain('2026-11-24T06:30:00Z');
  }, 90_000);

  it('lets failed messages come again at once when asked to', async () => {
    const readyFile = join(folder, 'retry.json');
    const run = start('retry', '--ready-file', readyFile, '--retry-after', '0');
    await until(() => existsSync(readyFile), `it runs: ${run.output()}`);
    const { SlowUrl, SqsEndpoint = '' } = JSON.parse(readFileSync(readyFile, 'utf8'));
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sqs = new SQSClient({ endpoint: SqsEndpoint, region: 'us-east-1', credentials });
    await sqs.send(new SendMessageCommand({ QueueUrl: SlowUrl, MessageBody: 'poison' }));
    sqs.destroy();
    const log = join(run.dataDir, 'logs/fixture-worker.log');
    // The queue's own visibility timeout is an hour.
    await until(
      () => existsSync(log) && readFileSync(log, 'utf8').includes('"ApproximateReceiveCount":"3"'),
      'it comes again',
    );
  }, 90_000);

  it('says what to do when a port is taken', async () => {
    const blocker: Server = createServer();
    await new Promise<void>((done) => blocker.listen(portBase + 2, '127.0.0.1', done));
    const run = start('blocked');
    expect(await run.ended).toBe(1);
    blocker.close();
    expect(run.output()).toMatch(/Port 26442 \(DynamoDB\) is taken\. .*--port-base/);
    expect(run.output()).not.toContain('    at ');
  }, 60_000);

  it.each([
    ['dynamodb/dynamodb.sqlite', /DynamoDB engine ended .*--reset/s],
    ['messaging/fauxqs.db', /fauxqs\.db is damaged .*--reset/s],
  ])(
    'says what to do when data are damaged: %s',
    async (file, message) => {
      const dataDir = join(folder, file.split('/')[0] ?? '');
      mkdirSync(join(dataDir, file, '..'), { recursive: true });
      writeFileSync(join(dataDir, file), 'not a database, but long enough to look like one. '.repeat(400));
      const run = start(file.split('/')[0] ?? '');
      expect(await run.ended).toBe(1);
      expect(run.output()).toMatch(message);
    },
    60_000,
  );

  it('says what to do when the assembly is missing or an option is wrong', async () => {
    const missing = start('missing', '--assembly', join(folder, 'nowhere'));
    expect(await missing.ended).toBe(1);
    expect(missing.output()).toContain('npm run synth');
    const wrong = start('wrong', '--colour', 'red');
    expect(await wrong.ended).toBe(1);
    expect(wrong.output()).toContain('Usage: npm start');
  }, 60_000);
});
