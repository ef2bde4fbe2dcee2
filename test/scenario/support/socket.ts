import { inject } from 'vitest';
import * as z from 'zod';
import type { Api } from './api.ts';
import { eventually } from './eventually.ts';

/** An event as far as the suite looks at it. */
const eventSchema = z.looseObject({
  eventId: z.string(),
  at: z.iso.datetime(),
  revision: z.int(),
  type: z.string(),
  customerId: z.string().optional(),
  messageId: z.string().optional(),
  status: z.string().optional(),
  contactability: z.string().optional(),
  alerts: z.int().optional(),
  unread: z.boolean().optional(),
});
export type LiveEvent = z.infer<typeof eventSchema>;

const frameSchema = z.looseObject({
  type: z.enum(['ready', 'reset', 'events', 'pong', 'error']),
  cursor: z.string().optional(),
  code: z.string().optional(),
  events: z.array(eventSchema).default([]),
});
export type Frame = z.infer<typeof frameSchema>;

/**
 * A client as a browser has it: the platform's own WebSocket, the token in the query. It follows the contract: events
 * once by their id, the cursor kept from `ready` on.
 */
export class LiveClient {
  readonly frames: Frame[] = [];
  readonly texts: string[] = [];
  readonly #socket: WebSocket;
  readonly #ended: Promise<void>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.texts.push(String(data));
      this.frames.push(frameSchema.parse(JSON.parse(String(data))));
    });
    this.#ended = new Promise((done) => socket.addEventListener('close', () => done()));
  }

  /** Connects without sending anything. @throws Error when the connection is refused */
  static async open(token: string, parameter = 'access_token'): Promise<LiveClient> {
    const socket = new WebSocket(`${inject('outputs').SocketUrl}?${new URLSearchParams({ [parameter]: token })}`);
    const client = new LiveClient(socket);
    await new Promise((done, fail) => {
      socket.addEventListener('open', done);
      socket.addEventListener('error', () => fail(new Error('The connection was refused.')));
    });
    return client;
  }

  /** Connects and asks for what came since `cursor`; waits until it is up to date. */
  static async join(user: Api, cursor?: string): Promise<LiveClient> {
    const client = await LiveClient.open(user.authorization.authorization.slice('Bearer '.length));
    client.send({ action: 'resume', cursor });
    await client.until((frame) => frame.type === 'ready' || frame.type === 'reset');
    return client;
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The first frame that fits; waits for it. */
  until(fits: (frame: Frame) => boolean, timeout?: number): Promise<Frame> {
    return eventually(async () => {
      const found = this.frames.find(fits);
      if (found === undefined) throw new Error(`No such frame among ${this.texts.length}: ${this.texts.join('\n')}`);
      return found;
    }, timeout);
  }

  /** Events in the order in which they came, each once. */
  get events(): readonly LiveEvent[] {
    const byId = new Map(this.frames.flatMap(({ events }) => events.map((event) => [event.eventId, event])));
    return [...byId.values()];
  }

  /** The first event that fits; waits for it. */
  untilEvent(fits: (event: LiveEvent) => boolean, timeout?: number): Promise<LiveEvent> {
    return eventually(async () => {
      const found = this.events.find(fits);
      if (found === undefined) throw new Error(`No such event among ${JSON.stringify(this.events)}`);
      return found;
    }, timeout);
  }

  /** The newest cursor, to resume from. */
  get cursor(): string {
    return this.frames.findLast(({ cursor }) => cursor !== undefined)?.cursor ?? '';
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.#ended;
  }

  /** Waits until the other side has closed the connection. */
  ended(): Promise<void> {
    return this.#ended;
  }
}
