import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '#platform/errors.ts';
import { htmlOfParts } from '../content/content-parts.ts';
import { checkLinks } from '../content/links.ts';
import { readMergeText } from '../content/merge-text.ts';
import { type MergeTemplate, previewTemplate, renderTemplate, resolveValues, variablesOf } from './render.ts';
import type { SystemValues } from './system-values.ts';

const system: SystemValues = {
  customerName: 'Ana Rojas',
  customerFirstName: 'Ana',
  documentNumber: null,
  companyName: 'Demo',
  debtCode: null,
  debtBalance: '$10.000',
  debtDueDate: null,
  debtDaysOverdue: null,
  totalBalance: null,
  paymentLink: null,
  payButton: { kind: 'payButton', label: 'Paga aquí', url: 'https://pay.example/?d=1&e=2' },
  accountStatement: null,
};
const body = (text: string): MergeTemplate => ({ subject: null, body: text });
const render = (text: string, given: Record<string, string> = {}): string =>
  renderTemplate(body(text), { given, system }).body;

const refusalOf = (run: () => unknown): Refusal => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};
const codeOf = (run: () => unknown): string => refusalOf(run).code;

describe('merge tags (C10, C12)', () => {
  it('fills the tags of the caller and of the system', () => {
    expect(render('Hola {{ customerFirstName }}: {{amount}} de {{companyName}}.', { amount: '$ 10.000' })).toBe(
      'Hola Ana: $ 10.000 de Demo.',
    );
  });

  it('asks the caller for its own tags only, each once, subject first', () => {
    const template = { subject: '{{b}} {{customerName}}', body: '{{a}} {{b}} {{companyName}}' };
    expect(variablesOf(template)).toEqual(['b', 'a']);
    expect([...resolveValues(template, { given: { a: '1', b: '2' }, system }).keys()]).toEqual([
      'b',
      'customerName',
      'a',
      'companyName',
    ]);
  });

  it.each([
    ['a section', '{{#a}}x{{/a}}'],
    ['an inverted section', '{{^a}}x{{/a}}'],
    ['a partial', '{{> footer}}'],
    ['an unescaped tag', '{{{a}}}'],
    ['an unescaped tag by &', '{{&a}}'],
    ['a comment', '{{! note }}'],
    ['other delimiters', '{{=<% %>=}}'],
    ['a tag that is not closed', 'Hola {{name'],
    ['a path', '{{a.b}}'],
    ['an expression', '{{env "X"}}'],
    ['an empty tag', '{{ }}'],
    ['a name that is too long', `{{${'a'.repeat(41)}}}`],
    ['more tags than a text may hold', '{{a}}'.repeat(201)],
  ])('refuses %s with TEMPLATE_INVALID', (_what, text) => {
    expect(codeOf(() => variablesOf(body(text)))).toBe('TEMPLATE_INVALID');
  });

  it('lists all missing variables (§5.6 #52)', () => {
    const refusal = refusalOf(() => render('{{amount}} {{dueDate}} {{customerName}}'));
    expect([refusal.code, refusal.detail]).toEqual(['TEMPLATE_VARIABLE_MISSING', 'Missing: amount, dueDate.']);
  });

  it('takes an empty value and a datum that the customer lacks as missing (§5.6 #52)', () => {
    expect(refusalOf(() => render('{{a}} {{documentNumber}}', { a: ' ' })).detail).toBe('Missing: a, documentNumber.');
  });

  it('refuses variables that the template has not, and those that the system fills (§5.6 #52)', () => {
    const refusal = refusalOf(() => render('{{customerName}}', { extra: '1', customerName: 'Eva' }));
    expect([refusal.code, refusal.detail]).toEqual([
      'TEMPLATE_VARIABLE_UNKNOWN',
      'Not variables of this template: extra, customerName.',
    ]);
  });

  it('never evaluates a value, whatever it holds (§5.6 #53)', () => {
    fc.assert(
      fc.property(fc.constantFrom('{{env "X"}}', '{{customerName}}', '{{#a}}', '$&', '$1', '{{{a}}}'), (value) => {
        expect(render('<{{a}}>{{b}}', { a: value, b: 'x' })).toBe(`<${value}>x`);
      }),
    );
  });

  it('renders a button as words and link, in parts of which the text is made (C13)', () => {
    const rendered = renderTemplate(body('Debe {{debtBalance}}.\n{{payButton}}\nGracias'), { given: {}, system });
    expect(rendered.body).toBe('Debe $10.000.\nPaga aquí: https://pay.example/?d=1&e=2\nGracias');
    expect(rendered.parts.map(({ kind }) => kind)).toEqual(['text', 'payButton', 'text']);
    expect(htmlOfParts(rendered.parts)).toContain('<a href="https://pay.example/?d=1&amp;e=2"');
  });

  it('previews with what is missing left as its tag (C12)', () => {
    const preview = previewTemplate(body('{{customerName}} {{debtCode}} {{x}}'), { given: {}, system });
    expect([preview.body, preview.missing]).toEqual(['Ana Rojas {{debtCode}} {{x}}', ['debtCode', 'x']]);
  });

  it('leaves text without tags as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        fc.pre(!text.includes('{{'));
        expect(readMergeText(text, 'body')).toEqual(text === '' ? [] : [{ text }]);
      }),
    );
  });

  it('refuses a line break in the subject, which would add a header (§5.6 #55)', () => {
    const template = { subject: 'Aviso {{a}}', body: 'x' };
    const values = { given: { a: 'x\r\nBcc: z@x.cl' }, system };
    expect(codeOf(() => renderTemplate(template, values))).toBe('INVALID_CHARACTER');
  });
});

