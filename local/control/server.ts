import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';
import { type ClockReading, readClock, setClock } from '../clock.ts';
import { close, listen, localHost, portOf } from '../engines/ports.ts';
import { messageOf, RunnerError } from '../errors.ts';
import type { LocalUserPool } from '../user-pool.ts';
import { type Unrest, waitUntilQuiet } from './quiet.ts';
import { type Walked, walkClock } from './walk.ts';

/** What the control server acts on. */
export interface ControlContext extends Walked {
  readonly userPool: LocalUserPool | undefined;
}

/** Longest wait for quiet, in ms, unless the caller says otherwise. */
const quietTimeoutMs = 60_000;

/** Longest part of a walk of the clock in one call, in ms: whoever waits for more asks again. */
const walkMs = 20_000;

const instant = z.iso.datetime({ offset: true });
const tickSchema = z.union([
  z.strictObject({ until: instant, timeoutMs: z.number().optional() }),
  z.strictObject({ at: instant.optional(), timeoutMs: z.number().optional() }),
]);
const clockSchema = z.strictObject({ now: instant.optional(), running: z.boolean().optional() });
const tokenSchema = z.object({ company: z.string(), role: z.string(), email: z.string().optional() });

interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Serves the runner's own controls to the commands and the test suites of this machine:
 * - `POST /invoke/<function>` with the event: by name, logical id or end of the name
 * - `GET /clock`: `{now, running}` of the system's clock
 * - `POST /clock` `{now?, running?}`: sets it ahead, stops it, lets it go on; what would have happened in between does not
 * - `POST /tick` `{until}`: walks it there through all that comes due; `done` tells whether to ask again
 * - `POST /tick` `{at?}`: all schedules once as if it were that time, then waits until quiet; the clock stays
 * - `GET /quiet?timeoutMs=`: waits until nothing goes on
 * - `POST /token` `{company, role, email?}`: an access token of a user
 * - `GET /functions`: names
 */
export const startControl = async (port: number, context: ControlContext) => {
  const answer = async (request: IncomingMessage): Promise<ControlAnswer> => {
    const url = new URL(request.url ?? '/', `http://${localHost}`);
    const [, action, name] = url.pathname.split('/');
    switch (`${request.method} ${action}`) {
      case 'POST invoke':
        return invoke(decodeURIComponent(name ?? ''), await readJson(request));
      case 'GET clock':
        return { status: 200, body: shown(readClock()) };
      case 'POST clock': {
        const { now, running } = clockSchema.parse(await readJson(request));
        setClock({
          ...(now === undefined ? {} : { now: Date.parse(now) }),
          running: running ?? readClock().running,
        });
        return { status: 200, body: shown(readClock()) };
      }
      case 'POST tick': {
        const asked = tickSchema.parse((await readJson(request)) ?? {});
        return 'until' in asked ? walk(Date.parse(asked.until), asked.timeoutMs ?? walkMs) : tick(asked);
      }
      case 'GET quiet':
        return quiet(Number(url.searchParams.get('timeoutMs') ?? quietTimeoutMs));
      case 'POST token': {
        if (context.userPool === undefined)
          return { status: 404, body: { message: 'These stacks have no user pool.' } };
        const { company, role, email } = tokenSchema.parse(await readJson(request));
        return { status: 200, body: { accessToken: await context.userPool.tokenFor(company, role, email) } };
      }
      case 'GET functions':
        return { status: 200, body: context.pool.functions.map((definition) => definition.name) };
      default:
        return { status: 404, body: { message: `The control server knows no ${request.method} ${url.pathname}.` } };
    }
  };

  const invoke = async (name: string, event: unknown): Promise<ControlAnswer> => {
    const definition = context.pool.find(name);
    if (definition === undefined) return { status: 404, body: { message: `No single function fits "${name}".` } };
    return { status: 200, body: await context.pool.invoke(definition.name, event) };
  };

  const walk = async (until: number, realMs: number): Promise<ControlAnswer> => {
    const { clock, failedSchedules, unrest, ...walked } = await walkClock(context, { until, realMs });
    const status = failedSchedules.length > 0 ? 500 : unrest === undefined ? 200 : 504;
    return { status, body: { ...shown(clock), ...walked, failedSchedules, unrest } };
  };

  const tick = async ({ at, timeoutMs }: { at?: string | undefined; timeoutMs?: number | undefined }) => {
    const time = at === undefined ? Date.now() : Date.parse(at);
    const failedSchedules = await context.schedules.runAll(time);
    const unrest = await settle(timeoutMs ?? quietTimeoutMs);
    const body = { at: new Date(time).toISOString(), schedules: context.schedules.names, failedSchedules, unrest };
    return { status: failedSchedules.length > 0 ? 500 : unrest === undefined ? 200 : 504, body };
  };

  const quiet = async (timeoutMs: number): Promise<ControlAnswer> => {
    const unrest = await settle(timeoutMs);
    return { status: unrest === undefined ? 200 : 504, body: { quiet: unrest === undefined, unrest } };
  };

  const settle = async (timeoutMs: number): Promise<Unrest | undefined> =>
    (await waitUntilQuiet(context, { timeoutMs })).unrest;

  const server = createServer((request, response) => {
    const send = ({ status, body }: ControlAnswer) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
    };
    // A web page that is open in the developer's browser must not steer the runner.
    if (request.headers.origin !== undefined || !isLocalHost(request.headers.host)) {
      return send({ status: 403, body: { message: 'The control server answers programs of this machine only.' } });
    }
    answer(request).then(send, (error: unknown) => {
      const known = error instanceof RunnerError || error instanceof z.ZodError || error instanceof SyntaxError;
      send({ status: known ? 400 : 500, body: { message: messageOf(error) } });
    });
  });
  server.requestTimeout = 0;
  // Longer than clients keep idle connections, so that none is closed under a request.
  server.keepAliveTimeout = 120_000;
  await listen(server, port, 'control server');
  return { url: `http://${localHost}:${portOf(server)}`, stop: () => close(server) };
};

const shown = ({ now, running }: ClockReading) => ({ now: new Date(now).toISOString(), running });

const isLocalHost = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
};
