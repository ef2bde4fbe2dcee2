import type { ViewContent } from '#web/lists/list-views.ts';
import { groupOf, groupQuery, groups } from './filters.ts';

/** Columns of the list that stand for others of the API, or bear another name there. */
const apiColumns: Readonly<Record<string, readonly [string, ...string[]]>> = {
  document: ['documentType', 'documentNumber'],
  advisor: ['advisorId'],
  channel: ['channels'],
};
const ownColumns = new Map(Object.entries(apiColumns).flatMap(([own, apis]) => apis.map((api) => [api, own] as const)));

interface Shown {
  readonly filters: { readonly [name: string]: string | undefined };
  readonly columns: readonly string[];
}

/** What the list shows, in the API's words: a view that colleagues, the help desk and other programs understand. */
export const viewOf = ({ filters, columns }: Shown): ViewContent => {
  const { group, sort, ...asked } = filters;
  const given = Object.entries({ ...asked, ...groupQuery[groupOf(group)] });
  return {
    filters: Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    columns: columns.flatMap((id) => apiColumns[id] ?? [id]),
    sort,
  };
};

/** What a view asks the list to show; a filter that it does not name is switched off. */
export const shownBy = (
  { filters, columns, sort }: ViewContent,
  names: readonly string[],
): { readonly filters: Readonly<Record<string, string | undefined>>; readonly columns: readonly string[] } => {
  const group = groups.find(
    (id) => id !== 'all' && Object.keys(groupQuery[id]).every((name) => filters[name] === 'true'),
  );
  return {
    filters: { ...Object.fromEntries(names.map((name) => [name, filters[name]])), group, sort },
    columns: [...new Set(columns.map((id) => ownColumns.get(id) ?? id))],
  };
};
