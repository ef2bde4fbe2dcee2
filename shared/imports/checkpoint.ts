/** Where the work on an import stands, kept with its process so that another worker goes on (F20, §5.4 Import). */
import * as z from 'zod';

export const ImportCheckpointSchema = z.object({
  /** Titles and separator as the header has them; null until the file was inspected. */
  header: z
    .object({
      separator: z.string(),
      titles: z.array(z.string()),
      /** Key of the column under each title; absent in what an older version began. */
      keys: z.array(z.string().nullable()).optional(),
      /** The copy in which the rows stand; absent where they are read from the upload itself. */
      copy: z.string().optional(),
      /** Digits to which the documents of a type are filled with zeros; absent in what an older version began. */
      paddedTypes: z.record(z.string(), z.number()).optional(),
      end: z.number(),
      line: z.number(),
      sha256: z.string(),
    })
    .nullable(),
  /** Bytes behind which the next batch begins, and the line of its first row. */
  offset: z.number(),
  line: z.number(),
  /**
   * What was decided for the rows of the next batch that were looked up in the table, a letter each: written before
   * anything is changed, so that a repeat after a crash counts what was decided then and not what it finds now.
   */
  plan: z.string().nullable(),
  errors: z.object({
    key: z.string(),
    uploadId: z.string().nullable(),
    parts: z.array(z.object({ etag: z.string(), size: z.number(), sha256: z.string() })),
    /** Bytes of the part that is being filled, kept in an object of their own. */
    tailBytes: z.number(),
    rows: z.number(),
  }),
  /** Since all rows are in and what the file does not name is being settled; null before. */
  settling: z
    .object({
      /** Place in the index behind which the next part begins; null at its beginning. */
      after: z.record(z.string(), z.unknown()).nullable(),
      /** The part that is being settled, written before anything of it is changed. */
      plan: z
        .object({
          /** Epoch ms. */
          at: z.number(),
          things: z.array(z.object({ customerId: z.string(), code: z.string() })),
          last: z.record(z.string(), z.unknown()).nullable(),
        })
        .nullable(),
    })
    .nullable()
    .default(null),
  /** Workers that took it up since the last batch: one that fails again and again is given up. */
  starts: z.number(),
  /** Times that its end failed, by a fault and not by a worker that died: what fails on and on is left out of the end. */
  endFailures: z.number().default(0),
});
export type ImportCheckpoint = z.infer<typeof ImportCheckpointSchema>;

/** Work that has not begun. @param errorsKey key of the error file; its last part is random */
export const firstImportCheckpoint = (errorsKey: string): ImportCheckpoint => ({
  header: null,
  offset: 0,
  line: 1,
  plan: null,
  errors: { key: errorsKey, uploadId: null, parts: [], tailBytes: 0, rows: 0 },
  settling: null,
  starts: 0,
  endFailures: 0,
});

/** @throws ZodError, SyntaxError when it is not one of ours */
export const readImportCheckpoint = (text: string): ImportCheckpoint => ImportCheckpointSchema.parse(JSON.parse(text));
