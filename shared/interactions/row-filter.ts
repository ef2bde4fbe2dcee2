/** Which rows of the register a filter takes, all fields but the dates (B11–B15). Pure. */
import { type InteractionFacet, type InteractionStatus, InteractionStatusSchema } from '#contract/interactions.ts';
import { anyOf, valuesOf } from '#contract/values-text.ts';
import { type Family, familyOf } from '#shared/customers/entities.ts';
import { writerOf } from '#shared/messaging/ledger/author-view.ts';
import type { RegisterRow } from '#shared/messaging/ledger/register-row.ts';

/** Filters that name values of rows, each one text of one or several: any of them matches. */
export type RowCriteria = Readonly<Partial<Record<InteractionFacet, string | undefined>>>;

/** Whether no row can answer the filter: each belongs to one flow, event or campaign at most. */
export const isUnanswerable = ({ campaign, flow, event }: RowCriteria): boolean =>
  [campaign, flow, event].filter((id) => id !== undefined).length > 1;

/**
 * @param hasStatus whether a row has a status now, or had it at the moment that is asked for
 * @param family the customer whose rows are asked for, under each of its ids; undefined: of all
 * @returns whether a row answers all that the filter asks for
 */
export const createRowFilter = (
  filter: RowCriteria,
  hasStatus: (row: RegisterRow, wanted: InteractionStatus) => boolean,
  family?: Pick<Family, 'customerId' | 'merged'>,
): ((row: RegisterRow) => boolean) => {
  const statuses = valuesOf(filter.status).map((status) => InteractionStatusSchema.parse(status));
  const ids = family === undefined ? undefined : familyOf(family);
  const one = (value: string | null | undefined): readonly string[] => (value == null ? [] : [value]);
  const originOf = (kind: string) => (row: RegisterRow) => (row.origin?.kind === kind ? [row.origin.id] : []);
  /** What each filter looks at; a row has one value of most. */
  const own: Readonly<Record<Exclude<InteractionFacet, 'status'>, (row: RegisterRow) => readonly string[]>> = {
    direction: (row) => [row.direction],
    channel: (row) => [row.channel],
    advisor: (row) => one(row.advisorId),
    author: (row) => one(writerOf(row)),
    template: (row) => one(row.template?.templateId),
    campaign: originOf('campaign'),
    flow: originOf('flow'),
    event: originOf('event'),
    portfolio: (row) => row.portfolios,
    segment: (row) => one(row.segment),
    source: (row) => [row.source],
    result: (row) => one(row.result?.code),
  };
  const tests = Object.entries(own).flatMap(([facet, of]) => {
    const text = filter[facet as keyof typeof own];
    if (text === undefined) return [];
    const matches = anyOf(valuesOf(text));
    return [(row: RegisterRow) => matches(of(row))];
  });
  return (row) =>
    (ids === undefined || ids.includes(row.customerId)) &&
    (statuses.length === 0 || statuses.some((status) => hasStatus(row, status))) &&
    tests.every((test) => test(row));
};
