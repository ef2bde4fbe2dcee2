import { describe, expect, it } from 'vitest';
import { foundIn } from './found-in.ts';

const marked = (text: string, search: string) => foundIn(text, search).map(([from, to]) => text.slice(from, to));

describe('foundIn', () => {
  it.each([
    ['Ana María Soto', 'soto ana', ['Ana', 'Soto']],
    ['Ana María Soto', 'mar', ['Mar']],
    ['José Núñez', 'nunez', ['Núñez']],
    ['José Núñez', 'JOSÉ', ['José']],
    ['Susana Ana', 'ana', ['Ana']],
    ['ana.soto@correo.cl', 'correo', ['correo']],
    ['ana.soto@correo.cl', 'ana.soto@correo.cl', ['ana.soto@correo.cl']],
    ['RUT 8.123.451-5', '81234515', ['8.123.451-5']],
    ['RUT 8.123.451-5', 'rut 8.123', ['RUT', '8.123']],
    ['+56987654321', '654321', ['654321']],
    ['+56 9 8765 4321', '9 8765 4321', ['9 8765 4321']],
    ['Ana Soto', 'soto soto', ['Soto']],
    ['Ana Soto', '', []],
    ['Ana Soto', '...', []],
    ['Calle 12', '2', []],
  ])('%s by %j', (text, search, found) => {
    expect(marked(text, search)).toEqual(found);
  });

  it('takes decomposed letters together', () => {
    expect(marked('Nu\u0301n\u0303ez'.normalize('NFD'), 'nunez')).toEqual(['Nu\u0301n\u0303ez'.normalize('NFD')]);
  });

  it('does not run together what stands in two words', () => {
    expect(marked('Ana Ma', 'anama')).toEqual([]);
  });
});
