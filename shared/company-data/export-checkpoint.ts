/** Where the export of a company stands: places and counts only. */
import * as z from 'zod';
import { firstZipPlace, ZipPlaceSchema } from '#shared/processes/zip-upload.ts';
import { type ExportFile, exportFiles } from '#shared/stored-kinds/export-files.ts';
import { firstPlace, WalkPlaceSchema } from './company-items.ts';

/** In their order. */
const companyExportSteps = ['walk', 'notes', 'records', 'files', 'manifest', 'end'] as const;

export const exportFileNames = Object.keys(exportFiles) as [ExportFile, ...ExportFile[]];

/** A zip whose parts are stored; bytes and hash once they are put together. */
const VolumeSchema = z.object({ key: z.string(), size: z.number(), sha256: z.string() });

export const CompanyExportCheckpointSchema = z.object({
  starts: z.number(),
  step: z.enum(companyExportSteps),
  /** Of the table. */
  walk: WalkPlaceSchema,
  /** What was found of each file of records: it waits in so many pieces beside the zip. */
  found: z.partialRecord(z.enum(exportFileNames), z.object({ pieces: z.number(), records: z.number() })),
  /** Items that nobody can read. */
  unreadable: z.number(),
  /** Of what is written now: number of the file or folder. */
  at: z.number(),
  /** Of the file of records: its next piece, the one with which the entry that is open begins, and the entry's number. */
  piece: z.number(),
  entryFrom: z.number(),
  entry: z.number(),
  /** Of the folder: the key that was written last. */
  after: z.string().nullable(),
  /** Files of the bucket that are in it. */
  files: z.number(),
  /** Pieces of the manifest, which wait as well. */
  manifest: z.number(),
  volumes: z.array(VolumeSchema),
  zip: ZipPlaceSchema,
});
export type CompanyExportCheckpoint = z.infer<typeof CompanyExportCheckpointSchema>;

/** @param key of the first zip */
export const firstCompanyExportCheckpoint = (key: string, starts: number): CompanyExportCheckpoint => ({
  starts,
  step: 'walk',
  walk: firstPlace(),
  found: {},
  unreadable: 0,
  at: 0,
  piece: 0,
  entryFrom: 0,
  entry: 1,
  after: null,
  files: 0,
  manifest: 0,
  volumes: [],
  zip: firstZipPlace(key),
});
