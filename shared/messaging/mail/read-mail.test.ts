/** Mail as programs write it, and as people write it who want to break its reader (§5.6 #110). */
import { describe, expect, it } from 'vitest';
import { readMail } from './read-mail.ts';

const crlf = (lines: readonly string[]): string => lines.join('\r\n');
const head = (...more: string[]): string[] => [
  'From: =?utf-8?Q?Rosa_D=C3=ADaz?= <Rosa@Uno.Example>',
  'To: acme@in.contacta.example',
  'Subject: =?ISO-8859-1?Q?Re=3A_Aviso_de_cobro_=F1?=',
  'Message-ID: <m1@uno.example>',
  'In-Reply-To: <0100018f-1@email.amazonses.com>',
  'References: <a@b.example> <0100018f-1@email.amazonses.com>',
  ...more,
];
const read = (lines: readonly string[]) => readMail(Buffer.from(crlf(lines), 'latin1'));
const multipart = (type: string, ...parts: (readonly string[])[]): string[] => [
  'MIME-Version: 1.0',
  `Content-Type: ${type}; boundary="=_b"`,
  '',
  ...parts.flatMap((part) => ['--=_b', ...part]),
  '--=_b--',
  '',
];

describe('a mail', () => {
  it('gives sender, subject, ids and text, whatever their encoding', async () => {
    const mail = await read([
      ...head('Content-Type: text/plain; charset=ISO-8859-1', 'Content-Transfer-Encoding: quoted-printable'),
      '',
      'Ya pagu=E9 ma=F1ana.',
    ]);
    expect(mail).toMatchObject({
      from: { address: 'rosa@uno.example', name: 'Rosa Díaz' },
      subject: 'Re: Aviso de cobro ñ',
      messageId: 'm1@uno.example',
      answers: ['0100018f-1@email.amazonses.com', '0100018f-1@email.amazonses.com', 'a@b.example'],
      html: null,
      files: [],
      isDamaged: false,
    });
    expect(mail.text.trim()).toBe('Ya pagué mañana.');
    expect(mail.header('content-type')).toHaveLength(1);
  });

  it('prefers the plain one of two alternatives, and keeps the other', async () => {
    const mail = await read([
      ...head(),
      ...multipart(
        'multipart/alternative',
        [
          'Content-Type: text/plain; charset=utf-8',
          'Content-Transfer-Encoding: base64',
          '',
          Buffer.from('¿Cuánto debo?').toString('base64'),
        ],
        ['Content-Type: text/html', '', '<p>otra cosa</p>'],
      ),
    ]);
    expect(mail.text.trim()).toBe('¿Cuánto debo?');
    expect(mail.html).toContain('<p>otra cosa</p>');
  });

  it('turns HTML alone into text, without scripts and styles, with marked history', async () => {
    const mail = await read([
      ...head('Content-Type: text/html; charset=utf-8'),
      '',
      '<style>p{color:red}</style><script>alert(1)</script><p>Ya pagu&eacute;</p><blockquote>Hola</blockquote>',
    ]);
    expect(mail.text).toBe('Ya pagué\n\n> Hola');
  });

  it('gives files with the names they claim', async () => {
    const mail = await read([
      ...head(),
      ...multipart(
        'multipart/mixed',
        ['Content-Type: text/plain', '', 'Adjunto'],
        [
          'Content-Type: application/pdf; name="c.pdf"',
          "Content-Disposition: attachment; filename*=utf-8''comprobante%20%C3%B1.pdf",
          'Content-Transfer-Encoding: base64',
          '',
          Buffer.from('%PDF-1.7').toString('base64'),
        ],
        ['Content-Type: text/calendar; method=REQUEST', '', 'BEGIN:VCALENDAR', 'END:VCALENDAR'],
        ['Content-Type: application/ms-tnef; name=winmail.dat', 'Content-Transfer-Encoding: base64', '', 'eJ8+Ig=='],
      ),
    ]);
    expect(mail.text.trim()).toBe('Adjunto');
    expect(mail.files.map(({ fileName }) => fileName)).toEqual(['comprobante ñ.pdf', null, 'winmail.dat']);
    expect(Buffer.from(mail.files[0]?.bytes ?? []).toString()).toBe('%PDF-1.7');
  });

  it('shows a message inside of a message, with the files of it', async () => {
    const mail = await read([
      ...head(),
      ...multipart(
        'multipart/mixed',
        ['Content-Type: text/plain', '', 'Va adjunto'],
        [
          'Content-Type: message/rfc822',
          '',
          'From: banco@banco.example',
          'Subject: Pago',
          'Content-Type: multipart/mixed; boundary=inner',
          '',
          '--inner',
          'Content-Type: text/plain',
          '',
          'Transferencia recibida',
          '--inner',
          'Content-Type: image/gif',
          'Content-Disposition: attachment; filename=v.gif',
          '',
          'GIF89a',
          '--inner--',
        ],
      ),
    ]);
    expect(mail.text).toContain('Va adjunto');
    expect(mail.text).toContain('Transferencia recibida');
    expect(mail.files.map(({ fileName }) => fileName)).toEqual(['v.gif']);
  });

  it.each([
    ['two senders', ['From: rosa@uno.example', 'From: agente@acme.example']],
    ['two senders in one header', ['From: rosa@uno.example, agente@acme.example']],
    ['a sender inside of a sender', ['From: <rosa@uno.example> <agente@acme.example>']],
    ['a group', ['From: uno: rosa@uno.example;']],
    ['no sender', []],
    ['no address', ['From: Rosa']],
  ])('#110: names nobody where there is %s', async (_what, from) => {
    const mail = await read([...from, 'Subject: x', '', 'hola']);
    expect(mail.from?.address ?? null).toSatisfy((one: string | null) => one === null || one === 'rosa@uno.example');
    if (from.length !== 1) expect(mail.from).toBeNull();
  });

  it('#110: has no Message-ID: null, not an empty one', async () => {
    expect((await read(['From: a@b.example', '', 'hola'])).messageId).toBeNull();
  });
});

