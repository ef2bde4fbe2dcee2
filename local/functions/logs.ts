import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { InvocationError } from './invocation-error.ts';

/** Where the output of functions goes. */
export interface FunctionLog {
  /** Appends what a function wrote, as it is. */
  write(functionName: string, text: string): void;
  /** Notes a failed invocation in the function's log and on the console. */
  failure(functionName: string, requestId: string, error: InvocationError): void;
  close(): Promise<void>;
}

/** One file per function under `directory`, appended to; failures also go to `print`, one line each. */
export const openFunctionLog = (directory: string, print: (line: string) => void): FunctionLog => {
  mkdirSync(directory, { recursive: true });
  const files = new Map<string, WriteStream>();
  const fileOf = (functionName: string): WriteStream => {
    const open = files.get(functionName) ?? createWriteStream(join(directory, `${functionName}.log`), { flags: 'a' });
    files.set(functionName, open);
    return open;
  };
  return {
    write(functionName, text) {
      fileOf(functionName).write(text);
    },
    failure(functionName, requestId, { errorType, errorMessage }) {
      const line = `${new Date().toISOString()} ${requestId} ${errorType}: ${errorMessage}`;
      fileOf(functionName).write(`${line}\n`);
      // The message may quote data of a person: it stays in the file, and the console names the place to look.
      print(`${functionName} failed (${errorType}); see ${join(directory, `${functionName}.log`)}`);
    },
    async close() {
      await Promise.all([...files.values()].map((file) => new Promise((resolve) => file.end(resolve))));
    },
  };
};
