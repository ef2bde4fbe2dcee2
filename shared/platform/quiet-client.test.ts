import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { quietClient } from './quiet-client.ts';

const root = join(import.meta.dirname, '..', '..');

describe('clients of the SDK', () => {
  it('run without its logger middleware, and with the rest', () => {
    const all = new DynamoDBClient({}).middlewareStack.identify();
    const left = quietClient(new DynamoDBClient({})).middlewareStack.identify();

    expect(all.filter((name) => !left.includes(name))).toEqual([expect.stringContaining('loggerMiddleware')]);
  });

  it('are made in no other way', () => {
    const loud = globSync(['shared/**/*.ts', 'functions/**/*.ts'], { cwd: root })
      .filter((path) => !path.endsWith('.test.ts'))
      .filter((path) => /(?<!quietClient\(\s*)\bnew \w+Client\(/.test(readFileSync(join(root, path), 'utf8')));

    expect(loud).toEqual([]);
  });
});
