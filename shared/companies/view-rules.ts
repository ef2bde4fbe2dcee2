/** What a shared view may hold: the filters, columns and orders of its list and nothing else (B22, F22). Pure. */
import type { Fault } from '#contract/errors.ts';
import { type SharedViewInput, type ViewList, viewLists } from '#contract/views.ts';
import { Refusal } from '#platform/errors.ts';
import type { MetadataFields } from './metadata-fields.ts';

/** Parameters that belong to one reading of the list, or have a place of their own in the view. */
const notFilters = new Set(['limit', 'cursor', 'columns', 'lastContact', 'sort']);

const metadataColumn = /^metadata\.(.+)$/;

/** @throws Refusal FILTER_INVALID with every fault at its place */
export const checkView = (list: ViewList, view: SharedViewInput, { fields }: MetadataFields): void => {
  const { filter, columns } = viewLists[list];
  const faults: Fault[] = [];
  const add = (path: string, detail: string) => faults.push({ path, code: 'FILTER_INVALID', detail });
  for (const name of Object.keys(view.filters)) {
    if (notFilters.has(name)) add(`filters.${name}`, 'Not a filter.');
  }
  const asked = { ...view.filters, ...(view.sort === undefined ? {} : { sort: view.sort }) };
  const parsed = filter.safeParse(asked);
  for (const issue of parsed.error?.issues ?? []) {
    const [name = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined] = issue.path;
    const path = name === 'sort' ? 'sort' : `filters.${String(name ?? '').slice(0, 40)}`;
    add(path, issue.code === 'unrecognized_keys' ? 'The list has no such filter.' : 'Not a value of this filter.');
  }
  for (const [position, column] of (view.columns ?? []).entries()) {
    const key = list === 'customers' ? metadataColumn.exec(column)?.[1] : undefined;
    const isKnown =
      key === undefined
        ? (columns as readonly string[]).includes(column)
        : fields.some((field) => field.key === key && !field.archived);
    if (!isKnown) add(`columns.${position}`, 'The list has no such column.');
    if (view.columns?.indexOf(column) !== position) add(`columns.${position}`, 'Columns must be unique.');
  }
  const [first] = faults;
  if (first !== undefined) throw new Refusal('FILTER_INVALID', `${first.path}: ${first.detail}`, { faults });
};
