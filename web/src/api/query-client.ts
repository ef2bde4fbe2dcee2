import { QueryClient } from '@tanstack/react-query';
import { mayPass } from './problem.ts';

/** Retries of a read that may pass. */
const RETRIES = 2;
/** How long what was read counts as fresh, in ms: going back to a list shows it at once. */
const FRESH_MS = 15_000;

/** Server state of the console: reads are repeated where that may help, changes never by themselves. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < RETRIES && mayPass(error),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
