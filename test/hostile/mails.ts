/**
 * Mails that are made to hurt whoever reads them (issue 10, A1): just within each bound of `mail/bounds.ts`, beyond it,
 * and what takes the square of its length in readers that are careless. Generated, since they are large.
 */
import { zip } from './files.ts';
import type { HostileInput } from './readers.ts';

export interface HostileMail extends HostileInput {
  /** Read as a whole, or by its header alone and shown as too large. */
  readonly outcome: 'whole' | 'header';
}

const from = 'rosa.hostil@uno.example';
const headers = (...more: readonly string[]): string =>
  [
    `From: Rosa <${from}>`,
    'To: demo@in.contacta.example',
    'Subject: Re: Aviso',
    'MIME-Version: 1.0',
    ...more,
    '',
    '',
  ].join('\r\n');

/** Sender of every mail of the corpus. */
export const hostileSender = from;

const times = (count: number, scale: number): number => Math.max(1, Math.floor(count * scale));
const bytes = (head: string, body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(head), typeof body === 'string' ? Buffer.from(body, 'latin1') : body]);

/** A mail of one text, repeated. */
const text = (name: string, outcome: HostileMail['outcome'], piece: string, count: number, type = 'text/plain') =>
  ({
    name,
    outcome,
    raw: (scale = 1) => bytes(headers(`Content-Type: ${type}`), piece.repeat(times(count, scale))),
  }) satisfies HostileMail;

/** A mail with one header line, repeated. */
const header = (name: string, outcome: HostileMail['outcome'], start: string, piece: string, count: number) =>
  ({
    name,
    outcome,
    raw: (scale = 1) => bytes(headers(`${start}${piece.repeat(times(count, scale))}`), 'hola\r\n'),
  }) satisfies HostileMail;

const mixed = (parts: readonly (string | Buffer)[], type = 'multipart/mixed'): Buffer =>
  Buffer.concat([
    Buffer.from(headers(`Content-Type: ${type}; boundary="b"`)),
    ...parts.flatMap((part) => [Buffer.from('--b\r\n'), Buffer.from(part), Buffer.from('\r\n')]),
    Buffer.from('--b--\r\n'),
  ]);

const words = 'Content-Type: text/plain\r\n\r\nVa adjunto';
const attached = (name: string, content: string, type = 'application/octet-stream'): string =>
  `Content-Type: ${type}; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}`;
const lined = (base64: string): string => base64.replace(/.{76}/g, '$&\r\n');

