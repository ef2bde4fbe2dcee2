import { setTimeout as sleep } from 'node:timers/promises';

/** Longest wait for what the system does by itself, in ms. */
const patienceMs = 60_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Begins a step of the play. */
export const step = async (title: string): Promise<void> => {
  print(`\n${title}`);
};

/** Tells one thing that went as it should. */
export const ok = (text: string): void => {
  print(`   ✓ ${text}`);
};

/** Ends the program: something is not as it should be. */
export const fail = (text: string): never => {
  process.stderr.write(`\n   ✗ ${text}\n`);
  process.exit(1);
};

/** Ends the program unless the condition holds. */
export function expectThat(condition: boolean, otherwise: string): asserts condition {
  if (!condition) fail(otherwise);
}

/** Looks again and again until there is something; ends the program when patience does. */
export const until = async <Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> => {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) fail(`Waited ${patienceMs / 1000} s for ${what} in vain.`);
    await sleep(200);
  }
};
