/** Issue 10, A1: no mail of the corpus costs more than the function has, and what is too large is said to be. */

import { describe, expect, it } from 'vitest';
import { failureOf } from '#shared/messaging/mail/delivery-report.ts';
import { readMail } from '#shared/messaging/mail/read-mail.ts';
import { threadCpuMs } from '../support/thread-cpu.ts';
import { hostileMails, hostileSender } from './mails.ts';
import { readApart } from './read-apart.ts';
import { memoryShare, readers } from './readers.ts';

describe('mails that are made to hurt', () => {
  it.each(hostileMails)('$name: read by its $outcome', ({ outcome, raw }) => {
    const mail = readMail(raw());
    expect(mail.isTooLarge).toBe(outcome === 'header');
    expect(mail.isDamaged).toBe(false);
    expect(mail.from?.address).toBe(hostileSender);
    if (mail.isTooLarge) expect(mail).toMatchObject({ text: '', html: null, files: [] });
  });

  it.each(hostileMails.filter(({ name }) => name.startsWith('a report')))('$name: understood in time', ({ raw }) => {
    const mail = readMail(raw());
    const cpuMs = threadCpuMs(() => {
      const report = mail.report();
      if (report === null) throw new Error('It is read as no report.');
      failureOf(report, 'rosa@uno.example');
    });
    expect(cpuMs).toBeLessThan(2_000);
  });

  it.each(['blank lines, 4 MB', 'base64 of 28 MB', 'padding in every group of base64', 'paragraphs that do not end'])(
    '%s: stays below 60 %% of the function’s memory',
    async (name) => {
      const mail = hostileMails.find((one) => one.name === name);
      const { peakBytes } = await readApart('mail', mail?.raw() ?? Buffer.alloc(0));
      expect(peakBytes / (readers.mail.memoryMb * 1_048_576)).toBeLessThan(memoryShare);
    },
  );
});