const nested = (depth: number): Buffer => {
  const opened = Array.from(
    { length: depth },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}x\r\n\r\n--b${level}x\r\n`,
  );
  return Buffer.from(
    `From: ${from}\r\nSubject: Re: Aviso\r\n${opened.join('')}Content-Type: text/plain\r\n\r\nhondo\r\n`,
  );
};

/** Words and one file that looks like what it is not. */
const withFile = (name: string, fileName: string, content: (scale: number) => Buffer): HostileMail => ({
  name,
  outcome: 'whole',
  raw: (scale = 1) => mixed([words, attached(fileName, lined(content(scale).toString('base64')))]),
});

const mebibyte = 1_048_576;

const texts: readonly HostileMail[] = [
  text('blank lines, 4 MB', 'header', '\r\n', 2 * mebibyte),
  text('blank lines, 1 MB', 'header', '\n', mebibyte),
  text('blank lines, as many as are read', 'whole', '\r\n', 49_000),
  text('one line of 1 MiB', 'whole', 'palabra ', mebibyte / 8 - 100),
  text('one line of 39 MB', 'header', 'palabra ', (39 * mebibyte) / 8),
  text('blanks and a letter', 'whole', `${' '.repeat(99_999)}x`, 10),
  text('rules and blank lines', 'whole', '____________\n\n\n\n', 12_000),
  text('what begins like an attribution', 'whole', 'El lunes escribe\n', 49_000),
  text('what begins like a header of Outlook', 'whole', 'De: a\nb\n', 24_000),
  text('quotation marks', 'whole', '>>>>>>>>>>>>>>>>>>>>\n', 48_000),
  text('dates in front of a bracket', 'whole', `2026-11-23 10:00 ${'<a'.repeat(180)}\n`, 2_500),
  text('flowed lines', 'whole', '> palabra \n', 49_000, 'text/plain; format=flowed; delsp=yes'),
  text('flowed marks', 'whole', '>', mebibyte - 100, 'text/plain; format=flowed'),
  text(
    'Windows-1252 that is called UTF-8',
    'whole',
    'mar\xeda mu\xf1oz pag\xf3\n',
    45_000,
    'text/plain; charset=utf-8',
  ),
  text('UTF-16 without end', 'whole', 'a\0', mebibyte / 2, 'text/plain; charset=utf-16le'),
  text('marks that turn the direction', 'whole', '\xe2\x80\xae', 340_000, 'text/plain; charset=utf-8'),
  text('zeros', 'whole', '\0', mebibyte - 100, 'text/plain; charset=utf-8'),
  text('accents upon accents', 'whole', '\xcc\x81', 500_000, 'text/plain; charset=utf-8'),
  text('changes of the character set', 'whole', '\x1b$B\x1b(B', 150_000, 'text/plain; charset=iso-2022-jp'),
  text('returns without line feeds', 'header', '\r', mebibyte, 'text/plain'),
  text('half letters of UTF-8', 'whole', '\xc3\xc3\xe2\x82', 200_000, 'text/plain; charset=utf-8'),
];

const html = (name: string, outcome: HostileMail['outcome'], piece: string, count: number) =>
  text(name, outcome, piece, count, 'text/html; charset=utf-8');
const page = (name: string, outcome: HostileMail['outcome'], content: (scale: number) => string): HostileMail => ({
  name,
  outcome,
  raw: (scale = 1) => bytes(headers('Content-Type: text/html; charset=utf-8'), content(scale)),
});
const pages: readonly HostileMail[] = [
  html('a table of 60,000 cells', 'whole', '<tr><td>1</td></tr>', 50_000),
  html('tables inside of tables', 'header', '<table><tr><td>', 60_000),
  html('tables inside of tables, as deep as is read', 'whole', '<table><tr><td>', 2_000),
  html('elements inside of elements', 'header', '<div>', 200_000),
  html('lists inside of lists', 'header', '<ul><li>', 100_000),
  html('quotations inside of quotations', 'header', '<blockquote>a', 70_000),
  html('quotations, as deep as is read', 'whole', '<blockquote>a', 2_000),
  html('paragraphs that do not end', 'whole', '<p>a', 16_000),
  html('cells and rows that do not end', 'whole', '<tr><td>', 100_000),
  html('ends of nothing', 'whole', '</div>', 150_000),
  html('rules, which become longer', 'header', '<hr>', 200_000),
  html('paragraphs without words', 'whole', '<p>&nbsp;</p>', 20_000),
  html('brackets', 'whole', '<', mebibyte - 100),
  html('a million elements that do not end', 'header', '<b>', 1_000_000),
  html('tags that do not end', 'whole', '<p', 500_000),
  html('elements that end crosswise', 'header', '<b><i></b>', 90_000),
  html('drawings inside of formulas', 'header', '<svg><math>', 80_000),
  html('characters by their numbers', 'whole', '&#x1F600;', 100_000),
  page('one attribute of 0.9 MB', 'whole', (scale) => `<p title="${'a '.repeat(times(450_000, scale))}">hola</p>`),
  page('one attribute of 9 MB', 'header', (scale) => `<p title="${'a '.repeat(times(4_500_000, scale))}">hola</p>`),
  page('100,000 attributes', 'whole', (scale) => `<p ${'a=1 b=2 '.repeat(times(50_000, scale))}>hola</p>`),
  page('a style that does not end', 'header', (scale) => `hola<style>${'<a>'.repeat(times(300_000, scale))}`),
  html('comments that do not end', 'whole', '<!--', 250_000),
  html('attributes without end', 'header', '<a href="', 110_000),
  html('entities', 'whole', '&amp;', 200_000),
  html('links', 'whole', '<a href="https://a.example/b">a</a>', 28_000),
  html('quotation marks and "data:"', 'whole', `"data:'data:`, 80_000),
  html('HTML of 12 MB', 'header', '<p>palabra</p>', 860_000),
  {
    name: 'a picture of 5 MB inside of the HTML',
    outcome: 'whole',
    raw: (scale = 1) =>
      bytes(
        headers('Content-Type: text/html'),
        `<p>Ya pag&oacute;</p><img src="data:image/png;base64,${'A'.repeat(times(5 * mebibyte, scale))}">`,
      ),
  },
];

const heads: readonly HostileMail[] = [
  header('100,000 addresses', 'header', 'Cc: ', 'cliente.numero@correo.example,\r\n ', 100_000),
  header('addresses, as many as are read', 'whole', 'Cc: ', 'a@b.example,\r\n ', 15_000),
  header('50,000 lines', 'header', 'X-Line: a', '\r\nX-Line: a', 50_000),
  header('lines, as many as are read', 'whole', 'X-Line: a', '\r\nX-Line: a', 22_000),
  header('the name of a character set', 'whole', 'Content-Type: text/plain; charset=', 'x', 200_000),
  header('one header of 3 MB', 'header', 'X-Big: ', 'x', 3 * mebibyte),
  header('folded lines', 'whole', 'X-Folded: ', 'a\r\n ', 60_000),
  header('encoded words', 'whole', 'X-Words: x\r\nSubject: ', '=?utf-8?Q?a?= ', 17_000),
  header('words that do not end', 'whole', 'Subject: ', '=?a?q?', 40_000),
  header('ids of other mails', 'whole', 'References: ', '<a@b.example>\r\n ', 15_000),
  header('parameters', 'whole', 'Content-Type: text/plain', '; a=b', 45_000),
  header('sections of one name', 'whole', 'Content-Type: text/plain', ";\r\n name*0*=utf-8''a", 10_000),
  header('blanks behind a semicolon', 'whole', 'Content-Type: text/plain;', ' ', 200_000),
  header('comments', 'whole', 'Content-Type: text/plain ', '(', 200_000),
  header('names of senders', 'whole', 'Sender: ', '"a" ', 50_000),
  header('signatures', 'whole', 'DKIM-Signature: v=1', '; d = ', 40_000),
];

