/** Quoted history (D2): what people wrote stands alone, what their program quoted is folded. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threadCpuMs } from '../../../test/support/thread-cpu.ts';
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
  ['Zoho', '---- El mar, 24 nov 2026 10:30:00 -0300 Cobranzas <avisos@demo.example> escribió ----\n\nTu cuota vence'],
  ['Zoho, its own Spanish', '---- Activado mar, 24 nov 2026 10:30:00 -0300 avisos@demo.example escribió ----\n\nVence'],
  ['Zoho, English', ' ---- On Tue, 24 Nov 2026 10:30:00 -0300 Notices <notices@acme.example> wrote ----\n> Due'.trim()],
  [
    'Zoho, Portuguese',
    '---- Em ter, 24 nov 2026 10:30:00 -0300 avisos@demo.example escreveu ----\n\nSua parcela vence',
  ],
  [
    'Hotmail classic, date first',
    '--------------------------------\nDate: Tue, 24 Nov 2026 10:30:00 -0300\nFrom: avisos@demo.example\nTo: rosa@correo.example\nSubject: Aviso\n\nTu cuota vence',
  ],
  [
    'date first, Spanish',
    'Fecha: martes, 24 de noviembre de 2026 10:30\nAsunto: Aviso\nDe: avisos@demo.example\nPara: rosa@correo.example\n\nTu cuota vence',
  ],
  [
    'date first, Portuguese',
    'Data: ter., 24 de nov. de 2026\nDe: Cobranças <avisos@demo.example>\nPara: rosa@correo.example\nAssunto: Aviso\n\nVence',
  ],
  [
    'Notes, wide blanks',
    'De:\t\tCobranzas <avisos@demo.example>\nPara:\t\trosa@correo.example\nFecha:\t\t24-11-2026 10:30\nAsunto:\t\tAviso\n\nVence',
  ],
  [
    'iNotes',
    '-----Cobranzas <avisos@demo.example> escribió: -----\nPara: rosa@correo.example\nDe: Cobranzas <avisos@demo.example>\nFecha: 24/11/2026 10:30\nAsunto: Aviso\n\nVence',
  ],
  [
    'Outlook, paragraphs',
    '*De:* Cobranzas <avisos@demo.example>\n\n*Enviado el:* martes, 24 de noviembre de 2026 10:30\n\n*Para:* Rosa\n\n*Asunto:* Aviso\n\nVence',
  ],
  [
    'Outlook, English',
    'From: Notices <notices@acme.example>\nSent: Tuesday, November 24, 2026 10:30 AM\nTo: Rosa; Ana;\n Luis\nCc: Eva\nSubject: Notice\n\nDue',
  ],
  [
    'Outlook, Portuguese',
    'De: Cobranças <avisos@demo.example>\nEnviada em: terça-feira, 24 de novembro de 2026 10:30\nPara: Rosa\nAssunto: Aviso\n\nVence',
  ],
  [
    'Samsung',
    '-------- Mensaje original --------\nDe: avisos@demo.example\nFecha: 24/11/26 10:30 (GMT-04:00)\nA: Rosa\n\nVence',
  ],
  ['the date behind', 'Cobranzas <avisos@demo.example> escribió el 24-11-2026 10:30:\n\nTu cuota vence'],
  ['the date behind, marks', 'Cobranzas escribió el 24-11-2026:\n> Tu cuota vence'],
  ['no verb', '24.11.2026, 10:30, "Cobranzas" <avisos@demo.example>:\n\nTu cuota vence'],
  ['no colon', 'On Tue, 24 Nov 2026 10:30:43 -0300 Notices <notices@acme.example> wrote\n\nDue'],
  ['a name, a weekday and marks', 'El martes Cobranzas escribió:\n> Tu cuota vence'],
  ['a language that is not listed', 'ti 24.11.2026 klo 10.30 Cobranzas <avisos@demo.example>:\n> Vence'],
  [
    'Outlook for Mac, with the address for answers',
    'From: Notices <notices@acme.example>\nReply-To: Notices <r-1@acme.example>\nDate: Tuesday, November 24, 2026 at 10:30 AM\nTo: Rosa <rosa@correo.example>\nSubject: Notice\n\nDue',
  ],
  [
    'BlackBerry',
    '-----Original Message-----\nFrom: Notices <notices@acme.example>\nDate: Tue, 24 Nov 2026 10:30:00\nTo: <rosa@correo.example>\nReply-To: r-1@acme.example\nSubject: Notice\n\nDue',
  ],
  [
    'a footer that asks for an answer',
    'De: Foro <foro@demo.example>\nEnviado: martes, 24 de noviembre de 2026 10:30\nPara: Rosa\nAsunto: Aviso\n\nVence\nReply here<https://demo.example/r/1>',
  ],
  [
    'the date behind, over two lines',
    'Cobranzas <avisos@demo.example> escribió el mar., 24 nov.\n2026 a las 10:30:\n\n> Tu cuota vence',
  ],
  [
    'a head within that lost its marks',
    'El mar, 24 nov 2026 a las 10:30, Cobranzas (<avisos@demo.example>) escribió:\n\n> Vence\n>\nEl lun, 23 nov 2026 a las 9:00, Rosa (<rosa@correo.example>) escribió:\n>> hola\n>',
  ],
  ['Italian', 'Il giovedì 26 novembre 2026, Cobranzas <avisos@demo.example>\nha scritto:\n> Tu cuota vence'],
  [
    'marks with a link that broke',
    'El mar, 24 nov 2026 a las 10:30, Cobranzas <avisos@demo.example> escribió:\n> Paga aquí\nhttps://pago.example/abcdef\n> antes del 5',
  ],
];

describe('D2: quoted history', () => {
  it.each(histories)('%s', (_name, history) => {
    expect(foldQuoted(`Ya pagué el viernes.\n\nSaludos\n\n${history}\n`)).toEqual({
      text: 'Ya pagué el viernes.\n\nSaludos',
      quoted: history,
    });
  });

  it('a history that goes on in the line of its head, as Yahoo’s app writes it', () => {
    const mail = `Ya pagué\n \n  El mar., nov. 24, 2026 a la(s) 10:30 a. m., Cobranzas<avisos@demo.example> escribió:   Tu cuota vence`;
    expect(foldQuoted(mail)).toEqual({
      text: 'Ya pagué',
      quoted: 'El mar., nov. 24, 2026 a la(s) 10:30 a. m., Cobranzas<avisos@demo.example> escribió:\nTu cuota vence',
    });
  });

  it('an answer below the history is what is new', () => {
    expect(foldQuoted('El lunes Cobranzas escribió:\n> Hola\n>\n> Pague\n\nYa pagué')).toEqual({
      text: 'Ya pagué',
      quoted: 'El lunes Cobranzas escribió:\n> Hola\n>\n> Pague',
    });
  });

  it.each([
    [
      'a sentence about a letter',
      'El ejecutivo Juan me escribió:\n"Su deuda está saldada"\n\nEntonces ¿por qué me siguen cobrando?',
    ],
    ['a sentence about somebody', 'A mí el abogado me escribió:\nSu deuda está saldada\nExijo respuesta'],
    ['a sentence with an address', 'Buenas.\n\nPero la empresa avisos@demo.example escribió:\nque no debo nada'],
    ['a line above a name', 'Mi banco dice\nlo que avisos@demo.example escribió:\nque no debo nada'],
    ['with a date', 'Buenas.\n\nEn la carta del 24/11/2026 el abogado escribió:\nSu deuda está saldada'],
    ['with a date and marks typed by hand', 'Buenas.\n\nEl 24/11 el abogado me escribió:\n> Su deuda está saldada'],
    [
      'a sentence that begins with an address',
      'cobros@demo.example escribió que debo el doble:\nNo es cierto, pagué en octubre',
    ],
    [
      'a sentence over two lines that begins with an address',
      'cobros@demo.example escribió ayer a mi hermana\ndiciendo que debo:\nNo es cierto, pagué',
    ],
    ['a sentence with a time', 'El 24/11/2026 a las 10:30 pagué la cuota:   adjunto el comprobante'],
    ['marks alone', '> Transferencia exitosa\n> Monto: $150.000\n> Operación 998877'],
    ['marks that somebody announces', 'Este es el comprobante:\n> Transferencia exitosa\n> Operación 998877'],
    [
      'an answer typed below a history',
      'De: Cobranzas <a@b.example>\nEnviado: hoy 10:30\nPara: Rosa\nAsunto: Aviso\n\nVence.\n\nya la pagué',
    ],
    [
      'below a history, after a greeting',
      'Buenas tardes,\n\nDe: Cobranzas <a@b.example>\nEnviado: hoy 10:30\nPara: Rosa\nAsunto: Aviso\n\nVence.\n\nya la pagué',
    ],
    [
      'an answer that points below',
      'Respondo más abajo.\n\nDe: Cobranzas <a@b.example>\nEnviado: hoy 10:30\nPara: Rosa\nAsunto: Aviso\n\nVence.\n\nya la pagué',
    ],
    [
      'an answer in red',
      'Ver en rojo, gracias\n\n-----Mensaje original-----\nDe: Cobranzas\nAsunto: Aviso\n\nVence. Ya la pagué',
    ],
    ['a chat of her own', 'Miren lo que puse:\n24/11/2026 10:30 Rosa <rosa@correo.example>:\nYa pagué'],
    [
      'a voucher with headers',
      'Adjunto.\n\nDe: Rosa Díaz\nPara: Cobranzas SpA\nFecha: 24-11-2026 10:30\nMonto: $150.000\nAsunto: Cuota 3',
    ],
    [
      'the mail of a bank',
      'Pagado\n\nDe: Banco <no-reply@banco.example>\nEnviado: martes 10:30\nPara: Rosa\nAsunto: Comprobante de transferencia\n\n$150.000',
    ],
    [
      'a letter',
      'Adjunto mi reclamo.\n\nDe: Rosa Díaz\nA: Cobranzas SpA\nFecha: 24 de noviembre de 2026\nAsunto: Reclamo\n\nNo debo nada.',
    ],
    ['a list of hers', 'Pagué así:\nDe: enero\nPara: marzo\nTotal: 3 cuotas'],
    ['lines drawn across', 'Primero\n----------\nSegundo\n__________\nTercero'],
    [
      'a forward in Portuguese',
      'Veja\n\n---------- Mensagem encaminhada ---------\nDe: Banco <b@banco.example>\nEnviada: hoje\nPara: Rosa\nAssunto: Pago\n\n> Pago',
    ],
  ])('nothing that a person wrote is hidden: %s', (_name, text) => {
    expect(foldQuoted(text, { from: 'rosa@correo.example' })).toEqual({ text, quoted: '' });
  });

  it('an answer in the middle of a history without marks is found where it says that it is one', () => {
    const head = 'De: Cobranzas <a@b.example>\nEnviado: hoy 10:30\nPara: Rosa\nAsunto: Aviso\n\nVence.';
    expect(foldQuoted(`Hola, gracias por escribir\n\n${head}\n\n*** MI RESPUESTA: ya la pagué ayer ***`)).toEqual({
      text: 'Hola, gracias por escribir\n\n*** MI RESPUESTA: ya la pagué ayer ***',
      quoted: head,
    });
  });

  it.each(['Fwd: Comprobante', 'RV: Transferencia', 'ENC: Comprovante', 'FW: Voucher'])('%s is content', (subject) => {
    const text = 'Mire\n\nDe: Banco <b@banco.example>\nEnviado: hoy 10:30\nPara: Rosa\nAsunto: Aviso\n\nTransferencia';
    expect(foldQuoted(text, { subject })).toEqual({ text, quoted: '' });
    expect(foldQuoted(text, { subject: `RE: ${subject}` }).text).toBe('Mire');
  });

  it('what a program wrote behind the words in the same line is told from them', () => {
    expect(foldQuoted('Ya pagué On Tue, Nov 24, 2026 at 10:30 AM, notices@acme.example wrote:\n> Due')).toEqual({
      text: 'Ya pagué',
      quoted: 'On Tue, Nov 24, 2026 at 10:30 AM, notices@acme.example wrote:\n> Due',
    });
  });

  it('an answer below marks that nobody introduced is what is new', () => {
    expect(foldQuoted('> Hola\n> Pague\n\nBAJA')).toEqual({ text: 'BAJA', quoted: '> Hola\n> Pague' });
  });

  it('answers between quoted lines stay with what they answer, also below an attribution', () => {
    const text = 'El mar, 24 nov 2026 10:30, C <a@b.example> escribió:\n> ¿Pagó?\nSí\n> ¿Cuándo?\nAyer';
    expect(foldQuoted(`${text}\n> Saludos`)).toEqual({ text, quoted: '> Saludos' });
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
      fc.constantFrom(
        'El 24/11/2026 10:30, x <a@b.c> escribió:',
        '--- Mensaje original ---',
        'Mi respuesta: no',
        'hola',
      ),
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
    const hostile = [
      'Op schreef\n',
      'El a b\n',
      'De: x\nPara: y\n',
      '>\n\n',
      'On a wrote\n',
      '____________\n\n',
      'El lunes 24 nov 10:30 a@b.c\n',
      '> a\nb\n',
      '- ',
    ].map((part) => part.repeat(200_000 / part.length));
    for (const text of hostile) expect(threadCpuMs(() => foldQuoted(text))).toBeLessThan(3_000);
  });
});

describe('the words without the signature', () => {
  it.each(['BAJA\n-- \nRosa', 'BAJA\n\nEnviado desde mi iPhone', 'BAJA\n--\nRosa Díaz', 'BAJA'])('%j', (text) => {
    expect(withoutSignature(text)).toBe('BAJA');
  });
});
