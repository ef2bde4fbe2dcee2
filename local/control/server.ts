import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { MessagingEngine } from '../engines/messaging.ts';
import { close, HOST, listen, portOf } from '../engines/ports.ts';
import { messageOf, RunnerError } from '../errors.ts';
import type { FunctionPool } from '../functions/pool.ts';
import type { Mappings } from '../triggers/mappings.ts';
import type { Schedules } from '../triggers/schedules.ts';
import type { LocalUserPool } from '../user-pool.ts';
import { type Unrest, waitUntilQuiet } from './quiet.ts';

/** What the control server acts on. */
export interface ControlContext {
  readonly pool: FunctionPool;
  readonly mappings: Mappings;
  readonly schedules: Schedules;
  readonly messaging: Pick<MessagingEngine, 'countMessages'>;
  readonly userPool: LocalUserPool | undefined;
}

/** Longest wait for quiet, in ms, unless the caller says otherwise. */
const QUIET_TIMEOUT_MS = 60_000;

const tickSchema = z.object({ at: z.iso.datetime({ offset: true }).optional(), timeoutMs: z.number().optional() });
const tokenSchema = z.object({ company: z.string(), role: z.string() });

interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Serves the runner's own controls to the commands and the test suites of this machine:
 * - `POST /invoke/<function>` with the event: by name, logical id or end of the name
 * - `POST /tick` `{at?}`: all schedules once as if it were that time, then waits until quiet
 * - `GET /quiet?timeoutMs=`: waits until nothing goes on
 * - `POST /token` `{company, role}`: an access token of a demo user
 * - `GET /functions`: names
 */
export async function startControl(port: number, context: ControlContext) {
  async function answer(request: IncomingMessage): Promise<ControlAnswer> {
    const url = new URL(request.url ?? '/', `http://${HOST}`);
    const [, action, name] = url.pathname.split('/');
    switch (`${request.method} ${action}`) {
      case 'POST invoke':
        return invoke(decodeURIComponent(name ?? ''), await readJson(request));
      case 'POST tick':
        return tick(tickSchema.parse((await readJson(request)) ?? {}));
      case 'GET quiet':
        return quiet(Number(url.searchParams.get('timeoutMs') ?? QUIET_TIMEOUT_MS));
      case 'POST token': {
        if (context.userPool === undefined)
          return { status: 404, body: { message: 'These stacks have no user pool.' } };
        const { company, role } = tokenSchema.parse(await readJson(request));
        return { status: 200, body: { accessToken: await context.userPool.tokenFor(company, role) } };
      }
      case 'GET functions':
        return { status: 200, body: context.pool.functions.map((definition) => definition.name) };
      default:
        return { status: 404, body: { message: `The control server knows no ${request.method} ${url.pathname}.` } };
    }
  }

  async function invoke(name: string, event: unknown): Promise<ControlAnswer> {
    const definition = context.pool.find(name);
    if (definition === undefined) return { status: 404, body: { message: `No single function fits "${name}".` } };
    return { status: 200, body: await context.pool.invoke(definition.name, event) };
  }

  async function tick({ at, timeoutMs }: z.infer<typeof tickSchema>): Promise<ControlAnswer> {
    const time = at === undefined ? Date.now() : Date.parse(at);
    const failedSchedules = await context.schedules.runAll(time);
    const unrest = await settle(timeoutMs ?? QUIET_TIMEOUT_MS);
    const body = { at: new Date(time).toISOString(), schedules: context.schedules.names, failedSchedules, unrest };
    return { status: failedSchedules.length > 0 ? 500 : unrest === undefined ? 200 : 504, body };
  }

  async function quiet(timeoutMs: number): Promise<ControlAnswer> {
    const unrest = await settle(timeoutMs);
    return { status: unrest === undefined ? 200 : 504, body: { quiet: unrest === undefined, unrest } };
  }

  function settle(timeoutMs: number): Promise<Unrest | undefined> {
    return waitUntilQuiet(context.pool, context.mappings, context.messaging, timeoutMs);
  }

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
  return { url: `http://${HOST}:${portOf(server)}`, stop: () => close(server) };
}

function isLocalHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
}