describe('what is no proper mail never throws', () => {
  const nested = (depth: number): string[] => {
    const lines = ['From: a@b.example'];
    for (let level = 0; level < depth; level += 1)
      lines.push(`Content-Type: multipart/mixed; boundary=b${level}`, '', `--b${level}`);
    return [...lines, 'Content-Type: text/plain', '', 'hondo'];
  };

  it.each<readonly [string, readonly string[]]>([
    [
      'an unclosed part',
      [...head(), 'Content-Type: multipart/mixed; boundary=x', '', '--x', 'Content-Type: text/plain', '', 'hola'],
    ],
    ['a boundary that never comes', [...head(), 'Content-Type: multipart/mixed; boundary=x', '', 'hola']],
    ['broken base64', [...head('Content-Transfer-Encoding: base64'), '', '@@@@====']],
    ['an unknown character set', [...head('Content-Type: text/plain; charset=klingon'), '', 'hola']],
    ['a header without value', ['From', ':', 'Subject', '', 'hola']],
    [
      'ten thousand parts',
      [...head(), ...multipart('multipart/mixed', ...Array.from({ length: 10_000 }, () => ['', 'x']))],
    ],
  ])('%s', async (_what, lines) => {
    expect(typeof (await read(lines)).text).toBe('string');
  });

  it('what is nested too deep, or has too many headers, or is no mail is damaged', async () => {
    expect((await read(nested(200))).isDamaged).toBe(true);
    expect((await read([...head(`X-Big: ${'x'.repeat(400_000)}`), '', 'hola'])).isDamaged).toBe(true);
    expect((await readMail(Buffer.alloc(0))).isDamaged).toBe(true);
  });

  it('bytes of chance', async () => {
    for (let seed = 1; seed < 30; seed += 1) {
      const bytes = Buffer.from(Array.from({ length: 2_000 }, (_, i) => (seed * 7919 * (i + 1) ** 2) % 256));
      expect(typeof (await readMail(bytes)).text).toBe('string');
    }
  });
});
