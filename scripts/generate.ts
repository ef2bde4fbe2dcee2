/**
 * Writes the files that are derived from the contract. `--check` compares instead, for CI, and fails with the name of
 * each file that is not up to date.
 *
 *     node scripts/generate.ts [--check]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { fieldLimits } from './field-limits.ts';
import { openApiDocument } from './openapi.ts';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

/**
 * Which roles may call a route, and `closed` where users who see only their own customers may not: all that the console must
 * know of the table at run time.
 */
const permissions = (table: readonly Route[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    table.map(({ id, roles, scope }) => [
      id,
      [...(roles === 'public' ? [] : roles), ...(scope === 'closed' ? ['closed'] : [])],
    ]),
  );

/** Routes whose bodies people fill in, in forms that say beforehand what is too long, too much or out of its range. */
const formRoutes = [
  'clearAlerts',
  'createCustomer',
  'createFromUnmatched',
  'createNote',
  'createStandingReport',
  'createTemplate',
  'patchAccount',
  'putDnd',
  'putHold',
  'putMetadataFields',
  'putPendingCall',
  'putPause',
  'putRestriction',
  'putSettings',
  'putStop',
  'putTicket',
  'putViews',
  'raiseAlerts',
  'recordResult',
  'requestCompanyDeletion',
  'withdrawPromise',
];

const files: readonly { readonly path: string; readonly content: string }[] = [
  { path: 'docs/openapi.json', content: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
  { path: 'web/src/api/permissions.json', content: `${JSON.stringify(permissions(routes), null, 2)}\n` },
  {
    path: 'web/src/api/field-limits.json',
    content: `${JSON.stringify(fieldLimits(routes, formRoutes), null, 2)}\n`,
  },
];

for (const { path, content } of files) {
  const file = join(root, path);
  const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === content;
  if (values.check && !isCurrent) {
    console.error(`${path} is not up to date: run \`node scripts/generate.ts\` and commit it.`);
    process.exitCode = 1;
  } else if (!isCurrent) {
    writeFileSync(file, content);
    console.log(`${path} written (${(Buffer.byteLength(content) / 1000).toFixed(0)} KB)`);
  }
}
