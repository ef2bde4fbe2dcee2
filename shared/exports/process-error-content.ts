/** What went wrong in processes, newest first: one row for each code of each process (B34, F19, F21). */
import { exportFilters } from '#contract/exports.ts';
import { type ProcessErrorColumn, processErrorColumns } from '#contract/process-error-columns.ts';
import type { Process } from '#contract/processes.ts';
import { anyOf, valuesOf } from '#contract/values-text.ts';
import { processKindLabels } from '#contract/vocabulary.ts';
import { localDay } from '#platform/local-time.ts';
import { byteOrderMark, csvCell, csvRecord } from '#shared/processes/csv.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { Content, ContentPage, NamesOf } from './content.ts';
import { type Holding, noteOf, presentationOf } from './presentation.ts';
import { createTimestamps, type RecordFormat } from './record-format.ts';

/** One page of the process log, as the caller sees it. */
export type ListProcessesPage = (input: {
  readonly tenant: string;
  readonly cursor: string | undefined;
}) => Promise<{ readonly items: readonly Process[]; readonly nextCursor?: string }>;

/** Something that went wrong: a code with the rows that it hit, or the end of the process itself. */
interface ProcessError {
  readonly code: string;
  readonly count: number | null;
  readonly message: string | null;
}

const isColumn = (name: string): name is ProcessErrorColumn => Object.hasOwn(processErrorColumns, name);

/** The failure of the process itself, then what its import found most, as far as the process tells it. */
const errorsOf = (process: Process, language: RecordFormat['language']): readonly ProcessError[] => [
  ...(process.error === null ? [] : [{ code: 'PROCESS_FAILED', count: null, message: process.error }]),
  ...(process.import?.issues ?? []).map(({ code, count, text }) => ({ code, count, message: text[language] })),
];

const trayNames = { es: 'Errores de procesos', en: 'Process errors' } as const;
const holdings: Partial<Record<ProcessErrorColumn, Holding>> = {
  createdAt: 'time',
  finishedAt: 'time',
  errorCount: 'number',
};

/** @throws Error when the process names no selection or no format */
export const processErrorContent = (list: ListProcessesPage, process: ProcessValue, namesOf: NamesOf): Content => {
  const { tenant, processId, cut, format, selection } = process;
  if (selection === undefined || format === null) {
    throw new Error(`Process ${processId} names no selection or no format: it is no export of process errors.`);
  }
  const { from, to } = selection;
  const columns = selection.columns.filter(isColumn);
  const { kind, state } = exportFilters.processErrors.parse(selection.filters);
  const [kinds, states] = [anyOf(valuesOf(kind)), anyOf(valuesOf(state))];
  const wanted = (candidate: Process): boolean => {
    const day = localDay(Date.parse(candidate.createdAt), format.timeZone);
    return (
      Date.parse(candidate.createdAt) <= cut &&
      kinds([candidate.kind]) &&
      states([candidate.state]) &&
      (from === null || day >= from) &&
      (to === null || day <= to)
    );
  };
  const { language } = format;
  const isForPeople = (selection.fileType ?? 'machine') !== 'machine';
  const cellsOf = cellReader({ ...format, dates: isForPeople ? 'iso' : selection.dates }, columns);
  const sheet = trayNames[language];
  const presentation = presentationOf(
    process,
    sheet,
    columns.map((column) => ({ title: processErrorColumns[column][language], holds: holdings[column] ?? 'text' })),
  );
  const requester = columns.indexOf('requestedBy');
  const titles = csvRecord(columns.map((column) => csvCell(processErrorColumns[column][language])));
  const ownName = `${sheet.toLowerCase().replaceAll(' ', '-')}-${localDay(cut, format.timeZone)}`;
  return {
    baseName: isForPeople ? ownName : 'process-errors',
    ownName,
    header: isForPeople ? '' : `${selection.bom ? byteOrderMark : ''}${titles}`,
    columns,
    ...(presentation === undefined ? {} : { presentation }),
    async *pages(after): AsyncGenerator<ContentPage> {
      const names = isForPeople ? await namesOf(tenant) : undefined;
      const record = (candidate: Process, error: ProcessError): string => {
        const cells = cellsOf(candidate, error);
        if (names === undefined) return csvRecord(cells.map((cell) => csvCell(cell)));
        return noteOf(cells.map((cell, index) => (index === requester ? (names.get(cell ?? '') ?? cell) : cell)));
      };
      let cursor = after?.cursor;
      do {
        const page = await list({ tenant, cursor });
        cursor = page.nextCursor;
        const rows = page.items
          .filter(wanted)
          .flatMap((candidate) => errorsOf(candidate, format.language).map((error) => record(candidate, error)));
        yield { text: rows.join(''), rows: rows.length, after: cursor === undefined ? null : { cursor } };
      } while (cursor !== undefined);
    },
  };
};

const cellReader = (format: RecordFormat, columns: readonly ProcessErrorColumn[]) => {
  const time = createTimestamps(format);
  const values: Readonly<Record<ProcessErrorColumn, (process: Process, error: ProcessError) => string | null>> = {
    processId: (process) => process.processId,
    kind: (process) => processKindLabels[process.kind][format.language],
    state: (process) => process.stateLabel[format.language],
    createdAt: (process) => time(Date.parse(process.createdAt)),
    finishedAt: (process) => (process.finishedAt === null ? null : time(Date.parse(process.finishedAt))),
    requestedBy: (process) => process.requestedBy,
    errorCode: (_process, error) => error.code,
    errorCount: (_process, error) => (error.count === null ? null : String(error.count)),
    errorMessage: (_process, error) => error.message,
  };
  return (process: Process, error: ProcessError): (string | null)[] =>
    columns.map((column) => values[column](process, error));
};
