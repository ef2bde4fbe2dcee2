/** How far a migration of the deployment's data has come. */
import * as z from 'zod';
import { defineEntity } from '#platform/table/kernel.ts';

export const MigrationState = defineEntity({
  type: 'migration',
  version: 1,
  schema: z.object({
    id: z.string(),
    /** Where the next call goes on; null: at the beginning, or it has ended. */
    cursor: z.string().nullable(),
    looked: z.number(),
    changed: z.number(),
    /** What could not be read or written; the log says why of each. */
    failed: z.number(),
    /** Epoch ms; `endedAt` null: under way. */
    startedAt: z.number(),
    endedAt: z.number().nullable(),
  }),
  keys: ({ id }) => migrationKey(id),
});
export const migrationKey = (id: string) => ({ pk: 'SYS#MIGRATIONS', sk: id });
