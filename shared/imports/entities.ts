/** What imports keep beside their processes. */
import * as z from 'zod';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';

/** Which import of the company writes now, until when (epoch ms). */
export const ImportTurnEntry = defineEntity({
  type: 'importTurn',
  version: 1,
  schema: z.object({ tenant: z.string(), processId: z.string(), until: z.number() }),
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
