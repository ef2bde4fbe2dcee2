import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Body, Query, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Alert = RowOf<'listAlerts'>;
export type AlertsQuery = Query<'listAlerts'>;
export type ActionAnswer = Answer<'clearAlerts'>;
/** Which addresses an action is about. */
export type ActionTarget = Pick<Body<'clearAlerts'>, 'filter' | 'addresses'>;

/** Rows of a page. */
const pageSize = '50';
/** While addresses are cleared or marked, and until the list has followed, it is read so often, ms. */
const followMs = 1_500;
/** Else so often: alerts come by themselves. */
const restMs = 30_000;

/** A page of the work list. While the next one loads, the last one stays: nothing jumps. @param following an action is on its way */
export const alertsQuery = (query: AlertsQuery, following = false) =>
  queryOptions({
    queryKey: queryKeys.contactability.alertPage(query),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/alerts', { params: { query: { ...query, limit: pageSize } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: following ? followMs : restMs,
  });

/** Alerts on the addresses of one customer, with whose else they are. */
export const customerAlertsQuery = (customer: string) =>
  queryOptions({
    queryKey: queryKeys.contactability.alertPage({ customer }),
    queryFn: ({ signal }) => dataOf(api.GET('/v1/alerts', { params: { query: { customer } }, signal })),
  });

/** How many addresses a clearing would change, and whose the shared ones are; nothing is done. Asked anew each time. */
export const clearPreviewQuery = (target: ActionTarget) =>
  queryOptions({
    queryKey: queryKeys.contactability.alertPreview(target),
    queryFn: ({ signal }) => dataOf(api.POST('/v1/alerts/clear', { body: { ...target, dryRun: true }, signal })),
    staleTime: 0,
    gcTime: 0,
  });
