/** Which rows of the register a filter takes, all fields but the dates (B11–B15). Pure. */
import type { InteractionFilter, InteractionStatus } from '#contract/interactions.ts';
import { type Family, familyOf } from '#shared/customers/entities.ts';
import { writerOf } from '#shared/messaging/ledger/author-view.ts';
import type { RegisterRow } from '#shared/messaging/ledger/register-row.ts';

/** A filter of the register without its dates, order and page, and without the customer, who may have several ids. */
type RowCriteria = Omit<InteractionFilter, 'from' | 'to' | 'sort' | 'limit' | 'cursor' | 'customerId'>;

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
  const { direction, status, channel, advisor, author, template, campaign, flow, event } = filter;
  const { portfolio, segment, source, result } = filter;
  const origins = Object.entries({ campaign, flow, event }).filter(([, id]) => id !== undefined);
  const ids = family === undefined ? undefined : familyOf(family);
  return (row) =>
    (direction === undefined || row.direction === direction) &&
    (status === undefined || hasStatus(row, status)) &&
    (channel === undefined || row.channel === channel) &&
    (advisor === undefined || row.advisorId === advisor) &&
    (author === undefined || writerOf(row) === author) &&
    (ids === undefined || ids.includes(row.customerId)) &&
    (template === undefined || row.template?.templateId === template) &&
    origins.every(([kind, id]) => row.origin?.kind === kind && row.origin.id === id) &&
    (portfolio === undefined || row.portfolios.includes(portfolio)) &&
    (segment === undefined || row.segment === segment) &&
    (source === undefined || row.source === source) &&
    (result === undefined || row.result?.code === result);
};
