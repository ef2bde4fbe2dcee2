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
  it('gives sender, subject, ids and text, whatever their encoding', () => {
    const mail = read([
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

  it('prefers the plain one of two alternatives, and keeps the other', () => {
    const mail = read([
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

  it('turns HTML alone into text, without scripts and styles, with marked history', () => {
    const mail = read([
      ...head('Content-Type: text/html; charset=utf-8'),
      '',
      '<style>p{color:red}</style><script>alert(1)</script><p>Ya pagu&eacute;</p><blockquote>Hola</blockquote>',
    ]);
    expect(mail.text).toBe('Ya pagué\n\n> Hola');
  });

  it('gives files with the names they claim', () => {
    const mail = read([
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
    expect(Buffer.from(mail.files[0]?.read() ?? []).toString()).toBe('%PDF-1.7');
  });

  const attachedMail = [
    'From: banco@banco.example',
    'Subject: =?utf-8?Q?Transferencia_n=C2=BA_7?=',
    '',
    'Monto $150.000',
  ];
  it.each<readonly [string, readonly string[], string]>([
    ['without disposition and name: by its subject', ['Content-Type: message/rfc822'], 'Transferencia nº 7.eml'],
    [
      'with a name',
      ['Content-Type: message/rfc822; name="Comprobante.eml"', 'Content-Disposition: attachment'],
      'Comprobante.eml',
    ],
    ['inline', ['Content-Type: message/rfc822', 'Content-Disposition: inline'], 'Transferencia nº 7.eml'],
    ['of an international mail', ['Content-Type: message/global'], 'Transferencia nº 7.eml'],
  ])('keeps a mail inside of a mail as a file, %s (issue 11, line 7)', (_what, headers, fileName) => {
    const mail = read([
      ...head(),
      ...multipart(
        'multipart/mixed',
        ['Content-Type: text/plain', '', 'Va adjunto'],
        [...headers, '', ...attachedMail],
      ),
    ]);
    expect(mail.text).toBe('Va adjunto');
    expect(mail.files).toMatchObject([{ fileName, isMail: true }]);
    expect(Buffer.from(mail.files[0]?.read() ?? []).toString()).toBe(crlf(attachedMail));
  });

  it('keeps an attached mail that is encoded, one of a digest, and one seven deep as it came (issue 11, line 7)', () => {
    const encoded = Buffer.from(crlf(attachedMail)).toString('base64');
    const base64 = read([
      ...head(),
      ...multipart('multipart/mixed', [
        'Content-Type: message/rfc822',
        'Content-Transfer-Encoding: base64',
        '',
        encoded,
      ]),
    ]);
    expect(Buffer.from(base64.files[0]?.read() ?? []).toString()).toBe(crlf(attachedMail));
    const digest = read([...head(), ...multipart('multipart/digest', ['', ...attachedMail], ['', ...attachedMail])]);
    expect(digest.files.map(({ isMail }) => isMail)).toEqual([true, true]);
    let deep: readonly string[] = attachedMail;
    for (let level = 0; level < 7; level += 1) deep = ['Subject: capa', 'Content-Type: message/rfc822', '', ...deep];
    const nested = read([...head(), ...multipart('multipart/mixed', ['Content-Type: message/rfc822', '', ...deep])]);
    expect(Buffer.from(nested.files[0]?.read() ?? []).toString()).toContain('Monto $150.000');
    expect(nested.text).toBe('');
  });

  const png = (size: number) =>
    Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(size, 7)]).toString('base64');
  const withPicture = (html: string, headers: readonly string[], size: number) =>
    read([
      ...head(),
      ...multipart(
        'multipart/related',
        ['Content-Type: text/html; charset=utf-8', '', html],
        [...headers, 'Content-Transfer-Encoding: base64', '', png(size)],
      ),
    ]);
  it.each<readonly [string, string, readonly string[], number, number]>([
    [
      'a logo of the signature',
      '<p>Hola</p><img src="cid:logo@x">',
      ['Content-Type: image/png; name=image001.png', 'Content-ID: <logo@x>'],
      900,
      0,
    ],
    [
      'one said to be attached',
      '<img src="cid:logo@x">',
      ['Content-Type: image/png', 'Content-ID: <logo@x>', 'Content-Disposition: attachment; filename=l.png'],
      900,
      0,
    ],
    [
      'one named in percent signs',
      "<img src='cid:logo%40x'>",
      ['Content-Type: image/gif', 'Content-ID: <logo@x>'],
      900,
      0,
    ],
    [
      'one of the background',
      '<td style="background:url(cid:bg)">Hola</td>',
      ['Content-Type: image/jpeg', 'Content-ID: <bg>'],
      900,
      0,
    ],
    [
      'a voucher that was pasted',
      '<img src="cid:foto">',
      ['Content-Type: image/png; name=comprobante.png', 'Content-ID: <foto>'],
      90_000,
      1,
    ],
    [
      'a picture that the text does not show',
      '<p>Va la foto</p>',
      ['Content-Type: image/png; name=foto.png', 'Content-ID: <foto>'],
      900,
      1,
    ],
    [
      'a document',
      '<a href="cid:doc">x</a>',
      ['Content-Type: application/pdf; name=d.pdf', 'Content-ID: <doc>'],
      900,
      1,
    ],
  ])('tells pictures of signatures from files: %s (issue 11, line 7)', (_what, html, headers, size, files) => {
    const mail = withPicture(html, headers, size);
    expect(mail.files).toHaveLength(files);
    expect(mail.html?.includes('base64,')).toBe(files === 0);
  });

  it('a picture that the text names a thousand times does not make the page longer than itself', () => {
    const html = '<img src="cid:logo@x">'.repeat(1_000);
    const mail = withPicture(html, ['Content-Type: image/png', 'Content-ID: <logo@x>'], 30_000);
    expect(mail.html?.length).toBeLessThan(html.length + 300_000);
  });

  it('takes the words of the HTML where the plain text only points to it (issue 11, line 7)', () => {
    const mail = read([
      ...head(),
      ...multipart(
        'multipart/alternative',
        ['Content-Type: text/plain', '', 'Para ver este mensaje, use un lector de correo compatible con HTML.'],
        ['Content-Type: text/html', '', '<p>Ya pagué</p>'],
      ),
    ]);
    expect(mail.text).toBe('Ya pagué');
  });

  it('joins lines that were broken for transport alone, and none of a signature (RFC 3676)', () => {
    const mail = read(
      [
        ...head('Content-Type: text/plain; charset=utf-8; format=flowed'),
        '',
        'Ya pagué la ',
        'cuota.',
        '> Le recordamos ',
        '> su cuota.',
        '-- ',
        'Rosa',
      ].map((line) => Buffer.from(line).toString('latin1')),
    );
    expect(mail.text).toBe('Ya pagué la cuota.\n> Le recordamos su cuota.\n-- \nRosa');
  });

  it('a part without header and without the empty line is text', () => {
    expect(read([...head(), ...multipart('multipart/mixed', ['Hola, ya pagué'])]).text).toBe('Hola, ya pagué');
  });

  it.each([
    ['two senders', ['From: rosa@uno.example', 'From: agente@acme.example']],
    ['two senders in one header', ['From: rosa@uno.example, agente@acme.example']],
    ['a sender inside of a sender', ['From: <rosa@uno.example> <agente@acme.example>']],
    ['a group', ['From: uno: rosa@uno.example;']],
    ['a sender behind a name in quotes', ['From: "Rosa" <rosa@uno.example>, "Banco" <b@banco.example>']],
    ['no sender', []],
    ['no address', ['From: Rosa']],
  ])('#110: names nobody where there is %s', (_what, from) => {
    const mail = read([...from, 'Subject: x', '', 'hola']);
    expect(mail.from?.address ?? null).toSatisfy((one: string | null) => one === null || one === 'rosa@uno.example');
    if (from.length !== 1) expect(mail.from).toBeNull();
  });

  it.each([
    ['"Rosa <rosa@uno.example>" <rosa@uno.example>', 'Rosa <rosa@uno.example>'],
    ['"Banco <b@banco.example>" <rosa@uno.example>', 'Banco <b@banco.example>'],
    ['Díaz, Rosa <rosa@uno.example>', 'Díaz, Rosa'],
    ['=?utf-8?Q?D=C3=ADaz=2C_Rosa?= <rosa@uno.example>', 'Díaz, Rosa'],
    ['rosa@uno.example (Rosa Díaz)', 'Rosa Díaz'],
  ])('the sender of %s is one', (from, name) => {
    const value = Buffer.from(from).toString('latin1');
    expect(read([`From: ${value}`, '', 'hola']).from).toEqual({ address: 'rosa@uno.example', name });
  });

  it('files behind an inner multipart that has the boundary of the outer one are there', () => {
    const mail = read([
      ...head(),
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      ...['--b', 'Content-Type: multipart/alternative; boundary="b"', '', '--b', 'Content-Type: text/plain', '', 'Va'],
      ...['--b--', '', '--b', 'Content-Type: application/pdf; name="pago.pdf"', '', '%PDF', '--b--', 'an epilogue'],
    ]);
    expect(mail.text.trim()).toBe('Va');
    expect(mail.files.map(({ fileName, read: bytes }) => [fileName, bytes().length])).toEqual([['pago.pdf', 4]]);
  });

  it.each([
    [
      'that a server added',
      [Buffer.from('Ya pagué').toString('base64'), '', '-- ', 'Libre de virus.'],
      'Ya pagué\n-- \nLibre de virus.',
    ],
    ['that were never encoded', ['Ya pague la cuota, gracias.', 'Rosa'], 'Ya pague la cuota, gracias.\nRosa'],
    [
      'in base64 over several lines',
      [Buffer.from('Ya pa').toString('base64').slice(0, 4), Buffer.from('Ya pa').toString('base64').slice(4)],
      'Ya pa',
    ],
  ])('words %s stay readable in a text called base64', (_what, lines, text) => {
    const type = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'];
    expect(read([...head(), ...type, '', ...lines]).text).toBe(text);
  });

  it('a plain text of blanks that nobody sees is none', () => {
    const blank = Buffer.from('\u00a0\u200b').toString('latin1');
    const forms = multipart(
      'multipart/alternative',
      ['Content-Type: text/plain; charset=utf-8', '', blank],
      ['Content-Type: text/html', '', '<p>Va</p>'],
    );
    expect(read([...head(), ...forms]).text).toBe('Va');
  });

  it('#110: has no Message-ID: null, not an empty one', () => {
    expect(read(['From: a@b.example', '', 'hola']).messageId).toBeNull();
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
  ])('%s', (_what, lines) => {
    expect(typeof read(lines).text).toBe('string');
  });

  it.each<readonly [string, readonly string[]]>([
    ['parts nested too deep', nested(200)],
    ['a header that is too long', [...head(`X-Big: ${'x'.repeat(400_000)}`), '', 'hola']],
    [
      'ten thousand parts',
      [...head(), ...multipart('multipart/mixed', ...Array.from({ length: 10_000 }, () => ['', 'x']))],
    ],
    ['two megabytes of blank lines', [...head(), '', '\r\n'.repeat(1_000_000)]],
    ['fifty thousand blank lines and some', [...head(), '', '\r\n'.repeat(50_002)]],
    ['a text of two megabytes', [...head(), '', 'palabra '.repeat(262_144)]],
  ])('%s: too large, its header is read and nothing else (issue 10, A1)', (_what, lines) => {
    const mail = read(lines);
    expect(mail).toMatchObject({ isTooLarge: true, isDamaged: false, text: '', html: null, files: [] });
    expect(mail.from).not.toBeNull();
  });

  it('nothing at all is damaged', () => {
    expect(readMail(Buffer.alloc(0))).toMatchObject({ isDamaged: true, isTooLarge: false });
  });

  it('bytes of chance', () => {
    for (let seed = 1; seed < 30; seed += 1) {
      const bytes = Buffer.from(Array.from({ length: 2_000 }, (_, i) => (seed * 7919 * (i + 1) ** 2) % 256));
      expect(typeof readMail(bytes).text).toBe('string');
    }
  });
});
