import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { realNow } from '../clock.ts';
import { messageOf, RunnerError } from '../errors.ts';
import { startGuarded } from './child-process.ts';
import { assertPortFree } from './ports.ts';
import { indexStream } from './stream-index.ts';

/** A running engine. `endpoint` has no slash at the end. */
export interface Engine {
  readonly endpoint: string;
  /** Settles when the engine ends by itself, with what it said; stays open for one that the runner does not own. */
  readonly failed: Promise<RunnerError>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Folder for its data; without it the data is gone when the engine stops. */
  readonly dataDir?: string;
}

/** How long the engine of a runner that was killed may take to follow it, in ms. */
const leftOverMs = 5_000;

/** How long an engine may take until it answers, in ms. Generous: a busy machine starts slowly. */
const startTimeoutMs = 20_000;

/**
 * Starts a DynamoDB engine: the `dynoxide` program of the optional npm package for this platform. When
 * `DYNAMODB_ENDPOINT` is set, that running engine is used instead and left alone at the end.
 *
 * @throws RunnerError when there is no engine for this platform, the port is taken, or it does not start
 */
export const startDynamoDb = async ({ port, dataDir }: EngineOptions): Promise<Engine> => {
  const external = process.env.DYNAMODB_ENDPOINT;
  if (external !== undefined && external !== '') {
    await waitUntilAnswering(external, 5_000, () => undefined);
    return { endpoint: external.replace(/\/$/, ''), failed: new Promise(() => undefined), stop: async () => undefined };
  }
  const program = findProgram();
  await untilPortFree(port);
  const args = ['serve', '--host', '127.0.0.1', '--port', String(port)];
  const fileIn = (folder: string): string => join(folder, 'dynamodb.sqlite');
  if (dataDir !== undefined) {
    mkdirSync(dataDir, { recursive: true });
    args.push('--db-path', fileIn(dataDir));
  }
  const engine = startGuarded(program, args);
  let ended: RunnerError | undefined;
  let stopping = false;
  const failed = new Promise<RunnerError>((resolve) => {
    engine.ended.then(({ code, lastOutput }) => {
      ended = new RunnerError(
        `The DynamoDB engine ended (${code ?? 'not started'}): ${lastOutput || 'it printed nothing'}.`,
        dataDir === undefined ? 'Reinstall with npm ci.' : `If ${dataDir} is damaged, start with --reset.`,
      );
      if (!stopping) resolve(ended);
    });
  });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await waitUntilAnswering(endpoint, startTimeoutMs, () => {
      if (ended !== undefined) throw ended;
    });
    if (dataDir !== undefined) indexStream(fileIn(dataDir));
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return {
    endpoint,
    failed,
    async stop() {
      stopping = true;
      await engine.stop();
    },
  };
};

/** @throws RunnerError when something listens on the port for good */
const untilPortFree = async (port: number): Promise<void> => {
  for (const deadline = realNow() + leftOverMs; ; await delay(50)) {
    try {
      return await assertPortFree(port, 'DynamoDB');
    } catch (error) {
      if (realNow() > deadline) throw error;
    }
  }
};

const findProgram = (): string => {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`@dynoxide/${platform}/package.json`);
    const program = join(dirname(manifest), process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
    if (existsSync(program)) return program;
  } catch {
    // Not installed: optional packages exist for some platforms only. The error below says what to do.
  }
  throw new RunnerError(
    `No DynamoDB engine is installed for ${platform}.`,
    `Install @dynoxide/${platform}, or start DynamoDB Local yourself and set DYNAMODB_ENDPOINT to its address.`,
  );
};

const waitUntilAnswering = async (endpoint: string, timeoutMs: number, check: () => void): Promise<void> => {
  const deadline = realNow() + timeoutMs;
  for (;;) {
    check();
    try {
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.ListTables',
          authorization:
            'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
          'x-amz-date': '20260101T000000Z',
        },
        body: '{}',
        signal: AbortSignal.timeout(2_000),
      });
      await answer.arrayBuffer();
      // Any answer, even a refusal, shows that the engine is up.
      return;
    } catch (error) {
      if (realNow() > deadline) {
        throw new RunnerError(`No DynamoDB engine answers at ${endpoint} (${messageOf(error)}).`, 'Check the address.');
      }
      await delay(50);
    }
  }
};
