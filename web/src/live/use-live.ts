import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { queryKeys } from '#web/api/query-keys.ts';
import { useSession } from '#web/session/session.tsx';
import { followFeed } from './feed.ts';
import { type StaleKey, staleAfter } from './stale.ts';

/** Changes that come within so many ms are read together. */
const nowMs = 300;
const soonMs = 4_000;

/** Everything of which changes are told. */
const liveKeys: readonly StaleKey[] = [
  queryKeys.conversations.all,
  queryKeys.messages.all,
  queryKeys.customers.all,
  queryKeys.contactability.all,
  queryKeys.interactions.all,
  queryKeys.processes.all,
];

/** Runs `read` for everything that was added, at most once in `pauseMs`. */
const collect = (pauseMs: number, read: (key: StaleKey) => void) => {
  const keys = new Map<string, StaleKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    for (const key of keys.values()) read(key);
    keys.clear();
  };
  return {
    add: (added: readonly StaleKey[]) => {
      for (const key of added) keys.set(key.join('/'), key);
      if (keys.size > 0) timer ??= setTimeout(flush, pauseMs);
    },
    stop: () => clearTimeout(timer),
  };
};

/** Shows changes without a reload (C4), as long as the component that calls it stands. Without a socket it does nothing. */
export const useLive = (): void => {
  const queryClient = useQueryClient();
  const session = useSession();
  const { socketUrl } = session;
  const latest = useRef(session);
  useEffect(() => {
    latest.current = session;
  }, [session]);

  useEffect(() => {
    if (socketUrl === null) return;
    const read = (queryKey: StaleKey) => void queryClient.invalidateQueries({ queryKey });
    const now = collect(nowMs, read);
    const soon = collect(soonMs, read);
    const stop = followFeed({
      url: socketUrl,
      token: () => latest.current.token,
      onDisabled: () => latest.current.disabled(),
      onReset: () => {
        for (const key of liveKeys) read(key);
      },
      onEvents: (events) => {
        for (const event of events) {
          const stale = staleAfter(event);
          now.add(stale.now);
          soon.add(stale.soon);
        }
      },
    });
    return () => {
      stop();
      now.stop();
      soon.stop();
    };
  }, [socketUrl, queryClient]);
};
