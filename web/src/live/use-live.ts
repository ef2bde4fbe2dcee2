import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { LiveEvent } from '#contract/live.ts';
import { useSession } from '#web/session/session.tsx';
import { connectLive } from './connection.ts';

/** How long events are gathered before anything is read again, in ms: a campaign brings many at a time. */
const GATHER_MS = 300;

/** What must be read again after an event: queries by their key, `[resource, what, id]` (web/README.md). */
const touched = (event: LiveEvent): readonly QueryKey[] => {
  switch (event.type) {
    case 'message':
      return [['messages'], ['interactions'], ['conversations']];
    case 'conversation':
      return [['conversations']];
    case 'contactability':
      return ['list', 'one', 'history'].map((what) =>
        what === 'list' ? ['customers', what] : ['customers', what, event.customerId],
      );
    case 'process':
      return [['processes']];
  }
};

/** Reads again what events touch: what is on the screen at once, the rest when it is shown. */
const refresher = (queryClient: QueryClient) => {
  const waiting = new Map<string, QueryKey>();
  const flush = () => {
    for (const queryKey of waiting.values()) void queryClient.invalidateQueries({ queryKey });
    waiting.clear();
  };
  return (events: readonly LiveEvent[]) => {
    if (waiting.size === 0) setTimeout(flush, GATHER_MS);
    for (const key of events.flatMap(touched)) waiting.set(JSON.stringify(key), key);
  };
};

/** Shows changes without a reload, as long as the component that calls it stands. Without a socket it does nothing. */
export const useLive = (): void => {
  const queryClient = useQueryClient();
  const { token, socketUrl } = useSession();
  const current = useRef(token);
  useEffect(() => {
    current.current = token;
  }, [token]);
  useEffect(() => {
    if (socketUrl === null) return;
    return connectLive({
      url: socketUrl,
      token: () => current.current,
      onEvents: refresher(queryClient),
      onReset: () => void queryClient.invalidateQueries(),
    });
  }, [socketUrl, queryClient]);
};
