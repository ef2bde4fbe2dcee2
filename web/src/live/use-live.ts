import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSession } from '#web/session/session.tsx';
import { followFeed } from './feed.ts';
import { type StaleKey, staleAfter } from './stale.ts';

/** Changes that come within so many ms are read together. */
const NOW_MS = 300;
const SOON_MS = 4_000;

/** Resources of which changes are told. */
const liveResources = [
  'conversations',
  'messages',
  'customers',
  'contactability',
  'interactions',
  'processes',
] as const;

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
  const { token, socketUrl } = useSession();
  const latest = useRef(token);
  useEffect(() => {
    latest.current = token;
  }, [token]);

  useEffect(() => {
    if (socketUrl === null) return;
    const read = (queryKey: StaleKey) => void queryClient.invalidateQueries({ queryKey });
    const now = collect(NOW_MS, read);
    const soon = collect(SOON_MS, read);
    const stop = followFeed({
      url: socketUrl,
      token: () => latest.current,
      onReset: () => {
        for (const resource of liveResources) read([resource]);
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
