import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerHeaders } from './answer-headers.ts';

const textOf = (name: string, headers: ReturnType<typeof answerHeaders>) =>
  headers.find((header) => header.Name === name)?.Value;

describe('headers of a mail of ours (C16, F24)', () => {
  it('F24: what goes by itself says so; what a person writes says nothing', () => {
    expect(answerHeaders({ automatic: true, answers: null })).toEqual([
      { Name: 'Auto-Submitted', Value: 'auto-generated' },
    ]);
    expect(answerHeaders({ automatic: false, answers: null })).toEqual([]);
  });

  it('C16: an answer names the mail that it answers, and those before it', () => {
    const answers = { id: 'c@mail.example', references: ['a@mail.example', 'b@mail.example'] };
    expect(answerHeaders({ automatic: false, answers })).toEqual([
      { Name: 'In-Reply-To', Value: '<c@mail.example>' },
      { Name: 'References', Value: '<a@mail.example> <b@mail.example> <c@mail.example>' },
    ]);
  });

  it.each(['a@b>\r\nBcc: x@y.example', 'niño@mail.example', 'a b@mail.example', '', 'x'.repeat(251), '<a@b.example'])(
    'leaves out a name that is none: %j',
    (id) => {
      expect(answerHeaders({ automatic: false, answers: { id, references: [] } })).toEqual([]);
      const answers = { id: 'ok@mail.example', references: [id] };
      expect(textOf('References', answerHeaders({ automatic: false, answers }))).toBe('<ok@mail.example>');
    },
  );

  it('whatever a sender names a mail: one line of what SES takes, and the mail itself is named last', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ maxLength: 260 })), (id, references) => {
        const headers = answerHeaders({ automatic: true, answers: { id, references } });
        for (const { Value } of headers) expect(Value).toMatch(/^[ -~]{1,870}$/);
        const chain = textOf('References', headers);
        if (chain !== undefined) expect(chain.endsWith(textOf('In-Reply-To', headers) ?? 'none')).toBe(true);
      }),
    );
  });

  it('keeps the nearest names of a long chain', () => {
    const references = Array.from({ length: 40 }, (_, n) => `${String(n).padStart(40, '0')}@mail.example`);
    const chain = textOf(
      'References',
      answerHeaders({ automatic: false, answers: { id: 'z@mail.example', references } }),
    );
    expect(chain?.length).toBeLessThanOrEqual(870);
    expect(chain).toContain(`<${references.at(-1)}> <z@mail.example>`);
    expect(chain).not.toContain(references[0]);
  });
});
