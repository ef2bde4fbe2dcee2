/** The DynamoDB engine of the local runner. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { startDynamoDb } from '../../local/engines/dynamodb.ts';
import { freePort } from '../support/engines.ts';

it('numbers stream records by an index: a write does not take longer the more there were', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'contacta-dynamodb-'));
  const engine = await startDynamoDb({ port: await freePort(), dataDir });
  try {
    const database = new DatabaseSync(join(dataDir, 'dynamodb.sqlite'), { readOnly: true });
    const plan = database
      .prepare(
        'EXPLAIN QUERY PLAN SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) FROM _stream_records WHERE table_name = ?',
      )
      .all('contacta');
    database.close();
    expect(JSON.stringify(plan)).toContain('stream_records_by_number');
  } finally {
    await engine.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
