import { type ChildProcess, spawn } from 'node:child_process';

/** A program that runs beside the runner and ends with it. */
export interface GuardedProcess {
  /** Settles when the program has ended, with what it printed last on its error output. */
  readonly ended: Promise<{ code: number | null; lastOutput: string }>;
  /** Asks it to end (SIGTERM), and waits. */
  stop(): Promise<void>;
}

/**
 * The shell keeps a pipe from the runner open: when the runner ends, however it ends (even by SIGKILL), the pipe
 * closes and the program is told to end. Its own process group keeps a Ctrl-C in the terminal from reaching the
 * program before the runner has finished with it.
 */
const guard =
  'exec 3<&0; "$@" </dev/null & child=$!; { cat <&3 >/dev/null; kill "$child"; } 2>/dev/null & wait "$child"';

/** Starts `command` so that it cannot outlive this process. */
export const startGuarded = (command: string, args: readonly string[]): GuardedProcess => {
  const child: ChildProcess = spawn('/bin/sh', ['-c', guard, 'guard', command, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let lastOutput = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastOutput = `${lastOutput}${chunk.toString('utf8')}`.slice(-2000);
  });
  // The pipe breaks when the program has ended first: nothing to do then.
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<{ code: number | null; lastOutput: string }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, lastOutput: error.message }));
    child.once('exit', (code) => {
      child.stdin?.end();
      resolve({ code, lastOutput: lastOutput.trim() });
    });
  });
  return {
    ended,
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
};
