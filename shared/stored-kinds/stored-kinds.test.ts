/** Every entity of the product has its row in the registry, once. */
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportFiles } from './export-files.ts';
import { storedKinds } from './stored-kinds.ts';

const root = resolve(import.meta.dirname, '../..');
const defined = globSync('shared/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .flatMap((file) => [
    ...readFileSync(resolve(root, file), 'utf8').matchAll(/ = defineEntity\(\{\s*type: '([A-Za-z]+)'/g),
  ])
  .map(([, type = '']) => type);

describe('the registry of stored kinds', () => {
  it('has every entity once, and nothing else', () => {
    expect(defined.length).toBeGreaterThan(50);
    expect(storedKinds.map(({ form }) => form.type).toSorted()).toEqual(defined.toSorted());
  });

  it('has every file of a company’s export once, and leaves out what others say or nobody needs', () => {
    const files = storedKinds.flatMap(({ exported }) => (exported === null ? [] : [exported]));
    expect(files.toSorted()).toEqual(Object.keys(exportFiles).toSorted());
    const left = storedKinds.filter(
      ({ exported, retention }) => exported === null && retention !== 'derived' && retention !== 'expires',
    );
    expect(left.map(({ form }) => form.type).toSorted()).toEqual([
      // Uses of files: messages name their files.
      'attachmentUse',
      'companyDeletion',
      'companyExportRequest',
      'conversationDeletion',
      // Of the operator, for all companies.
      'deploymentHold',
      'exportSlot',
      // Numbers that the settings name.
      'inboundOwner',
      'migration',
      // Values in use, as the messages have them.
      'originChoice',
      'portabilityRequest',
      'tenant',
    ]);
  });

  it('leaves nothing of an erased customer in a file of its own', () => {
    for (const kind of storedKinds) {
      if (kind.carried) expect(kind.about, kind.form.type).toBe('customer');
      if (kind.about === 'customer' && !['movedMessage', 'listedRow'].includes(kind.form.type)) {
        expect(kind.onErasure, kind.form.type).not.toBe('untouched');
      }
    }
  });
});
