/** Alerts of a filter, all at once, for what is done with many of them. */
import type { AlertFilter } from '#contract/alerts.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { AlertListStore } from './alert-list-store.ts';
import { alertQueryOf } from './list-alerts.ts';
import type { AlertRowValue } from './listed-alert.ts';

/** Rows of one query, 250 KB of them. */
const pageSize = 1_000;

/**
 * Newest first.
 * @param most after which it stops: one more tells that there are too many
 * @throws Refusal FILTER_INVALID, RANGE_INVALID
 */
export const collectAlerts = async (
  deps: { readonly alertList: Pick<AlertListStore, 'listRows'>; readonly findCompany: FindCompany },
  tenant: string,
  filter: Pick<AlertFilter, 'channel' | 'class' | 'reason' | 'from' | 'to'>,
  most: number,
): Promise<readonly AlertRowValue[]> => {
  const { facets, range } = await alertQueryOf(deps, tenant, filter);
  const found: AlertRowValue[] = [];
  let after: string | undefined;
  do {
    const limit = Math.min(pageSize, most - found.length);
    const page = await deps.alertList.listRows(tenant, facets, { ...range, reverse: true }, { limit, after });
    found.push(...page.rows.map(({ row }) => row));
    after = page.more ? page.rows.at(-1)?.order : undefined;
  } while (after !== undefined && found.length < most);
  return found;
};
