import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, mayPass } from './problem.ts';

/** Retries of a read that may pass. */
const retries = 2;
/** Longest wait before a read is repeated, in ms; what is told to come later than that, people ask again. */
const longestWaitMs = 10_000;
/** How long what was read counts as fresh, in ms: going back to a list shows it at once. */
const freshMs = 15_000;

/** How long the service asks to wait, in ms. */
const waitOf = (error: unknown): number => (error instanceof ApiProblem ? (error.retryAfter ?? 0) * 1_000 : 0);

/** Server state of the console: reads are repeated where that may help, changes never by themselves. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: freshMs,
        retry: (failures, error) => failures < retries && mayPass(error) && waitOf(error) <= longestWaitMs,
        retryDelay: (failures, error) => Math.max(waitOf(error), 1_000 * 2 ** failures),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
