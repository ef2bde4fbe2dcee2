/** The command that measures collections of mail counts what is right, and says what is wrong and why. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInputs } from './measure/mail-inputs.ts';
import { judgeMail, missingWords } from './measure/mail-verdicts.ts';

const sample = join(import.meta.dirname, '..', 'test', 'measure', 'sample');
const judged = async (kind: string) => {
  const inputs = (await readInputs(sample)).filter((input) => input.kind === kind);
  return Promise.all(inputs.map(judgeMail));
};

const folderOf = async (manifest: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'measure-'));
  await writeFile(join(folder, 'manifest.jsonl'), manifest);
  return folder;
};

describe('measure:mail', () => {
  it('an SMTP answer is right by what it says of the address, and nobody knowing is wrong', async () => {
    expect((await judged('smtp')).map(({ isRight, seen }) => [isRight, seen])).toEqual([
      [true, 'HARD'],
      [true, 'SOFT'],
      [true, 'SENDER'],
      [true, 'CONTENT'],
      [false, 'UNKNOWN'],
    ]);
  });

  it('a program is told from a person', async () => {
    expect((await judged('bounce')).map(({ isRight, seen }) => [isRight, seen])).toEqual([
      [true, 'auto_reply'],
      [true, 'person'],
    ]);
  });

  it('a mail without an expectation is compared with an independent reader, else with what was expected', async () => {
    const [alike, other] = await judged('mail');
    expect(alike).toMatchObject({ isRight: true, expected: expect.stringContaining('comprobante.txt:6') });
    expect(other).toMatchObject({ isRight: false, seen: 'subject Re: Aviso' });
  });

  it('a reply is right when what stays in sight is the same, whatever the blanks', async () => {
    expect((await judged('reply')).map(({ isRight }) => isRight)).toEqual([true, true]);
  });

  it('words are missing as often as they lack, links left out', () => {
    expect(missingWords('Pagué y pagué https://a.example/x', 'pagué')).toEqual(['pagué', 'y']);
  });

  it.each([
    ['{"kind":"smtp","text":"550","expect":"nobody"}', 'manifest.jsonl, line 1'],
    ['\n{"kind":"reply","expect":"x"}', 'manifest.jsonl, line 2'],
    ['not json', 'manifest.jsonl, line 1'],
    ['{"kind":"bounce","file":"gone.eml"}', 'gone.eml'],
  ])('%s: says where', async (manifest, where) => {
    await expect(readInputs(await folderOf(manifest))).rejects.toThrow(where);
  });
});
