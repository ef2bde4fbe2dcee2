import { expect, it } from 'vitest';
import { threadCpuMs } from '../../test/support/thread-cpu.ts';
import { type NormalAddress, normalizeAddress } from './addresses.ts';

const outcome = (address: NormalAddress): string => ('code' in address ? address.code : address.value);

const emails: readonly (readonly [input: string, expected: string])[] = [
  ['ana@', 'EMAIL_INVALID'],
  ['@x.cl', 'EMAIL_INVALID'],
  ['ana x@y.cl', 'EMAIL_INVALID'],
  ['ana', 'EMAIL_INVALID'],
  [`${'a'.repeat(245)}@ejemplo.cl`, 'EMAIL_TOO_LONG'],
  [`${'a'.repeat(65)}@ejemplo.cl`, 'EMAIL_TOO_LONG'],
  ['"a@evil.com x"@good.cl', 'EMAIL_INVALID'],
  ['a@b.cl\r\nBcc: z@x.cl', 'INVALID_CHARACTER'],
  ['a\u0000@b.cl', 'INVALID_CHARACTER'],
  ['a\ud800@b.cl', 'INVALID_CHARACTER'],
  ['a@b.cl,c@d.cl', 'EMAIL_MULTIPLE'],
  ['Ana <a@b.cl>', 'EMAIL_INVALID'],
  ['ana@ejemplo..cl', 'EMAIL_INVALID'],
  ['ana@-x.cl', 'EMAIL_INVALID'],
  ['ana@127.0.0.1', 'EMAIL_INVALID'],
  ['ana@[::1]', 'EMAIL_INVALID'],
  ['ana@localhost', 'EMAIL_INVALID'],
  ['.ana@x.cl', 'EMAIL_INVALID'],
  ['a..b@x.cl', 'EMAIL_INVALID'],
  [' Ana.Perez+cobro@Ejemplo.CL ', 'ana.perez+cobro@ejemplo.cl'],
  ['ana@ñandú.cl', 'ana@xn--and-6ma2c.cl'],
  ['bounce+x@simulator.amazonses.com', 'bounce+x@simulator.amazonses.com'],
  ['sin correo', 'ADDRESS_PLACEHOLDER'],
  ['no@no.cl', 'ADDRESS_PLACEHOLDER'],
  ['sin.correo@gmail.com', 'ADDRESS_PLACEHOLDER'],
  ['1', 'ADDRESS_PLACEHOLDER'],
];
it.each(emails)('reads the e-mail %j as %s (§5.6 #26–32, Q12)', (input, expected) => {
  expect(outcome(normalizeAddress('email', input))).toBe(expected);
});

it('takes spellings of case and composition as one e-mail (§5.6 #34)', () => {
  expect(outcome(normalizeAddress('email', 'ÁNA@X.CL'))).toBe('ána@x.cl');
  expect(outcome(normalizeAddress('email', 'a\u0301na@x.cl'))).toBe('ána@x.cl');
});

it('refuses 50,000 characters at once (§5.6 #35)', () => {
  const cpuMs = threadCpuMs(() => {
    expect(outcome(normalizeAddress('email', `${'a'.repeat(50_000)}@`))).toBe('EMAIL_TOO_LONG');
    expect(outcome(normalizeAddress('sms', '9'.repeat(50_000)))).toBe('PHONE_INVALID');
  });
  expect(cpuMs).toBeLessThan(500);
});

const phones: readonly (readonly [input: string, expected: string])[] = [
  ['912345678', 'PHONE_NOT_E164'],
  ['+56 9 1234 5678', '+56912345678'],
  ['+56-9-1234-5678', '+56912345678'],
  ['+56\u00a0(9)\u20111234.5678', '+56912345678'],
  ['+5691234567', 'PHONE_INVALID'],
  ['+569123456789', 'PHONE_INVALID'],
  ['+0056912345678', '+56912345678'],
  ['0056912345678', '+56912345678'],
  ['++56912345678', 'PHONE_NOT_E164'],
  ['+1234567890123456', 'PHONE_INVALID'],
  ['+12345', 'PHONE_INVALID'],
  ['+56912345678\nx', 'INVALID_CHARACTER'],
  ['+56900131026', '+56900131026'],
  ['+525512345678', '+525512345678'],
  ['0', 'ADDRESS_PLACEHOLDER'],
  ['1', 'ADDRESS_PLACEHOLDER'],
  ['999999999', 'ADDRESS_PLACEHOLDER'],
  ['+56999999999', 'ADDRESS_PLACEHOLDER'],
  ['123456789', 'ADDRESS_PLACEHOLDER'],
  ['sin teléfono', 'ADDRESS_PLACEHOLDER'],
];
it.each(phones)('reads the number %j as %s (§5.6 #36–44, Q12)', (input, expected) => {
  expect(outcome(normalizeAddress('sms', input))).toBe(expected);
});

it('warns of a landline where text is to be sent, and only there (§5.6 #42)', () => {
  const warnings = (channel: 'sms' | 'whatsapp' | 'call', text: string) => {
    const address = normalizeAddress(channel, text);
    return 'code' in address ? address.code : address.warnings.map(({ code }) => code);
  };
  expect(warnings('sms', '+56222345678')).toEqual(['PHONE_NOT_MOBILE']);
  expect(warnings('whatsapp', '+56222345678')).toEqual(['PHONE_NOT_MOBILE']);
  expect(warnings('call', '+56222345678')).toEqual([]);
  expect(warnings('sms', '+56912345678')).toEqual([]);
  expect(warnings('sms', '+525512345678')).toEqual([]);
});
