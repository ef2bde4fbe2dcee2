/** Which rows of the register a filter takes, all fields but the dates (B11–B15). Pure. */
import type { InteractionFilter, InteractionStatus } from '#contract/interactions.ts';
import type { RegisterRow } from '#shared/messaging/register-row.ts';

/** A filter of the register without its dates, order and page. */
export type RowCriteria = Omit<InteractionFilter, 'from' | 'to' | 'sort' | 'limit' | 'cursor'>;

/**
 * @param hasStatus whether a row has a status now, or had it at the moment that is asked for
 * @returns whether a row answers all that the filter asks for
 */
export const createRowFilter = (
  filter: RowCriteria,
  hasStatus: (row: RegisterRow, wanted: InteractionStatus) => boolean,
): ((row: RegisterRow) => boolean) => {
  const { direction, status, channel, advisor, customerId, template, campaign, flow, event } = filter;
  const { portfolio, segment, source, result } = filter;
  const origins = Object.entries({ campaign, flow, event }).filter(([, id]) => id !== undefined);
  return (row) =>
    (direction === undefined || row.direction === direction) &&
    (status === undefined || hasStatus(row, status)) &&
    (channel === undefined || row.channel === channel) &&
    (advisor === undefined || row.advisorId === advisor) &&
    (customerId === undefined || row.customerId === customerId) &&
    (template === undefined || row.template?.templateId === template) &&
    origins.every(([kind, id]) => row.origin?.kind === kind && row.origin.id === id) &&
    (portfolio === undefined || row.portfolios.includes(portfolio)) &&
    (segment === undefined || row.segment === segment) &&
    (source === undefined || row.source === source) &&
    (result === undefined || row.result?.code === result);
};
