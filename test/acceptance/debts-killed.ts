/**
 * `npm run acceptance -- --kind debts [--rows 200000]`: a complete file of debts through the whole local runner, which is
 * killed (SIGKILL) three times on the way and started again on its data (issue 12, line 1; F20). Before it the company owes
 * as many debts again as a tenth of the rows: half of them stand in the file with another balance, half are missing and are
 * settled once somebody has said so, since rows are rejected. Sums must be those of the generator, each debt that of its row,
 * and each customer's summary that of its debts, read by plain calls to the table.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { createDebtsFile } from '../support/debt-files.ts';
import { readDebts } from './debt-reader.ts';
import { hasEnded, must, prepare, say, until, upload, withKills } from './imports.ts';

const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    rows: { type: 'string', default: '200000' },
    customers: { type: 'string' },
  },
});
const rows = Number(values.rows);
/** Twenty debts each: a customer has at most 200. */
const customers = Number(values.customers ?? Math.max(20, Math.ceil(rows / 20)));

const folder = mkdtempSync(join(tmpdir(), 'contacta-acceptance-'));
try {
  const file = createDebtsFile({ seed: 1, rows, customers });
  const megabytes = (file.bytes.length / 1e6).toFixed(1);
  say(`${rows.toLocaleString('en')} rows of csv, ${megabytes} MB: ${JSON.stringify(file.sums)}`);
  const dataDir = join(folder, 'data');
  await prepare(dataDir, customers, async (api) => {
    const processId = await upload(api, 'debts', { form: 'csv', bytes: file.before }, { dateFormat: 'yyyy-mm-dd' });
    const { state, import: done } = await until(api, processId, hasEnded);
    must(state === 'success' && done.counts.created === file.owed, `Before: ${JSON.stringify(done.counts)}`);
  });
  say(`${customers} customers with ${file.owed} debts imported`);
  const started = performance.now();
  const { runner, api, processId } = await withKills(dataDir, rows, (first) =>
    upload(first, 'debts', { form: 'csv', bytes: file.bytes }, { completeFor: '*' }),
  );
  const asked = await until(api, processId, hasEnded);
  must(asked.state === 'needs_answer', `The import is ${asked.state}: ${asked.error}`);
  say(`asks: ${JSON.stringify(asked.import.question)}`);
  await api.take(z.unknown(), 'POST', `/v1/imports/${processId}/confirm`, { settle: true });
  const { state, error, import: done } = await until(api, processId, hasEnded);
  must(state === 'success', `The import is ${state}: ${error}`);
  say(`ended after ${Math.round((performance.now() - started) / 1_000)} s: ${JSON.stringify(done.counts)}`);
  must(JSON.stringify(done.counts) === JSON.stringify(file.sums), `${JSON.stringify(done.counts)} instead`);
  const settlement = { open: file.owed, missing: file.missing, settled: file.missing };
  must(JSON.stringify(done.settlement) === JSON.stringify(settlement), `Settled: ${JSON.stringify(done.settlement)}`);
  const { DynamoDbEndpoint: endpoint, TableName: tableName } = runner.outputs;
  const stored = await readDebts({ endpoint, tableName });
  for (const [place, { balance, state: standing }] of file.debts) {
    const found = stored.debts.get(place);
    must(
      found?.balance === balance && found.state === standing,
      `“${place}” is ${JSON.stringify(found)} instead of ${balance} ${standing}.`,
    );
  }
  must(stored.debts.size === file.debts.size, `${stored.debts.size} debts instead of ${file.debts.size}.`);
  must(stored.changes === file.changes, `${stored.changes} changes of debts instead of ${file.changes}.`);
  for (const [customerId, { summed, told }] of stored.balances) {
    must(summed === told, `Customer ${customerId} owes ${summed} and its summary says ${told}.`);
  }
  say(`exact sums; ${stored.debts.size} debts, each as its row, ${stored.changes} changes, each once`);
  say(`${stored.balances.size} summaries, each that of its debts; ${file.missing} debts settled`);
  await runner.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
