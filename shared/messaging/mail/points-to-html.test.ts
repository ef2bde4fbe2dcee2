/** Plain text that only points to the HTML (issue 11, line 7). */
import { expect, it } from 'vitest';
import { pointsToHtml } from './points-to-html.ts';

it.each([
  'Para ver este mensaje, utilice un visor de correo compatible con HTML.',
  'To view the message, please use an HTML compatible email viewer!',
  'This is an HTML message. Please use an HTML capable mail program to read this message.',
  'Your email client does not support HTML messages',
  'Su cliente de correo no admite mensajes HTML. Para ver este mensaje, utilice un cliente compatible.',
  'If you see this text it means that your E-mail software does not support MIME-formatted messages.',
  'This is a multi-part message in MIME format.',
  'Su cliente de correo no soporta HTML. Vea el mensaje en su navegador: https://uno.example/v/1',
  'Si no puede ver este correo, ábralo en su navegador',
  'Este mensaje está en formato HTML.',
  'Seu leitor de e-mail não suporta HTML.',
  'Para visualizar esta mensagem, abra no navegador.',
  'View this email in your browser (https://uno.example/x)',
  '',
  'https://uno.example/solo-un-enlace',
])('%j says nothing itself', (text) => {
  expect(pointsToHtml(text)).toBe(true);
});

it.each([
  'Ya pagué la cuota',
  'Hola. No puedo abrir la página de pago, me manda a otra cosa. Ya pagué ayer.',
  'Sí',
  'Adjunto comprobante.',
  'Quiero ver mi deuda',
  'No puedo abrir el archivo, mi programa no es compatible.',
  'Ya pagué. Si no puede ver este correo, ábralo en su navegador.',
])('%j is words', (text) => {
  expect(pointsToHtml(text)).toBe(false);
});
