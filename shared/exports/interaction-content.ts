/** Interactions of one date or of a range, as they were known at the cut (B35, I12, I13). */

import { exportFilters } from '#contract/exports.ts';
import { fileLocaleOf, localDayText } from '#contract/file-locales.ts';
import { type InteractionColumn, interactionColumns, nightReportColumns } from '#contract/interaction-columns.ts';
import type { Interaction } from '#contract/interactions.ts';
import { channelLabels, statusGlossary } from '#contract/vocabulary.ts';
import { addDays } from '#platform/local-time.ts';
import type { Family } from '#shared/customers/entities.ts';
import { hadStatus } from '#shared/interactions/interaction.ts';
import { createRowFilter } from '#shared/interactions/row-filter.ts';
import { byteOrderMark } from '#shared/processes/csv.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { Content, ContentPage, NamesOf } from './content.ts';
import { createInteractionRecords } from './interaction-record.ts';
import { createLocalTimestamps } from './local-timestamps.ts';
import { type Holding, noteOf, presentationOf } from './presentation.ts';
import type { ReportScope, ReportSource } from './report-source.ts';

const trayNames = { es: 'Interacciones', en: 'Interactions' } as const;
const holdings: Partial<Record<InteractionColumn, Holding>> = {
  recipient: 'phone',
  scheduledAt: 'time',
  sentAt: 'time',
};

/** Rows whose communications before are held together, each with all that is stored of it. */
const earlierAtOnce = 100;

const isColumn = (name: string): name is InteractionColumn => Object.hasOwn(interactionColumns, name);

/** A night report names its date, an export its range. */
const rangeOf = ({ date, selection }: ProcessValue): { readonly from: string; readonly to: string } | undefined => {
  const [from, to] = selection === undefined ? [date, date] : [selection.from, selection.to];
  return from === null || to === null ? undefined : { from, to };
};

/** The customer, or the one that it is part of, with those that were merged into it; undefined: none. */
export type FindFamily = (tenant: string, customerId: string) => Promise<Family | undefined>;

/** Interactions by id as they were known at the cut; those that are gone are missing. */
export type FindEarlier = (
  tenant: string,
  messageIds: readonly string[],
  cut: number,
) => Promise<ReadonlyMap<string, Interaction>>;

export interface InteractionSources {
  readonly source: Pick<ReportSource, 'pages'>;
  readonly namesOf: NamesOf;
  readonly findFamily: FindFamily;
  readonly findEarlier: FindEarlier;
}

/** A row of a history without an hour counts as the beginning of its day: the day alone stands in the file. */
const withoutMidnight = (local: string): string => (local.slice(11, 19) === '00:00:00' ? local.slice(0, 10) : local);

/** The communication before in words instead of its id: "Correo, 27-11-2026 10:15, Entregada". */
const createEarlierWords = (format: NonNullable<ProcessValue['format']>) => {
  const { timeZone, language, country } = format;
  const local = createLocalTimestamps(timeZone);
  const locale = fileLocaleOf({ language, defaultCountry: country ?? '' });
  const statuses = new Map(statusGlossary.map(({ status, communication }) => [status, communication[language]]));
  return (row: Interaction | undefined): string | undefined => {
    if (row === undefined) return undefined;
    const at = local(Date.parse(row.sentAt ?? row.scheduledAt));
    const when = `${localDayText(at.slice(0, 10), locale)} ${at.slice(11, 16)}`;
    return [channelLabels[row.channel][language], when, statuses.get(row.status) ?? row.status].join(', ');
  };
};

/** @throws Error when the process names no range or no format */
export const interactionContent = (
  { source, namesOf, findFamily, findEarlier }: InteractionSources,
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
  const times = [columns.indexOf('scheduledAt'), columns.indexOf('sentAt')];
  const previous = columns.indexOf('previousMessageId');
  const earlierWords = createEarlierWords(format);
  const { customerId, ...criteria } = exportFilters.interactions.parse(selection?.filters ?? {});
  const openFilter = async () => {
    // Whoever is part of another by now is meant with the other, as in the register.
    const family = customerId === undefined ? undefined : ((await findFamily(tenant, customerId)) ?? { customerId });
    return createRowFilter(criteria, (row, wanted) => hadStatus(row, wanted, cut), family);
  };

  const days = range.from === range.to ? range.from : `${range.from}_${range.to}`;
  const ownName = `${trayNames[language].toLowerCase()}-${days}`;
  return {
    baseName: isForPeople ? ownName : `interactions-${days}`,
    ownName,
    header: isForPeople ? '' : `${selection?.bom ? byteOrderMark : ''}${records.header}`,
    columns,
    ...(presentation === undefined ? {} : { presentation }),
    async *pages(after): AsyncGenerator<ContentPage> {
      const keep = await openFilter();
      const scopeOf = (date: string): ReportScope => ({ tenant, date, cut, timeZone: format.timeZone, keep });
      const names = isForPeople ? await namesOf(tenant) : undefined;
      const notesOf = async (rows: readonly Interaction[]): Promise<string> => {
        const earlierIds = rows.flatMap(({ previousMessageId }) => previousMessageId ?? []);
        const earlier = previous === -1 ? undefined : await findEarlier(tenant, [...new Set(earlierIds)], cut);
        const cellsOf = (row: Interaction) =>
          records.values(row).map((cell, index) => {
            if (cell === null) return null;
            if (users.includes(index)) return names?.get(cell) ?? cell;
            if (index === previous) return earlierWords(earlier?.get(cell)) ?? cell;
            return times.includes(index) && row.source === 'outside' ? withoutMidnight(cell) : cell;
          });
        return rows.map((row) => noteOf(cellsOf(row))).join('');
      };
      const textOf = async (rows: readonly Interaction[]): Promise<string> => {
        if (names === undefined) return rows.map(records.record).join('');
        let text = '';
        for (let from = 0; from < rows.length; from += earlierAtOnce) {
          text += await notesOf(rows.slice(from, from + earlierAtOnce));
        }
        return text;
      };
      const { day, ...key } = after ?? {};
      let position: Record<string, string> | null = Object.keys(key).length === 0 ? null : key;
      for (let date = day ?? range.from; ; date = addDays(date, 1)) {
        for await (const page of source.pages(scopeOf(date), position)) {
          const text = await textOf(page.interactions);
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
