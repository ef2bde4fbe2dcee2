/**
 * The clock of a system, one for all of it: `Date` of the runner, which holds the engines, the identity provider and the
 * providers' doubles, and `Date` of every function's thread read the same cell of shared memory. It can be set ahead
 * and stopped, never back. Timers run as before; what measures how long something takes uses `performance`, which no
 * setting moves.
 */
import * as z from 'zod';
import { RunnerError } from './errors.ts';
import { KeptState } from './providers/kept-state.ts';

/** A moment of the system's clock, and whether it goes on from there. */
export interface ClockReading {
  /** Epoch ms. */
  readonly now: number;
  readonly running: boolean;
}

/** While it runs, by how many ms it is ahead of the machine's; while it stands, where (epoch ms). */
const SettingSchema = z.object({ running: z.boolean(), ms: z.number() });
type Setting = z.infer<typeof SettingSchema>;

/** The machine's clock, epoch ms: taken before `Date` is made to follow the system's. */
const machineNow = Date.now.bind(Date);

/** Holds a setting in 64 bits, so that it is read and written as a whole: `ms`, and in the last bit whether it stands. */
let memory = new SharedArrayBuffer(8);
let cell = new BigInt64Array(memory);
let isFollowed = false;

const whenSet = new Set<(setting: Setting) => void>();

const read = (): Setting => {
  const value = Atomics.load(cell, 0);
  return { running: (value & 1n) === 0n, ms: Number(value >> 1n) };
};

const write = ({ running, ms }: Setting): void => {
  Atomics.store(cell, 0, (BigInt(Math.round(ms)) << 1n) | (running ? 0n : 1n));
  followClock();
};

/** The system's time, epoch ms, and whether it goes on. */
export const readClock = (): ClockReading => {
  const { running, ms } = read();
  return { now: running ? machineNow() + ms : ms, running };
};

/**
 * Sets the clock ahead, stops it or lets it go on. Every thread that follows it sees that at once.
 *
 * @param setting without `now` it stops or goes on where it is: a reading taken before may be past by now
 * @throws RunnerError for a moment before the present one: what has happened would lie in the future
 */
export const setClock = ({ now: wanted, running }: { readonly now?: number; readonly running: boolean }): void => {
  const present = readClock();
  const now = wanted ?? present.now;
  if (now < present.now) {
    throw new RunnerError(
      `The clock stands at ${new Date(present.now).toISOString()} and is never set back (to ${new Date(now).toISOString()}).`,
      'Name a later time, or start with fresh data (--reset).',
    );
  }
  write({ running, ms: running ? now - machineNow() : now });
  for (const tell of whenSet) tell(read());
};

/** Calls `tell` after each setting made in this thread. @returns what ends that */
export const onClockSet = (tell: (setting: Setting) => void): (() => void) => {
  whenSet.add(tell);
  return () => void whenSet.delete(tell);
};

/**
 * Takes up the setting of the run before, since its data are of that time, and keeps those that follow.
 *
 * @param file JSON, made at the first setting
 * @returns what ends the keeping
 */
export const keepClock = (file: string): (() => void) => {
  const kept = KeptState.open<Setting | null>(file, SettingSchema.nullable(), null);
  if (kept.value !== null) write(kept.value);
  return onClockSet((setting) => kept.replace(setting));
};

/** What another thread needs to follow this clock (`followClock`). */
export const clockMemory = (): SharedArrayBuffer => memory;

/**
 * Makes `Date` of this process or thread the system's clock.
 *
 * @param shared memory of the thread that sets the clock; by default this one sets it
 */
export const followClock = (shared: SharedArrayBuffer = memory): void => {
  memory = shared;
  cell = new BigInt64Array(memory);
  if (isFollowed) return;
  isFollowed = true;
  Date.now = () => readClock().now;
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [Date.now()] : args, newTarget),
    apply: () => new Date().toString(),
  });
};

/** Real time in ms, the same in all threads and moved by no setting: for deadlines and pauses. */
export const realNow = (): number => performance.timeOrigin + performance.now();