describe('links (§5.6 #54)', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript :alert(1)',
    'vbscript:x',
    'data:text/html,<b>x</b>',
    'data:;base64,AAAA',
    'ftp://x.example/y',
    'file:///etc/passwd',
    'a://',
  ])('refuses %j as a value with URL_SCHEME', (value) => {
    expect(codeOf(() => render('Paga aquí: {{link}}', { link: value }))).toBe('URL_SCHEME');
  });

  it.each(['https://pay.example/x?y=1', 'http://pay.example', 'Nota: pague hoy', 'Data: 12/05', 'C:\\x'])(
    'takes %j as a value',
    (value) => {
      expect(render('{{link}}', { link: value })).toBe(value);
    },
  );

  it('refuses a scheme that only two values together make', () => {
    expect(codeOf(() => render('{{a}}{{b}}', { a: 'javascript', b: ':alert(1)' }))).toBe('URL_SCHEME');
  });
});

describe('hostile texts of 400,000 characters', () => {
  // Read in some ms; a quadratic reading would take minutes and run into the time limit of the test.
  const size = 400_000;
  it.each([
    ['blanks in a tag', `{{a${' '.repeat(size)}b`],
    ['opening braces', '{'.repeat(size)],
    ['open tags', '{{a '.repeat(size / 4)],
    ['words and dots', 'a.'.repeat(size / 2)],
    ['schemes', 'a://'.repeat(size / 4)],
    ['script and blanks', `javascript${' '.repeat(size)}`],
  ])('%s are read in one pass', { timeout: 60_000 }, (_what, text) => {
    for (const check of [() => readMergeText(text, 'body'), () => checkLinks(text, 'x')]) {
      try {
        check();
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }
  });
});

describe('values that Meta fills in by itself (E23)', () => {
  const template = { subject: null, body: 'Hola {{nombre}}, tu saldo es {{saldo}} y vence pronto.' };
  const sent = (given: Record<string, string>) => renderTemplate(template, { given, system, byProvider: true }).body;

  it.each([
    ['five blanks', 'Rosa     Pérez'],
    ['five blanks that do not break', 'Rosa\u00a0\u00a0\u00a0\u00a0\u00a0Pérez'],
    ['blanks of several widths', 'Rosa\u2003\u2009 \u3000Pérez'],
    ['two blanks', 'Rosa  Pérez'],
    ['blanks around', '   Rosa Pérez  '],
    ['a break that was left at the end', 'Rosa Pérez\r\n'],
  ])('%s become one, or none', (_, nombre) => {
    expect(sent({ nombre, saldo: '1' })).toBe('Hola Rosa Pérez, tu saldo es 1 y vence pronto.');
    const values = resolveValues(template, { given: { nombre, saldo: '1' }, system, byProvider: true });
    expect([...values.values()]).toEqual(['Rosa Pérez', '1']);
  });

  it.each([
    ['a line break', 'Rosa\nPérez'],
    ['a line break of Windows', 'Rosa\r\nPérez'],
    ['a carriage return', 'Rosa\rPérez'],
    ['a tab', 'Rosa\tPérez'],
    ['a separator of lines', 'Rosa\u2028Pérez'],
    ['a separator of paragraphs', 'Rosa\u2029Pérez'],
  ])('%s is refused with the name of the variable', (_, nombre) => {
    const refusal = refusalOf(() => sent({ nombre, saldo: '1' }));
    expect(refusal).toMatchObject({ code: 'INVALID_CHARACTER', detail: expect.stringContaining('variables.nombre') });
  });

  it('a text that its values make too long is refused with the name of the longest', () => {
    const refusal = refusalOf(() => sent({ nombre: 'Rosa', saldo: 'x'.repeat(1_000) }));
    expect(refusal).toMatchObject({ code: 'TEXT_TOO_LONG', detail: expect.stringContaining('variables.saldo') });
  });

  it('elsewhere line breaks and blanks stand as they were given', () => {
    expect(render('Hola {{nombre}}', { nombre: 'Rosa\n     Pérez' })).toBe('Hola Rosa\n     Pérez');
  });

  it('whatever is let through is what Meta takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\u00a0', 'a', 'ñ', '😀') }), (nombre) => {
        fc.pre(nombre.trim() !== '');
        let body: string;
        try {
          body = sent({ nombre, saldo: '1' });
        } catch (error) {
          if (error instanceof Refusal) return;
          throw error;
        }
        expect(body).not.toMatch(/[\n\r\t]|\p{Zs}{5}/u);
      }),
    );
  });
});
