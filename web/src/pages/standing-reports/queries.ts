import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import type { Body, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type StandingReport = RowOf<'listStandingReports'>;
export type ReportInput = Body<'createStandingReport'>;

export const reportsQuery = queryOptions({
  queryKey: queryKeys.exports.standingReports,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/standing-reports', { signal })),
});

const useRefresh = () => {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: queryKeys.exports.standingReports });
};

/** Adds a report, or replaces the one that is given: refused when it has changed since it was read. */
export const useSaveReport = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ report, input }: { report: StandingReport | undefined; input: ReportInput }) =>
      report === undefined
        ? dataOf(api.POST('/v1/standing-reports', { body: input }))
        : dataOf(
            api.PUT('/v1/standing-reports/{reportId}', {
              params: { path: { reportId: report.reportId }, header: ifMatch(report.version) },
              body: input,
            }),
          ),
    onSettled: refresh,
  });
};

export const useDeleteReport = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (reportId: string) =>
      dataOf(api.DELETE('/v1/standing-reports/{reportId}', { params: { path: { reportId } } })),
    onSettled: refresh,
  });
};
