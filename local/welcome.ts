import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as z from 'zod';

const accountsSchema = z.object({
  users: z.array(
    z.looseObject({
      email: z.string(),
      password: z.string(),
      groups: z.array(z.string()),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
});

/** What to print when everything runs: addresses, demo users, the next commands. */
export const welcome = (
  outputs: Readonly<Record<string, string>>,
  files: { readonly dataDir: string; readonly accountsFile: string },
): string => {
  const { users } = accountsSchema.parse(JSON.parse(readFileSync(files.accountsFile, 'utf8')));
  const folder = relative(process.cwd(), files.dataDir) || '.';
  const places: [string, string | undefined][] = [
    ['Console', outputs.ConsoleUrl],
    ['HTTP API', outputs.ApiUrl],
    ['WebSocket API', outputs.SocketUrl],
    ['Sign-in (OIDC issuer)', outputs.IssuerUrl],
    ['E-mail outbox', outputs.SesEndpoint],
    ['SMS', outputs.SmsEndpoint],
    ['WhatsApp', outputs.WhatsAppEndpoint],
    ['DynamoDB', outputs.DynamoDbEndpoint],
    ['SQS, SNS, S3', outputs.SqsEndpoint],
    ['Control', outputs.ControlUrl],
    ['Data and logs', folder],
  ];
  const width = Math.max(...places.map(([name]) => name.length));
  return [
    '',
    'Contacta is running.',
    '',
    ...places.flatMap(([name, place]) => (place === undefined ? [] : [`  ${name.padEnd(width)}  ${place}`])),
    '',
    'Demo users:',
    ...users.map(
      ({ email, password, groups, attributes }) =>
        `  ${email.padEnd(24)} ${password.padEnd(10)} ${groups.join(', ').padEnd(12)} of ${attributes['custom:tenant']}`,
    ),
    '',
    'A token for curl:  npm run token -- --company demo --role advisor',
    'Run what is due:   npm run tick -- --at <time>',
    'Stop:              Ctrl-C',
    '',
  ].join('\n');
};
