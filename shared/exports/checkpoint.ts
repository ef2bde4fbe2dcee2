/** Where the work on a report stands, kept with the process so that another worker can go on (I12, §5.4 Report). */
import * as z from 'zod';

export const ReportCheckpointSchema = z.object({
  /** Key of the file in the bucket; its last part is random, so that nobody can guess it. */
  key: z.string(),
  uploadId: z.string().nullable(),
  parts: z.array(z.object({ etag: z.string(), size: z.number(), sha256: z.string() })),
  /** Key of the last row of the last stored part. */
  after: z.record(z.string(), z.string()).nullable(),
  /** Rows in the stored parts. */
  rows: z.number(),
  /** All parts are stored; what is left is to put them together. */
  allStored: z.boolean(),
  /** Workers that took it up since the last stored part: one that fails again and again is given up. */
  starts: z.number(),
});
export type ReportCheckpoint = z.infer<typeof ReportCheckpointSchema>;

/** Work that has not begun. */
export const firstReportCheckpoint = (key: string, starts: number): ReportCheckpoint => ({
  key,
  uploadId: null,
  parts: [],
  after: null,
  rows: 0,
  allStored: false,
  starts,
});
