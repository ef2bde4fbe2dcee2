/** What imports keep beside their processes. */
import * as z from 'zod';
import { type ImportKind, importKinds } from '#contract/import-columns.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';

/** Which import of the company writes now, until when (epoch ms), and which one goes next. */
export const ImportTurnEntry = defineEntity({
  type: 'importTurn',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    processId: z.string(),
    until: z.number(),
    /** Waits for its turn; forgotten where it has not asked again by then (epoch ms). */
    next: z.object({ processId: z.string(), until: z.number() }).nullable().default(null),
  }),
  keys: (turn) => importTurnKey(turn.tenant),
});
export type ImportTurnValue = z.infer<typeof ImportTurnEntry.schema>;
export const importTurnKey = (tenant: string) => ({ pk: tenantKey(tenant, 'IMPORTS'), sk: 'TURN' });

/** The first import of a file with these bytes, by their SHA-256: whoever uploads it again is told (§5.6 #139). */
export const ImportedContent = defineEntity({
  type: 'importedContent',
  version: 1,
  schema: z.object({ tenant: z.string(), sha256: z.string(), processId: z.string() }),
  keys: (content) => importedContentKey(content.tenant, content.sha256),
});
export const importedContentKey = (tenant: string, sha256: string) => ({
  pk: tenantKey(tenant, 'IMPORTS'),
  sk: `FILE#${sha256}`,
});

/** What people of the company said that titles of their files mean, by kind of file: said once, remembered (F19). */
export const ImportMapping = defineEntity({
  type: 'importMapping',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    kind: z.enum(importKinds),
    /** Folded title → key of a column; null where the column is left out. */
    columns: z.record(z.string(), z.string().nullable()),
  }),
  keys: (mapping) => importMappingKey(mapping.tenant, mapping.kind),
});
export const importMappingKey = (tenant: string, kind: ImportKind) => ({
  pk: tenantKey(tenant, 'IMPORTS'),
  sk: `MAPPING#${kind}`,
});
