/** Interactions of one date or of a range, as they were known at the cut (B35, I12, I13). */
import { exportFilters } from '#contract/exports.ts';
import { type InteractionColumn, interactionColumns, nightReportColumns } from '#contract/interaction-columns.ts';
import { addDays } from '#platform/local-time.ts';
import { hadStatus } from '#shared/interactions/interaction.ts';
import { createRowFilter } from '#shared/interactions/row-filter.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { byteOrderMark, type Content, type ContentPage } from './content.ts';
import { createInteractionRecords } from './interaction-record.ts';
import type { ReportScope, ReportSource } from './report-source.ts';

const isColumn = (name: string): name is InteractionColumn => Object.hasOwn(interactionColumns, name);

/** A night report names its date, an export its range. */
const rangeOf = ({ date, selection }: ProcessValue): { readonly from: string; readonly to: string } | undefined => {
  const [from, to] = selection === undefined ? [date, date] : [selection.from, selection.to];
  return from === null || to === null ? undefined : { from, to };
};

/** @throws Error when the process names no range or no format */
export const interactionContent = (source: Pick<ReportSource, 'pages'>, process: ProcessValue): Content => {
  const { tenant, processId, cut, format, selection } = process;
  const range = rangeOf(process);
  if (range === undefined || format === null) {
    throw new Error(`Process ${processId} names no date or no format: it is no report of interactions.`);
  }
  const columns = selection === undefined ? nightReportColumns : selection.columns.filter(isColumn);
  const records = createInteractionRecords({ ...format, dates: selection?.dates ?? 'iso' }, columns);
  const criteria = exportFilters.interactions.parse(selection?.filters ?? {});
  const keep = createRowFilter(criteria, (row, wanted) => hadStatus(row, wanted, cut));
  const scopeOf = (date: string): ReportScope => ({ tenant, date, cut, timeZone: format.timeZone, keep });

  return {
    baseName: range.from === range.to ? `interactions-${range.from}` : `interactions-${range.from}_${range.to}`,
    header: `${selection?.bom ? byteOrderMark : ''}${records.header}`,
    columns,
    async *pages(after): AsyncGenerator<ContentPage> {
      const { day, ...key } = after ?? {};
      let position: Record<string, string> | null = Object.keys(key).length === 0 ? null : key;
      for (let date = day ?? range.from; ; date = addDays(date, 1)) {
        for await (const page of source.pages(scopeOf(date), position)) {
          const text = page.interactions.map(records.record).join('');
          const rows = page.interactions.length;
          if (page.after !== null) yield { text, rows, after: { ...page.after, day: date } };
          else if (date < range.to) yield { text, rows, after: { day: addDays(date, 1) } };
          else {
            yield { text, rows, after: null };
            return;
          }
        }
        position = null;
      }
    },
  };
};
