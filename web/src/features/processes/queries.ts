import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Query } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Process = Answer<'getProcess'>;
type ProcessesQuery = Query<'listProcesses'>;

/** How often a process that goes on is read where no live change tells of it, in ms. */
const pollMs = 3_000;

/** True while a process changes by itself: not while it waits for a file, a confirmation or the night. */
export const isMoving = ({ state, export: exported, import: imported }: Process): boolean => {
  if (state === 'processing') return true;
  if (state !== 'pending') return false;
  return imported === null ? exported?.tray !== 'interactions' : imported.stage !== 'upload';
};

export const processesQuery = (query: ProcessesQuery) =>
  queryOptions({
    queryKey: queryKeys.processes.list(query),
    queryFn: ({ signal }) => dataOf(api.GET('/v1/processes', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) === true ? pollMs : false),
  });

export const processQuery = (processId: string) =>
  queryOptions({
    queryKey: queryKeys.processes.one(processId),
    queryFn: ({ signal }) => dataOf(api.GET('/v1/processes/{processId}', { params: { path: { processId } }, signal })),
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? pollMs / 3 : false),
  });

/** Processes of the caller that have ended unseen (B34). */
export const unreadQuery = queryOptions({
  queryKey: queryKeys.processes.unread,
  queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/me', { signal }))).unreadProcesses,
  refetchInterval: 60_000,
});
