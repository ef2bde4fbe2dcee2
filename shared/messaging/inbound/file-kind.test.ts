/** Files by what they are, not by what they say they are: hostile attachments of "Bad input and faults". */
import { describe, expect, it } from 'vitest';
import { fileKindOf } from './file-kind.ts';
import { cleanName, fileNameOf, refusedNameOf } from './file-name.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the kind of a file', () => {
  it.each<readonly [string, Buffer, string]>([
    ['a picture', png, 'image/png'],
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'application/pdf'],
    ['words', Buffer.from('Hola, ya pagué: 2 < 3'), 'text/plain'],
    ['words in Latin-1', Buffer.from('pagué', 'latin1'), 'text/plain'],
    ['a calendar', Buffer.from('BEGIN:VCALENDAR\r\nEND:VCALENDAR'), 'text/calendar'],
  ])('%s is kept', async (_what, bytes, contentType) => {
    expect((await fileKindOf(bytes))?.contentType).toBe(contentType);
  });

  it.each<readonly [string, Buffer]>([
    ['a program of Windows', Buffer.concat([Buffer.from('MZ\x90\x00'), Buffer.alloc(200)])],
    ['a program of Linux', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(60)])],
    ['HTML', Buffer.from('<!DOCTYPE html><script>alert(1)</script>')],
    ['HTML below words', Buffer.from(`${'hola '.repeat(2_000)}<script src=x></script>`)],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['SVG with declaration', Buffer.from('<?xml version="1.0"?><svg onload="alert(1)"></svg>')],
    ['an archive', Buffer.from('PK\x03\x04\x14\x00\x00\x00\x08\x00', 'latin1')],
    ['an old Office file, or an installer', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])],
    ["Outlook's winmail.dat", Buffer.from('789f3e22000000', 'hex')],
    ['nothing', Buffer.alloc(0)],
    ['bytes of chance', Buffer.from([1, 2, 3, 0, 200, 7])],
  ])('%s is not', async (_what, bytes) => {
    expect(await fileKindOf(bytes)).toBeNull();
  });
});

describe('the name of a file', () => {
  const pdf = { contentType: 'application/pdf', endings: ['pdf'] };
  const text = { contentType: 'text/plain', endings: ['txt', 'csv'] };

  it.each([
    ['comprobante ñ.pdf', 'comprobante ñ.pdf'],
    ['factura.pdf.exe', 'factura.pdf.exe.pdf'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\temp\\x.PDF', 'x.pdf'],
    ['a\u202egpj.exe', 'agpj.exe.pdf'],
    ['a"\r\nX-Header: b.pdf', 'a_X-Header_ b.pdf'],
    ['...', 'adjunto.pdf'],
    [null, 'adjunto.pdf'],
    [`${'a'.repeat(300)}.pdf`, `${'a'.repeat(100)}.pdf`],
  ])('%j becomes %j', (name, expected) => {
    expect(fileNameOf(name, pdf)).toBe(expected);
  });

  it('ends as what the file is: a script that is only words is no script any more', () => {
    expect(fileNameOf('run.bat', text)).toBe('run.bat.txt');
    expect(fileNameOf('datos.csv', text)).toBe('datos.csv');
  });

  it('is harmless in a list too', () => {
    expect(cleanName('<img onerror=x>.svg')).toBe('_img onerror=x_.svg');
    expect(refusedNameOf('\u0000')).toBe('adjunto');
  });
});
