/** What went wrong in processes, newest first: one row for each code of each process (B34, F19, F21). */
import { exportFilters } from '#contract/exports.ts';
import { type ProcessErrorColumn, processErrorColumns } from '#contract/process-error-columns.ts';
import type { Process } from '#contract/processes.ts';
import { processKindLabels, processStateLabels } from '#contract/vocabulary.ts';
import { localDay } from '#platform/local-time.ts';
import { csvCell, csvRecord } from '#shared/processes/csv.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { byteOrderMark, type Content, type ContentPage } from './content.ts';
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

/** @throws Error when the process names no selection or no format */
export const processErrorContent = (list: ListProcessesPage, process: ProcessValue): Content => {
  const { tenant, processId, cut, format, selection } = process;
  if (selection === undefined || format === null) {
    throw new Error(`Process ${processId} names no selection or no format: it is no export of process errors.`);
  }
  const { from, to } = selection;
  const columns = selection.columns.filter(isColumn);
  const { kind, state } = exportFilters.processErrors.parse(selection.filters);
  const wanted = (candidate: Process): boolean => {
    const day = localDay(Date.parse(candidate.createdAt), format.timeZone);
    return (
      Date.parse(candidate.createdAt) <= cut &&
      (kind === undefined || candidate.kind === kind) &&
      (state === undefined || candidate.state === state) &&
      (from === null || day >= from) &&
      (to === null || day <= to)
    );
  };
  const record = recordWriter({ ...format, dates: selection.dates }, columns);
  return {
    baseName: 'process-errors',
    header: `${selection.bom ? byteOrderMark : ''}${csvRecord(columns.map((column) => csvCell(processErrorColumns[column][format.language])))}`,
    columns,
    async *pages(after): AsyncGenerator<ContentPage> {
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

const recordWriter = (format: RecordFormat, columns: readonly ProcessErrorColumn[]) => {
  const time = createTimestamps(format);
  const values: Readonly<Record<ProcessErrorColumn, (process: Process, error: ProcessError) => string | null>> = {
    processId: (process) => process.processId,
    kind: (process) => processKindLabels[process.kind][format.language],
    state: (process) => processStateLabels[process.state][format.language],
    createdAt: (process) => time(Date.parse(process.createdAt)),
    finishedAt: (process) => (process.finishedAt === null ? null : time(Date.parse(process.finishedAt))),
    requestedBy: (process) => process.requestedBy,
    errorCode: (_process, error) => error.code,
    errorCount: (_process, error) => (error.count === null ? null : String(error.count)),
    errorMessage: (_process, error) => error.message,
  };
  return (process: Process, error: ProcessError): string =>
    csvRecord(columns.map((column) => csvCell(values[column](process, error))));
};
