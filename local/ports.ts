import { createServer } from 'node:net';
import { localHost } from './engines/ports.ts';

/** TCP ports of one run, counted from the base, so that several runs can stand side by side. */
export const portsFrom = (base: number) =>
  ({
    api: base,
    control: base + 1,
    dynamodb: base + 2,
    messaging: base + 3,
    identity: base + 4,
    email: base + 5,
    sms: base + 6,
    whatsapp: base + 7,
    socket: base + 8,
    console: base + 9,
  }) as const;

/** Port of the HTTP API when nothing else is said. */
export const defaultPortBase = 4100;

/** Ports that a run takes from its base. */
const portsOfRun = Object.keys(portsFrom(0)).length;

/** First base from `from` on whose ports are all free. @throws Error when there is none */
export const freePortBase = async (from: number): Promise<number> => {
  for (let candidate = from; candidate < from + 50 * portsOfRun; candidate += portsOfRun) {
    const free = await Promise.all(Array.from({ length: portsOfRun }, (_, offset) => isFree(candidate + offset)));
    if (free.every(Boolean)) return candidate;
  }
  throw new Error(`No ${portsOfRun} free ports from ${from} on: close what listens there.`);
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, localHost, () => server.close(() => done(true)));
  });
