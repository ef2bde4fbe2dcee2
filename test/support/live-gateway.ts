/** Stands for API Gateway's side of open connections: what each was sent, and how it takes it. */
import type { ServerFrame } from '#contract/live.ts';
import type { PostOutcome, SocketGateway } from '#shared/live/gateway.ts';

export interface TestGateway extends SocketGateway {
  readonly closed: readonly string[];
  /** Frames that reached the connection, as text goes over the wire. */
  framesOf(connectionId: string): readonly ServerFrame[];
  /** Decides what becomes of a post; `sent` unless told otherwise. */
  behave(connectionId: string, outcome: () => PostOutcome | Promise<PostOutcome>): void;
}

export const testGateway = (): TestGateway => {
  const frames = new Map<string, ServerFrame[]>();
  const behaviour = new Map<string, () => PostOutcome | Promise<PostOutcome>>();
  const closed: string[] = [];
  return {
    closed,
    framesOf: (connectionId) => frames.get(connectionId) ?? [],
    behave: (connectionId, outcome) => behaviour.set(connectionId, outcome),
    async post(connectionId, frame) {
      if (closed.includes(connectionId)) return 'gone';
      const outcome = (await behaviour.get(connectionId)?.()) ?? 'sent';
      if (outcome === 'sent') frames.set(connectionId, [...(frames.get(connectionId) ?? []), frame]);
      return outcome;
    },
    async close(connectionId) {
      closed.push(connectionId);
    },
  };
};