const parts: readonly HostileMail[] = [
  { name: 'a thousand parts', outcome: 'header', raw: (scale = 1) => mixed(Array(times(1_000, scale)).fill(words)) },
  {
    name: 'parts, as many as are read',
    outcome: 'whole',
    raw: (scale = 1) => mixed(Array(times(499, scale)).fill(words)),
  },
  {
    name: 'a hundred thousand empty parts',
    outcome: 'header',
    raw: (scale = 1) => mixed(Array(times(100_000, scale)).fill('')),
  },
  { name: 'parts inside of parts, 1,000 deep', outcome: 'header', raw: (scale = 1) => nested(times(1_000, scale)) },
  { name: 'parts inside of parts, as deep as is read', outcome: 'whole', raw: (scale = 1) => nested(times(29, scale)) },
  {
    name: 'parts inside of parts, whose boundaries never come',
    outcome: 'whole',
    raw: (scale = 1) =>
      bytes(
        headers('Content-Type: multipart/mixed; boundary=b0'),
        Array.from(
          { length: times(2_000, scale) },
          (_, level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary=x${level}\r\n\r\n`,
        ).join(''),
      ),
  },
  ...['boundary=never', 'boundary=""', 'charset=utf-8'].map(
    (parameter): HostileMail => ({
      name: `lines of a mail in parts with ${parameter}`,
      outcome: 'whole',
      raw: (scale = 1) =>
        bytes(headers(`Content-Type: multipart/mixed; ${parameter}`), '--\r\n'.repeat(times(49_000, scale))),
    }),
  ),
  {
    name: 'a header of 2 MB in a part',
    outcome: 'header',
    raw: (scale = 1) => mixed([`X-Big: ${'x'.repeat(times(2 * mebibyte, scale))}\r\n\r\nhola`]),
  },
  {
    name: 'a report on 11,000 receivers',
    outcome: 'whole',
    raw: (scale = 1) =>
      mixed(
        [
          words,
          `Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a\r\n\r\n${'Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n'.repeat(times(11_000, scale))}`,
        ],
        'multipart/report; report-type=delivery-status',
      ),
  },
  {
    name: 'lines that are nearly a boundary',
    outcome: 'whole',
    raw: (scale = 1) => mixed([words, `Content-Type: image/png\r\n\r\n${'--bx\n'.repeat(times(2 * mebibyte, scale))}`]),
  },
  {
    name: 'a boundary of marks',
    outcome: 'whole',
    raw: (scale = 1) =>
      bytes(
        headers('Content-Type: multipart/mixed; boundary="-------"'),
        `${'-'.repeat(times(4 * mebibyte, scale))}\r\n---------\r\n\r\nhola\r\n`,
      ),
  },
  {
    name: '499 attached mails',
    outcome: 'whole',
    raw: (scale = 1) =>
      mixed(Array(times(498, scale)).fill('Content-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\nhola')),
  },
  {
    name: 'a mail inside of a mail inside of a mail',
    outcome: 'whole',
    raw: (scale = 1) =>
      bytes(
        headers('Content-Type: message/rfc822'),
        'Content-Type: message/rfc822\r\n\r\n'.repeat(times(100_000, scale)),
      ),
  },
];

const encodings: readonly HostileMail[] = [
  text('soft ends of line', 'whole', '=\r\n', mebibyte, 'text/plain\r\nContent-Transfer-Encoding: quoted-printable'),
  text(
    'marks of quoted-printable',
    'whole',
    '=',
    mebibyte - 100,
    'text/plain\r\nContent-Transfer-Encoding: quoted-printable',
  ),
  text(
    'marks and blanks',
    'whole',
    `=${' '.repeat(999)}x`,
    1_000,
    'text/plain\r\nContent-Transfer-Encoding: quoted-printable',
  ),
  text(
    'blank lines in quoted-printable',
    'header',
    '=0A',
    mebibyte,
    'text/plain\r\nContent-Transfer-Encoding: quoted-printable',
  ),
  text('base64 of blanks', 'header', ' \t', 15 * mebibyte, 'text/plain\r\nContent-Transfer-Encoding: base64'),
  {
    name: 'a file of 28 MB of blanks',
    outcome: 'whole',
    raw: (scale = 1) => mixed([words, attached('a.pdf', ' \t\r\n'.repeat(times(7 * mebibyte, scale)))]),
  },
  text('blank lines in base64', 'header', 'Cg==\r\n', mebibyte, 'text/plain\r\nContent-Transfer-Encoding: base64'),
  withFile('base64 of 28 MB', 'grande.bin', (scale) => Buffer.alloc(times(28 * mebibyte, scale), 7)),
  withFile('a text of 24 MB as a file', 'grande.txt', (scale) => Buffer.alloc(times(24 * mebibyte, scale), 'palabra ')),
  {
    name: 'padding in every group of base64',
    outcome: 'whole',
    raw: (scale = 1) => mixed([words, attached('a.bin', 'QQ=='.repeat(times(2 * mebibyte, scale)))]),
  },
  {
    name: 'no base64 at all',
    outcome: 'whole',
    raw: (scale = 1) => mixed([words, attached('a.bin', '\xff\x00@#'.repeat(times(4 * mebibyte, scale)))]),
  },
  {
    name: '499 files of 70 KB',
    outcome: 'whole',
    raw: (scale = 1) =>
      mixed([
        words,
        ...Array(times(498, scale)).fill(
          attached('a.pdf', lined(Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(50_000)]).toString('base64'))),
        ),
      ]),
  },
  withFile('a packed file that grows a thousandfold', 'bomba.docx', (scale) =>
    zip('[Content_Types].xml', Buffer.alloc(times(200 * mebibyte, scale), '<a/>')),
  ),
  withFile('a packed file of 30,000 files', 'muchos.xlsx', (scale) =>
    Buffer.concat(Array(times(30_000, scale)).fill(zip('a', Buffer.from('a')))),
  ),
  {
    name: 'a name of dots',
    outcome: 'whole',
    raw: (scale = 1) => mixed([words, attached(`a${'.'.repeat(times(200_000, scale))}b`, 'JVBERi0xLjc=')]),
  },
  {
    name: 'a picture that the HTML names 40,000 times',
    outcome: 'whole',
    raw: (scale = 1) =>
      mixed(
        [
          `Content-Type: text/html\r\n\r\n${'<img src=cid:a>'.repeat(times(40_000, scale))}`,
          `Content-ID: <a>\r\n${attached('a.png', lined(Buffer.alloc(30_000).toString('base64')), 'image/png')}`,
        ],
        'multipart/related',
      ),
  },
];

/** A report of a mail server, of one text. */
const reportText = (name: string, piece: string, count: number): HostileMail => ({
  name,
  outcome: 'whole',
  raw: (scale = 1) =>
    bytes(headers('X-Failed-Recipients: rosa@uno.example'), `undeliverable\n${piece.repeat(times(count, scale))}`),
});
const reportParts = (name: string, more: (scale: number) => readonly string[]): HostileMail => ({
  name,
  outcome: 'whole',
  raw: (scale = 1) => mixed([words, ...more(scale)], 'multipart/report; report-type=delivery-status'),
});
const ids: readonly string[] = Array(3_000).fill('Message-ID: <a@b.example>');
const fields = (text: string): readonly string[] => [`Content-Type: message/delivery-status\r\n\r\n${text}`];

const reports: readonly HostileMail[] = [
  reportText('a report of one line of dashes', '-', mebibyte - 100),
  reportText('a report of lines that begin like a copy', '-- a copy of what\n', 48_000),
  reportText('a report that names one address without end', 'rosa@uno.example', 60_000),
  reportText('a report of ids that do not end', 'Message-ID: <\n', 48_000),
  reportParts('a report of 30,000 recipients', (scale) =>
    fields('Final-Recipient: rfc822;a@b.example\r\nAction: failed\r\n\r\n'.repeat(times(30_000, scale))),
  ),
  reportParts('a report of blank lines', (scale) => fields(`\r\n${' '.repeat(50)}`.repeat(times(100_000, scale)))),
  reportParts('a report whose answer is folded 100,000 times', (scale) =>
    fields(`Final-Recipient: rfc822;a@b.example\r\nDiagnostic-Code: x${'\r\n x'.repeat(times(100_000, scale))}`),
  ),
  reportParts('a report with 400 mails that came back', (scale) =>
    Array(times(400, scale)).fill(
      attached('a.eml', lined(Buffer.from(headers(...ids)).toString('base64')), 'message/rfc822'),
    ),
  ),
];

export const hostileMails: readonly HostileMail[] = [...texts, ...pages, ...heads, ...parts, ...encodings, ...reports];
