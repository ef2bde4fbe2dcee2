/** Stores the copy of a file as it grows, in parts. */
import { csvType } from '#shared/processes/csv.ts';
import type { StoredFiles } from '#shared/processes/ports.ts';
import { StoredFile } from '#shared/processes/stored-file.ts';
import type { CopyWriter } from './copy.ts';

/** @param key under which the copy stands once it is finished; what stood there before is replaced */
export const createCopyFile = (files: StoredFiles, key: string): CopyWriter => {
  const file = new StoredFile(files, key, `${csvType}; charset=utf-8`);
  return {
    add: (record) => file.add(record),
    async finish() {
      await file.finish();
    },
  };
};
