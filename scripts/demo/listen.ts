/** Listens on the WebSocket as an open console does. */
import { once } from 'node:events';
import * as z from 'zod';
import { until } from './narration.ts';

const frameSchema = z.looseObject({
  type: z.string(),
  events: z
    .array(z.looseObject({ type: z.string(), messageId: z.string().optional(), status: z.string().optional() }))
    .default([]),
});
export type LiveEvent = z.infer<typeof frameSchema>['events'][number];

export interface Listener {
  /** The first event that fits; waits for it. */
  heard(what: string, fits: (event: LiveEvent) => boolean): Promise<LiveEvent>;
  stop(): void;
}

/** Connects, and waits until the connection takes part. */
export const listen = async (url: string, accessToken: string): Promise<Listener> => {
  const socket = new WebSocket(`${url}?${new URLSearchParams({ access_token: accessToken })}`);
  const frames: z.infer<typeof frameSchema>[] = [];
  socket.addEventListener('message', ({ data }) => frames.push(frameSchema.parse(JSON.parse(String(data)))));
  await once(socket, 'open');
  socket.send('{"action":"resume"}');
  await until('the live connection', async () => frames.find(({ type }) => type === 'ready'));
  return {
    heard: (what, fits) => until(what, async () => frames.flatMap(({ events }) => events).find(fits)),
    stop: () => socket.close(),
  };
};
