import { useQuery } from '@tanstack/react-query';
import { type Process, processesQuery } from '#web/features/processes/queries.ts';
import { useCompany, useMe } from '#web/session/me.ts';
import { localDay } from '#web/session/today.ts';

/** The caller's export of the register of today, if there is one: there may be no second (B40). */
export const useTodaysExport = (): Process | undefined => {
  const { userId } = useMe();
  const { timeZone } = useCompany();
  // Read anew by every dialog: what was true some seconds ago may have been written since.
  const { data } = useQuery({ ...processesQuery({ kind: 'export', limit: '50' }), staleTime: 0 });
  const today = localDay(Date.now(), timeZone);
  return data?.items.find(
    ({ requestedBy, createdAt, export: exported, state }) =>
      requestedBy === userId &&
      exported?.tray === 'interactions' &&
      state !== 'cancelled' &&
      localDay(Date.parse(createdAt), timeZone) === today,
  );
};
