/**
 * Reads one file to import, as `queues-imports` does: inspects it, copies it where it is not plain, and takes its rows
 * apart. Outcome: `read`, or the code of the file's fault.
 */
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { readBatches } from '#shared/imports/batches.ts';
import { columnNames } from '#shared/imports/header.ts';
import { FileFault } from '#shared/imports/issues.ts';
import { createCopyFile } from '#shared/imports/source/copy-file.ts';
import { inspectSource } from '#shared/imports/source/inspect-source.ts';
import type { StoredFiles } from '#shared/processes/ports.ts';
// The function's code lies in memory beside the file.
import '../../functions/queues/imports/bindings.ts';
import { tellCost } from './tell-cost.ts';

const [path = ''] = process.argv.slice(2);
const copy = `${path}.copy`;

/** The bucket, as far as a copy is written to it in parts. */
const bucket = (): StoredFiles => {
  const file = openSync(copy, 'w');
  return {
    put: async (_key, _contentType, bytes) => void writeSync(file, bytes),
    begin: async () => 'upload',
    putPart: async (_key, _uploadId, _number, bytes) => {
      writeSync(file, bytes);
      return 'etag';
    },
    complete: async () => closeSync(file),
    read: async () => createReadStream(copy),
  };
};

const read = async (): Promise<void> => {
  const found = await inspectSource(
    {
      read: async (offset) => createReadStream(path, { start: offset }),
      beginCopy: () => createCopyFile(bucket(), copy),
    },
    { names: columnNames('customers'), dateFormat: 'auto' },
  );
  const rows = found.isCopied ? createReadStream(copy) : createReadStream(path, { start: found.end });
  const from = { offset: found.end, line: found.line, isCopied: found.isCopied };
  for await (const { records } of readBatches(rows, found.header.separator, from)) {
    if (records.length === 0) throw new Error('A batch without records.');
  }
};

await tellCost(async () => {
  try {
    await read();
    return 'read';
  } catch (error) {
    if (error instanceof FileFault) return error.issue.code;
    throw error;
  }
});
