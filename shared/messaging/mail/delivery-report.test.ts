/** What a mail says of the delivery of another one (RFC 3464, and servers that write no fields). */
import { describe, expect, it } from 'vitest';
import { failureOf } from './delivery-report.ts';
import { readMail } from './read-mail.ts';

const rosa = 'rosa@uno.example';
const reportOf = (...lines: readonly string[]) => {
  const report = readMail(Buffer.from(lines.join('\r\n'))).report();
  if (report === null) throw new Error('It is no report.');
  return report;
};

/** @param fields of the recipients, an empty line between two */
const dsn = (fields: readonly string[], returned: readonly string[] = []) =>
  reportOf(
    'From: MAILER-DAEMON@uno.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    ...['--b', 'Content-Type: text/plain', '', 'This is the mail system.'],
    ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.uno.example', '', ...fields],
    ...returned.flatMap((id) => ['--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${id}>`, '']),
    '--b--',
  );
const recipient = (address: string, action: string, status: string, ...more: readonly string[]) => [
  `Final-Recipient: rfc822; ${address}`,
  `Action: ${action}`,
  `Status: ${status}`,
  ...more,
  '',
];
const plain = (subject: string, ...body: readonly string[]) =>
  reportOf('From: MAILER-DAEMON@uno.example', `Subject: ${subject}`, '', ...body);

describe('a report with fields', () => {
  it('tells status and answer of the address that failed', () => {
    const report = dsn(recipient(rosa, 'failed', '5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User', ' unknown'), [
      'a@b',
    ]);
    expect(failureOf(report, rosa)).toEqual({ status: '5.1.1', words: 'smtp; 550 5.1.1 User unknown', isFinal: true });
    expect(report.returnedIds).toEqual(['a@b']);
  });

  it.each([
    ['in angle brackets and capitals', recipient('<Rosa@UNO.example>', 'Failed', '5.1.1')],
    ['in the spelling of RFC 3461', recipient('rosa+40uno.example@uno.example', 'failed', '5.1.1')],
    ['with a comment behind the action', recipient(rosa, 'failed (permanent)', '5.1.1 (bad mailbox)')],
    ['without an action, by its status', [`Final-Recipient: rfc822;${rosa}`, 'Status: 5.2.1', '']],
    [
      'beside another one',
      [...recipient('ana@uno.example', 'delivered', '2.0.0'), ...recipient(rosa, 'failed', '5.0.0')],
    ],
  ])('finds the address %s', (what, fields) => {
    const address = what.startsWith('in the spelling') ? 'rosa@uno.example@uno.example' : rosa;
    expect(failureOf(dsn(fields), address)).toMatchObject({ isFinal: true });
  });

  it('an address to which ours leads failed, not ours', () => {
    const fields = [`Original-Recipient: rfc822;${rosa}`, ...recipient('r.diaz@otra.example', 'failed', '5.1.1')];
    expect(failureOf(dsn(fields), rosa)).toMatchObject({ status: '5.1.1', isFinal: false });
  });

  it.each([
    ['of a delay', recipient(rosa, 'delayed', '4.4.1')],
    ['of a delivery', recipient(rosa, 'delivered', '2.0.0')],
    ['of a failure that is none', recipient(rosa, 'failed', '2.0.0')],
    ['of a delay without an action', [`Final-Recipient: rfc822;${rosa}`, 'Status: 4.4.7', '']],
    ['of another address', recipient('ana@uno.example', 'failed', '5.1.1')],
    ['of a longer address', recipient('mariarosa@uno.example', 'failed', '5.1.1')],
  ])('%s says nothing', (_what, fields) => expect(failureOf(dsn(fields), rosa)).toBeUndefined());

  it('reads the headers of three mails that came back', () => {
    expect(dsn(recipient(rosa, 'failed', '5.1.1'), ['a@b', 'c@d', 'e@f', 'g@h']).returnedIds).toEqual([
      'a@b',
      'c@d',
      'e@f',
    ]);
  });
});

describe('a report in words', () => {
  it('the answer is what stands behind the address', () => {
    const report = plain(
      'Mail delivery failed: returning message to sender',
      'A message that you sent could not be delivered:',
      `  ${rosa}`,
      '    550 5.1.1 no such user',
      '------ This is a copy of the message, including all the headers. ------',
      'Message-ID: <a@b>',
      `${rosa} 552 mailbox full`,
    );
    expect(failureOf(report, rosa)?.words.trim()).toBe('550 5.1.1 no such user');
    expect(report.returnedIds).toEqual(['a@b']);
  });

  it.each([
    ['of a delay', 'Warning: message delayed 24 hours', `Delivery to ${rosa} was delayed. No action is required.`],
    ['in Spanish, of a delay', 'Entrega retrasada', `La entrega a ${rosa} continuará intentándose`],
    ['of another address', 'Undelivered Mail', 'maria.rosa@uno.example: user unknown'],
    ['of a longer host', 'Undelivered Mail', 'rosa@uno.example.com: user unknown'],
    ['of nothing that failed', 'Hola', `Escribí a ${rosa}`],
    ['in the copy alone', 'Undelivered Mail', `It failed.\r\n--- original message ---\r\n${rosa}`],
  ])('%s says nothing', (_what, subject, words) => expect(failureOf(plain(subject, words), rosa)).toBeUndefined());

  it('Exim and Gmail name the address in a header', () => {
    const report = reportOf(
      ...['From: MAILER-DAEMON@uno.example', 'Subject: Mail delivery failed', `X-Failed-Recipients: ${rosa}`],
      ...['', 'Your message could not be delivered: mailbox is full'],
    );
    expect(failureOf(report, rosa)).toMatchObject({ words: 'Your message could not be delivered: mailbox is full' });
  });
});

it('a complaint is no report of a failure', () => {
  const mail = readMail(
    Buffer.from(
      [
        ...[
          'From: staff@hotmail.example',
          'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
          '',
        ],
        ...['--b', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', '', '--b--'],
      ].join('\r\n'),
    ),
  );
  expect(mail.report()).toBeNull();
});
