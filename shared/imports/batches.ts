/** The rows of an upload in batches, from a place behind a record on (F20). */
import type { CsvRecord } from './csv-records.ts';
import { RecordReader } from './csv-records.ts';
import { fromCopy } from './source/copy.ts';

/** Rows and bytes after which a batch is complete: what one checkpoint covers, and what bounds the memory. */
export const batchRows = 1_000;
const batchBytes = 1_048_576;

export interface Batch {
  readonly records: readonly CsvRecord[];
  /** Bytes behind the batch, and the line that begins there. */
  readonly end: number;
}

/** @param from bytes and line behind which the first record begins, and whether it is a copy of the upload */
export async function* readBatches(
  pieces: AsyncIterable<Uint8Array>,
  separator: string,
  from: { readonly offset: number; readonly line: number; readonly isCopied: boolean },
  rows = batchRows,
): AsyncGenerator<Batch> {
  const reader = new RecordReader(separator, from);
  const own = (record: CsvRecord) => (from.isCopied ? fromCopy(record, separator) : record);
  let records: CsvRecord[] = [];
  let start = from.offset;
  const isFull = (record: CsvRecord) => records.length >= rows || record.end - start >= batchBytes;
  const take = (): Batch => {
    const end = records.at(-1)?.end ?? start;
    const batch = { records, end };
    records = [];
    start = end;
    return batch;
  };
  for await (const piece of pieces) {
    for (const record of reader.push(piece)) {
      records.push(own(record));
      if (isFull(record)) yield take();
    }
  }
  for (const record of reader.end()) {
    records.push(own(record));
    if (isFull(record)) yield take();
  }
  if (records.length > 0) yield take();
}
