import { describe, expect, it } from 'vitest';
import { isUnreadProcess } from './entities.ts';
import { stateLabelOf } from './rules.ts';

type Imported = NonNullable<Parameters<typeof stateLabelOf>[0]['import']>;

const imported = (stage: Imported['stage'], counts: Partial<Imported['counts']>, warnings = 0): Imported => ({
  stage,
  counts: { created: 0, updated: 0, duplicate: 0, rejected: 0, ...counts },
  warnings,
});

describe('the end of an import in words', () => {
  it.each<[string, Imported, string]>([
    ['all taken', imported('done', { created: 3 }), 'Correcto'],
    ['all taken, an address left out', imported('done', { created: 3 }, 1), 'Terminado con avisos'],
    ['some refused', imported('done', { created: 2, rejected: 1 }, 1), 'Terminado con errores'],
    ['a dry run', imported('validated', { updated: 3 }, 1), 'Correcto'],
    ['a dry run that refuses some', imported('validated', { duplicate: 2, rejected: 1 }), 'Revisado con errores'],
    ['a dry run that refuses every row', imported('validated', { rejected: 3 }), 'Ninguna fila sirve'],
    ['every row refused', imported('done', { rejected: 3 }), 'Ninguna fila sirve'],
  ])('%s', (_, process, words) => {
    expect(stateLabelOf({ import: process }, 'success').es).toBe(words);
  });

  it('says what it is while it is not at its end', () => {
    const refused = imported('importing', { rejected: 3 });
    expect(stateLabelOf({ import: refused }, 'failed').es).toBe('Fallido');
    expect(stateLabelOf({ import: refused }, 'processing').es).toBe('En proceso');
    expect(stateLabelOf({}, 'success').es).toBe('Correcto');
  });
});

describe('what is new to whoever asked for it', () => {
  const cancelled = { state: 'cancelled', requestedBy: 'ana' };

  it('is not what they cancelled themselves', () => {
    expect(isUnreadProcess({ ...cancelled, cancelledBy: 'ana' })).toBe(false);
    expect(isUnreadProcess({ ...cancelled, cancelledBy: 'teresa' })).toBe(true);
  });

  it('is what ended, cancelled by them too late', () => {
    expect(isUnreadProcess({ state: 'success', requestedBy: 'ana', cancelledBy: 'ana' })).toBe(true);
    expect(isUnreadProcess({ state: 'success', requestedBy: 'ana', readAt: 1 })).toBe(false);
  });
});
