/**
 * `npm run measure:mail -- --corpus DIR [--only KIND]`: how well mail of other people's collections is understood.
 *
 * `DIR/manifest.jsonl` has a line an input, `{"file" | "text", "kind", "expect"}`, files below DIR:
 *
 *     smtp    a mail server's permanent answer, with `status` where one was reported beside it;
 *             expect `address`, `full`, `sender` or `content`; of the last two either is right for the other
 *     bounce  a raw mail; expect `not-a-person` (the default), or `person` for one that must not be taken for a program
 *     mail    a raw mail; expect `{subject?, from?, text?, files?: ["name:bytes"]}`, else it is compared with mailparser:
 *             subject, sender, every word of the text, names and sizes of the files
 *     reply   a text, or a raw mail whose name ends with .eml; expect what stays in sight, blanks folded;
 *             `subject` where the text had one
 *
 * Prints how many of each kind are right, and every wrong one. Ends with 0 whatever the figures: it measures. No
 * collection belongs into the repository (licences, and words of people).
 */
import { parseArgs } from 'node:util';
import { readInputs } from './measure/mail-inputs.ts';
import { judgeMail, type MailVerdict } from './measure/mail-verdicts.ts';

const { values } = parseArgs({ options: { corpus: { type: 'string' }, only: { type: 'string' } } });
if (values.corpus === undefined) {
  process.stderr.write(
    'Give the folder of a collection: npm run measure:mail -- --corpus DIR (see scripts/measure-mail.ts).\n',
  );
  process.exit(2);
}

const verdicts: MailVerdict[] = [];
for (const input of await readInputs(values.corpus)) {
  if (values.only === undefined || input.kind === values.only) verdicts.push(await judgeMail(input));
}
const kinds = {
  smtp: 'SMTP answers',
  bounce: 'bounces and absences',
  mail: 'foreign mails',
  reply: 'replies',
} as const;
for (const [kind, title] of Object.entries(kinds)) {
  const of = verdicts.filter((verdict) => verdict.kind === kind);
  if (of.length === 0) continue;
  const wrong = of.filter(({ isRight }) => !isRight);
  const share = ((100 * (of.length - wrong.length)) / of.length).toFixed(1);
  process.stdout.write(`${title}: ${of.length - wrong.length} of ${of.length} right (${share} %)\n`);
  if (kind === 'smtp') {
    // An alert about nobody's fault cuts people off, so it is told apart.
    const cutOff = wrong.filter(({ expected, seen }) => expected !== 'address' && seen === 'HARD').length;
    process.stdout.write(`  held against the address though it is not to blame: ${cutOff}\n`);
  }
  for (const { name, expected, seen } of wrong)
    process.stdout.write(`  ${name}\n    expected ${expected}\n    seen     ${seen}\n`);
}
