/** A file is a success only where it is, byte by byte, what was written (I12). */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { proveFile } from './report-proof.ts';

const partOf = (text: string) => ({
  size: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
});
async function* stored(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text);
}

it('takes a file as it was written, however its bytes come', async () => {
  const parts = [partOf('{"a":1}\n{"a":2}\n'), partOf('{"a":3}\n')];
  const proven = await proveFile(stored('{"a":1}\n{"a', '":2}\n{"a":3}', '\n'), { parts, rows: 3, isNoted: true });
  expect(proven).toMatchObject({ rows: 3, size: 24 });
});

it('takes an export without rows', async () => {
  expect(await proveFile(stored(), { parts: [partOf('')], rows: 0, isNoted: true })).toMatchObject({
    rows: 0,
    size: 0,
  });
  const header = 'Id,Nombre\r\n';
  expect(await proveFile(stored(header), { parts: [partOf(header)], rows: 0 })).toMatchObject({ rows: 0 });
});

it.each([
  ['shorter', ['a,b\r\n1,']],
  ['changed', ['a,b\r\n1,3\r\n']],
  ['longer', ['a,b\r\n1,2\r\n3,4\r\n']],
  ['empty', []],
])('refuses one that is %s', async (_what, texts) => {
  const parts = [partOf('a,b\r\n1,2\r\n')];
  expect(await proveFile(stored(...texts), { parts, rows: 1 })).toHaveProperty('fault');
});
