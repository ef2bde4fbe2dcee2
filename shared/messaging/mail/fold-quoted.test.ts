/** Quoted history (D2): what people wrote stands alone, what their program quoted is folded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldQuoted, withoutSignature } from './fold-quoted.ts';

const histories: readonly (readonly [string, string])[] = [
  ['Gmail', 'El lun, 23 nov 2026 a las 10:00, Cobranzas (<avisos@demo.example>) escribió:\n\n> Hola\n> Pague'],
  [
    'Gmail, broken over lines',
    'El lun, 23 nov 2026 a las 10:00, Cobranzas Demo de la Empresa Larga\n<r-1abc@in.demo.example>\nescribió:\n\n> Hola',
  ],
  ['Apple Mail', 'El 23-11-2026, a las 10:00, Cobranzas <avisos@demo.example> escribió:\n\nHola\nPague'],
  ['English', 'On Mon, Nov 23, 2026 at 10:00 AM Collections <notices@acme.example> wrote:\n> Hello'],
  ['Portuguese', 'Em seg., 23 de nov. de 2026 às 10:00, Cobranças <a@b.example> escreveu:\n> Olá'],
  ['date and address', '2026-11-23 10:00 GMT-03:00 Cobranzas <avisos@demo.example>:\n> Hola'],
  [
    'Outlook',
    '________________________________\nDe: Cobranzas <avisos@demo.example>\nEnviado: lunes, 23 de noviembre de 2026 10:00\nPara: Rosa\nAsunto: Aviso\n\nHola Rosa',
  ],
  ['Outlook without rule', 'De: Cobranzas\nEnviado el: lunes\nPara: Rosa\nAsunto: Aviso\n\nHola Rosa'],
  ['old Outlook', '-----Mensaje original-----\nDe: Cobranzas\nAsunto: Aviso\n\nHola Rosa'],
  ['marks alone', '> Hola\n>\n> Pague'],
];

describe('D2: quoted history', () => {
  it.each(histories)('%s', (_name, history) => {
    expect(foldQuoted(`Ya pagué el viernes.\n\nSaludos\n\n${history}\n`)).toEqual({
      text: 'Ya pagué el viernes.\n\nSaludos',
      quoted: history,
    });
  });

  it('an answer below the history is what is new', () => {
    expect(foldQuoted('El lunes Cobranzas escribió:\n> Hola\n>\n> Pague\n\nYa pagué')).toEqual({
      text: 'Ya pagué',
      quoted: 'El lunes Cobranzas escribió:\n> Hola\n>\n> Pague',
    });
  });

  it('answers between quoted lines stay with what they answer', () => {
    const text = '> ¿Pagó?\nSí\n> ¿Cuándo?\nAyer';
    expect(foldQuoted(text)).toEqual({ text, quoted: '' });
  });

  it('a forwarded message is content', () => {
    const text =
      'Mire\n\n---------- Forwarded message ---------\nDe: Banco <b@banco.example>\nDate: hoy\nTo: Rosa\n\nPago';
    expect(foldQuoted(text)).toEqual({ text, quoted: '' });
  });

  it.each(['El lunes paso a pagar. Mi hermano escribió: nada', 'De: acuerdo', 'A las 10 dijo: hola'])(
    'leaves %j alone',
    (text) => expect(foldQuoted(text)).toEqual({ text, quoted: '' }),
  );

  it('loses no word, whatever the text', () => {
    const line = fc.oneof(
      fc.constantFrom('> cita', 'El lunes x escribió:', 'De: x <a@b.c>', 'Para: y', 'Asunto: z', '', '____________'),
      fc.string({ maxLength: 12 }),
    );
    const words = (text: string) => text.split(/\s+/).filter(Boolean).toSorted();
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n');
        const folded = foldQuoted(text);
        expect(words(`${folded.text}\n${folded.quoted}`)).toEqual(words(text));
      }),
    );
  });

  it('takes time in proportion to the text, also of one that is made to cost', () => {
    const hostile = ['Op schreef\n', 'El a b\n', 'De: x\nPara: y\n', '>\n\n', 'On a wrote\n'].map((part) =>
      part.repeat(200_000 / part.length),
    );
    for (const text of hostile) {
      const start = performance.now();
      foldQuoted(text);
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  });
});

describe('the words without the signature', () => {
  it.each(['BAJA\n-- \nRosa', 'BAJA\n\nEnviado desde mi iPhone', 'BAJA\n--\nRosa Díaz', 'BAJA'])('%j', (text) => {
    expect(withoutSignature(text)).toBe('BAJA');
  });
});
