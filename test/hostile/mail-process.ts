/** Reads one mail of the corpus, as `queues-inbound-mail` does. Outcome: `whole`, or `header` where it is too large. */
import { readFileSync } from 'node:fs';
import { keepFiles } from '#shared/messaging/inbound/keep-files.ts';
import { openMail } from '#shared/messaging/inbound/open-mail.ts';
// The function's code lies in memory beside the mail.
import '../../functions/composition/receiving.ts';
import { hostileSender } from './mails.ts';
import { tellCost } from './tell-cost.ts';

const [path = ''] = process.argv.slice(2);
/** The mail as the bucket hands it over. */
const files = {
  read: async () => {
    const bytes = readFileSync(path);
    return { size: bytes.length, bytes };
  },
  readHead: async (_key: string, length: number) => readFileSync(path).subarray(0, length),
};
const pass = { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'PASS', virus: 'PASS' };

await tellCost(async () => {
  const letter = await openMail(files, {
    type: 'mail',
    channel: 'email',
    providerId: 'hostile',
    recipients: ['demo@in.contacta.example'],
    envelopeSender: hostileSender,
    shownFrom: hostileSender,
    subject: 'Re: Aviso',
    verdicts: pass,
    bucket: 'files',
    key: 'mail/hostile',
    at: 0,
  });
  if (letter === undefined) throw new Error(`${path} is not there.`);
  await keepFiles(
    async ({ bytes, ...file }) => ({ ...file, size: bytes.byteLength }),
    { tenant: 'demo', token: 'hostile' },
    letter.files,
  );
  return letter.notices.includes('MAIL_TOO_LARGE') ? 'header' : 'whole';
});
