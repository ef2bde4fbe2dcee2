/**
 * Writes what a running system has stored as a dump of its release, on which later migrations are proved:
 *
 *     node scripts/dump-release.ts --outputs .local/outputs.json --to test/releases/0.2.0
 *
 * Demo data only: a dump is committed. One item a line, in the order of the keys; marks of work in hand are left out.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

const { values } = parseArgs({ options: { outputs: { type: 'string' }, to: { type: 'string' } } });
if (values.outputs === undefined || values.to === undefined) {
  console.error('Say what and where to: --outputs .local/outputs.json --to test/releases/0.2.0');
  process.exit(2);
}
const outputs = z
  .looseObject({ TableName: z.string(), DynamoDbEndpoint: z.string() })
  .parse(JSON.parse(readFileSync(values.outputs, 'utf8')));

/** Gone within days anyhow, or of this machine alone. */
const passing = new Set([
  'connection',
  'connectionOwner',
  'feedEntry',
  'idempotency',
  'queueProbe',
  'usage',
  'migration',
]);
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    endpoint: outputs.DynamoDbEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }),
);
const items: Record<string, unknown>[] = [];
for await (const page of paginateScan({ client }, { TableName: outputs.TableName })) items.push(...(page.Items ?? []));
const kept = items
  .filter(({ type }) => !passing.has(String(type)))
  .toSorted((a, b) => (`${a.pk}\n${a.sk}` < `${b.pk}\n${b.sk}` ? -1 : 1));
mkdirSync(values.to, { recursive: true });
writeFileSync(
  join(values.to, 'items.jsonl.gz'),
  gzipSync(kept.map((item) => `${JSON.stringify(item)}\n`).join(''), { level: 9 }),
);
console.log(`${kept.length} of ${items.length} items`);
