/** Interactions of one date or of a range, as they were known at the cut (B35, I12, I13). */

import { exportFilters } from '#contract/exports.ts';
import { type InteractionColumn, interactionColumns, nightReportColumns } from '#contract/interaction-columns.ts';
import type { Interaction } from '#contract/interactions.ts';
import { addDays } from '#platform/local-time.ts';
import type { Family } from '#shared/customers/entities.ts';
import { hadStatus } from '#shared/interactions/interaction.ts';
import { createRowFilter } from '#shared/interactions/row-filter.ts';
import { byteOrderMark } from '#shared/processes/csv.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { Content, ContentPage, NamesOf } from './content.ts';
import { createInteractionRecords } from './interaction-record.ts';
import { type Holding, noteOf, presentationOf } from './presentation.ts';
import type { ReportScope, ReportSource } from './report-source.ts';

const trayNames = { es: 'Interacciones', en: 'Interactions' } as const;
const holdings: Partial<Record<InteractionColumn, Holding>> = {
  recipient: 'phone',
  scheduledAt: 'time',
  sentAt: 'time',
};

const isColumn = (name: string): name is InteractionColumn => Object.hasOwn(interactionColumns, name);

/** A night report names its date, an export its range. */
const rangeOf = ({ date, selection }: ProcessValue): { readonly from: string; readonly to: string } | undefined => {
  const [from, to] = selection === undefined ? [date, date] : [selection.from, selection.to];
  return from === null || to === null ? undefined : { from, to };
};

/** The customer, or the one that it is part of, with those that were merged into it; undefined: none. */
export type FindFamily = (tenant: string, customerId: string) => Promise<Family | undefined>;

export interface InteractionSources {
  readonly source: Pick<ReportSource, 'pages'>;
  readonly namesOf: NamesOf;
  readonly findFamily: FindFamily;
}

/** @throws Error when the process names no range or no format */
export const interactionContent = (
  { source, namesOf, findFamily }: InteractionSources,
  process: ProcessValue,
): Content => {
  const { tenant, processId, cut, format, selection } = process;
  const range = rangeOf(process);
  if (range === undefined || format === null) {
    throw new Error(`Process ${processId} names no date or no format: it is no report of interactions.`);
  }
  const columns = selection === undefined ? nightReportColumns : selection.columns.filter(isColumn);
  const isForPeople = (selection?.fileType ?? 'machine') !== 'machine';
  const dates = isForPeople ? 'iso' : (selection?.dates ?? 'iso');
  const records = createInteractionRecords({ ...format, dates }, columns);
  const { language } = format;
  const presentation = presentationOf(
    process,
    trayNames[language],
    columns.map((column) => ({ title: interactionColumns[column][language], holds: holdings[column] ?? 'text' })),
  );
  const users = [columns.indexOf('advisorId'), columns.indexOf('author')];
  const { customerId, ...criteria } = exportFilters.interactions.parse(selection?.filters ?? {});
  const openFilter = async () => {
    // Whoever is part of another by now is meant with the other, as in the register.
    const family = customerId === undefined ? undefined : ((await findFamily(tenant, customerId)) ?? { customerId });
    return createRowFilter(criteria, (row, wanted) => hadStatus(row, wanted, cut), family);
  };

  const prefix = isForPeople ? trayNames[language].toLowerCase() : 'interactions';
  return {
    baseName: range.from === range.to ? `${prefix}-${range.from}` : `${prefix}-${range.from}_${range.to}`,
    header: isForPeople ? '' : `${selection?.bom ? byteOrderMark : ''}${records.header}`,
    columns,
    ...(presentation === undefined ? {} : { presentation }),
    async *pages(after): AsyncGenerator<ContentPage> {
      const keep = await openFilter();
      const scopeOf = (date: string): ReportScope => ({ tenant, date, cut, timeZone: format.timeZone, keep });
      const names = isForPeople ? await namesOf(tenant) : undefined;
      const textOf = (row: Interaction): string => {
        if (names === undefined) return records.record(row);
        const cells = records.values(row);
        return noteOf(cells.map((cell, index) => (users.includes(index) ? (names.get(cell ?? '') ?? cell) : cell)));
      };
      const { day, ...key } = after ?? {};
      let position: Record<string, string> | null = Object.keys(key).length === 0 ? null : key;
      for (let date = day ?? range.from; ; date = addDays(date, 1)) {
        for await (const page of source.pages(scopeOf(date), position)) {
          const text = page.interactions.map(textOf).join('');
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
