/** Mail that no person wrote: §5.6 #110, and no loops. */

import { describe, expect, it } from 'vitest';
import { threadCpuMs } from '../../../test/support/thread-cpu.ts';
import { automaticKind } from './automatic.ts';

const kindOf = (
  headers: Readonly<Record<string, string>>,
  more: { from?: string; envelopeSender?: string | null; subject?: string; text?: string; own?: string } = {},
) =>
  automaticKind({
    header: (name) => (headers[name] === undefined ? [] : [headers[name]]),
    from: 'rosa@uno.example',
    envelopeSender: 'rosa@uno.example',
    subject: 'Re: Aviso',
    text: 'Ya pagué',
    own: more.text ?? 'Ya pagué',
    ...more,
  });

describe('#110: automatic mail', () => {
  it.each([
    [{ 'auto-submitted': 'auto-replied' }, 'auto_reply'],
    [{ 'auto-submitted': 'auto-generated; owner-email="x"' }, 'auto_reply'],
    [{ 'x-autoreply': 'yes' }, 'auto_reply'],
    [{ 'x-autorespond': 'x' }, 'auto_reply'],
    [{ precedence: 'auto_reply' }, 'auto_reply'],
    [{ precedence: 'Bulk' }, 'bulk'],
    [{ precedence: 'junk' }, 'bulk'],
    [{ 'list-id': '<l.example>' }, 'bulk'],
    [{ 'list-unsubscribe': '<mailto:x@y.example>' }, 'bulk'],
    [{ 'return-path': '<>' }, 'auto_reply'],
    [{ 'content-type': 'multipart/report; report-type=delivery-status; boundary=x' }, 'delivery_status'],
    [{ 'content-type': 'multipart/report; report-type=disposition-notification' }, 'read_receipt'],
  ])('%j is %s', (headers, kind) => {
    expect(kindOf(headers as Record<string, string>)).toBe(kind);
  });

  it('an empty sender of the envelope is a program; from a mailer daemon it is a bounce', () => {
    expect(kindOf({}, { envelopeSender: '' })).toBe('auto_reply');
    expect(kindOf({}, { envelopeSender: '<>' })).toBe('auto_reply');
    expect(kindOf({}, { envelopeSender: '<>', from: 'mailer-daemon@uno.example' })).toBe('delivery_status');
  });

  it('an absence note counts by its subject only together with another sign', () => {
    const subject = 'Respuesta automática: Aviso';
    expect(kindOf({}, { subject })).toBeNull();
    expect(kindOf({ 'x-auto-response-suppress': 'All' }, { subject })).toBe('auto_reply');
    expect(kindOf({ 'x-auto-response-suppress': 'All' })).toBeNull();
  });

  it.each([
    [{ 'x-autoresponder': 'once a day' }, 'auto_reply'],
    [{ 'x-auto-reply': 'yes' }, 'auto_reply'],
    [{ 'x-apple-action': 'VACATION' }, 'auto_reply'],
    [{ 'x-precedence': 'auto_reply' }, 'auto_reply'],
    [{ preference: 'auto_reply' }, 'auto_reply'],
    [{ 'delivered-to': 'Autoresponder' }, 'auto_reply'],
    [{ 'x-ms-exchange-inbox-rules-loop': 'rosa@uno.example' }, 'auto_reply'],
    [{ 'x-fc-machinegenerated': 'true' }, 'auto_reply'],
    [{ 'x-post-messageclass': '9; Autoresponder' }, 'auto_reply'],
    [{ 'x-failed-recipients': 'rosa@uno.example' }, 'delivery_status'],
    [{ 'content-type': 'message/delivery-status' }, 'delivery_status'],
    [{ 'x-list-administrivia': 'yes' }, 'bulk'],
  ])('headers that only programs write: %j is %s', (headers, kind) => {
    expect(kindOf(headers as Record<string, string>)).toBe(kind);
  });

  it.each([
    [
      'mailer-daemon@uno.example',
      'Failure notice',
      'Hi. This is the qmail-send program at uno.example.',
      'delivery_status',
    ],
    [
      'postmaster@uno.example',
      'No se puede entregar: Aviso',
      'El buzón del destinatario está lleno.',
      'delivery_status',
    ],
    ['postmaster@uno.example', 'Aviso', 'Usuário desconhecido', 'delivery_status'],
    ['post_master@movil.example', 'Re: Aviso', '', 'delivery_status'],
    [
      'microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@uno.example',
      'No entregado',
      'No se pudo entregar',
      'delivery_status',
    ],
    [
      'soporte@uno.example',
      'Mail delivery failed',
      'This is the DragonFly Mail Agent v0.13 at df.uno.example.',
      'delivery_status',
    ],
    ['staff@correo.example', 'complaint about message from 192.0.2.1', '', 'delivery_status'],
    [
      'no-reply@sns.amazonaws.com',
      'AWS Notification Message',
      '{"notificationType":"Bounce","bounce":{}}',
      'delivery_status',
    ],
    [
      'no-reply@sns.amazonaws.com',
      'AWS Notification - Subscription Confirmation',
      'You have chosen to subscribe',
      'bulk',
    ],
    ['noreply@banco.example', 'Comprobante', 'Transferencia recibida', 'bulk'],
    ['no-responder@banco.example', 'Comprobante', 'Transferencia recibida', 'bulk'],
    ['majordomo@listas.example', 'Majordomo results', 'Command not recognized', 'bulk'],
    ['rosa@uno.example', 'Auto reply: Aviso', "I'm only sleeping.", 'auto_reply'],
    ['rosa@uno.example', 'Respuesta automática: Aviso', 'Estaré fuera de la oficina hasta el lunes.', 'auto_reply'],
    [
      'rosa@uno.example',
      'AUTO: Rosa is out of the office (returning 11/30/2026)',
      'I am out of the office',
      'auto_reply',
    ],
    ['rosa@uno.example', 'Resposta automática: Aviso', 'Estou de férias, retornarei na segunda.', 'auto_reply'],
    ['rosa@uno.example', 'Re: Aviso', 'Este es un mensaje automático. Hemos recibido su correo.', 'auto_reply'],
    ['rosa@uno.example', 'Re: Aviso', 'Hola.\nThis is an automated reply, we will answer soon.', 'auto_reply'],
    ['rosa@uno.example', 'Re: Aviso', 'Esta é uma mensagem automática.', 'auto_reply'],
    ['rosa@uno.example', 'RE: Aviso', 'Respuesta automática\r\n\r\nEstaré fuera hasta el 5.', 'auto_reply'],
    ['rosa@uno.example', 'Re: Aviso', 'Mensaje automático: le responderemos en 48 horas.', 'auto_reply'],
    ['rosa@yahoo.example', 'Yahoo! Auto Response', 'I am on vacation and will return Monday', 'auto_reply'],
    ['mesa@pyme.example', 'Ticket #123 creado: Aviso', 'Se ha creado el ticket 123.', 'auto_reply'],
    ['mesa@pyme.example', '[Solicitud recibida] Aviso', 'Hemos recibido su solicitud (123).', 'auto_reply'],
    ['mesa@pyme.example', 'Chamado 123 aberto', 'Recebemos sua mensagem e logo responderemos.', 'auto_reply'],
    ['rosa@uol.example', 'AntiSpam UOL » Aviso', 'Confirme que você é uma pessoa', 'auto_reply'],
    ['rosa@uno.example', 'Leído: Aviso', 'Su mensaje\n\nPara: Rosa\n\nfue leído el martes', 'read_receipt'],
  ])('of %s, %j, %j is %s', (from, subject, text, kind) => {
    expect(kindOf({}, { from, subject, text })).toBe(kind);
  });

  it.each([
    [
      'rosa@uno.example',
      'No se pudo entregar mi pedido',
      'No se pudo entregar el paquete, la casilla está llena de cartas',
    ],
    ['rosa@uno.example', 'Fwd: Undelivered Mail Returned to Sender', 'Miren: This is the mail system at host mx1.'],
    ['rosa@uno.example', 'Re: Respuesta automática', 'Su respuesta automática no me sirve, sigo esperando'],
    ['rosa@uno.example', 'Re: Aviso', 'Estoy fuera de la oficina hasta el lunes, ahí les pago'],
    ['rosa@uno.example', 'Re: Aviso', 'Me llegó un mensaje automático que dice que debo'],
    ['rosa@uno.example', 'Ticket recibido', 'Me llegó su ticket, pago mañana'],
    ['rosa@uno.example', 'Mi reclamo', 'Se creó el caso 123 y nadie me responde'],
    ['rosa@uno.example', 'Re: Aviso', 'No puedo\n\n> Este es un mensaje automático, no responda.\n\nPago el martes'],
    ['rosa@uno.example', 'Ausencia de respuesta', 'Gracias por su atención, pero sigo esperando'],
    ['rosa@uno.example', 'Vacaciones', 'Me cobraron dos veces el pasaje'],
    ['rosa@uno.example', 'Leído: Aviso', 'Ya lo leí y no estoy de acuerdo'],
    ['postmaster@pyme.example', 'Re: Aviso', 'Buenas, ya transferimos la cuota'],
    ['sistemas@pyme.example', 'Re: Aviso', 'Ya está pagado'],
    ['norma.reply@pyme.example', 'Re: Aviso', 'Ya está pagado'],
    ['rosa@uno.example', 'Complaint about message from you', 'No debo nada'],
  ])('a person stays one: %s, %j, %j', (from, subject, text) => {
    expect(kindOf({}, { from, subject, text })).toBeNull();
  });

  it('an answer to a mail of ours that calls itself automatic is a person’s', () => {
    const ours = 'Este es un mensaje automático, por favor no responda este correo.';
    expect(kindOf({}, { text: `Ya pagué\n\n> ${ours}`, own: 'Ya pagué' })).toBeNull();
    expect(
      kindOf({}, { subject: 'Ticket creado', text: `Ya pagué\n\nHemos recibido su mensaje. ${ours}`, own: 'Ya pagué' }),
    ).toBeNull();
    expect(kindOf({}, { text: ours })).toBe('auto_reply');
  });

  it('takes time in proportion to the words that are read', () => {
    for (const part of ['este es un mensaje ', 'undeliverable ', 'no responda ', 'your message ', '. ', '\n']) {
      const mail = { subject: part.repeat(20_000), text: part.repeat(100_000), from: 'a'.repeat(64) };
      expect(threadCpuMs(() => kindOf({}, mail))).toBeLessThan(2_000);
    }
  });

  it("a person's mail is none, also with `Auto-Submitted: no`", () => {
    expect(kindOf({})).toBeNull();
    expect(kindOf({ 'auto-submitted': 'no' })).toBeNull();
    expect(kindOf({ 'auto-submitted': 'No' }, { envelopeSender: null })).toBeNull();
  });
});
