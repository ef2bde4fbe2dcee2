/** `npm run acceptance [-- --kind debts]`: a large import through the whole local runner; default: history. */
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { kind: { type: 'string', default: 'interactions' } }, strict: false });
if (values.kind === 'debts') await import('./debts-killed.ts');
else await import('./import-killed.ts');
