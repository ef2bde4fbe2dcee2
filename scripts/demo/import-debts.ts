/** A portfolio's debts from a file, and the next day's complete file, which settles what it does not name (C27–C30, F19). */
import * as z from 'zod';
import { type Customer, customerSchema, type DemoApi } from '../../local/demo/api.ts';
import { importFile, rutOf, settledImport, told } from './import-file.ts';
import { expectThat, ok, until } from './narration.ts';

/** @param input.number of a document that nobody has yet, without its check digit; the next two are taken as well */
export const importDebts = async (input: {
  readonly advisor: DemoApi;
  readonly supervisor: DemoApi;
  readonly number: number;
}): Promise<void> => {
  const { advisor, supervisor, number } = input;
  const portfolio = `Cartera ${number}`;
  const people: Customer[] = [];
  const documents = [number, number + 1, number + 2].map(rutOf);
  for (const documentNumber of documents) {
    const name = `Gloria Soto (demo ${documentNumber})`;
    const person = { name, addresses: [], documentType: 'RUT', documentNumber };
    people.push(await advisor.take(customerSchema, 'POST', '/v1/customers', person));
  }
  const head = 'RUT;Código de deuda;Saldo;Vencimiento;Cartera;Cuotas';
  const first = [
    head,
    `${documents[0]};OP-1;150.000;2026-10-31;${portfolio};31-10-2026 50000 pagada, 30-11-2026 150000`,
    `${documents[1]};OP-1;80.000;2026-09-15;${portfolio};`,
    `${documents[2]};OP-1;45.990;2026-08-20;${portfolio};`,
  ].join('\r\n');
  const file = { kind: 'debts', fileName: 'deudas.csv' } as const;
  const options = { completeFor: portfolio, listSeparator: ',' };
  const opened = await importFile(supervisor, { ...file, file: first, options });
  expectThat(opened.counts.created === 3, `the import ended in ${told(opened.counts)}`);
  ok(`deudas de «${portfolio}»: ${told(opened.counts)}`);

  const next = [head, ...[0, 1].map((index) => `${documents[index]};OP-1;30.000;2026-10-31;;`)].join('\r\n');
  const checked = await until('the check to see the open debts', async () => {
    const found = await importFile(supervisor, { ...file, file: next, options: { ...options, dryRun: true } });
    return found.settlement?.open === 3 ? found : undefined;
  });
  expectThat(checked.settlement?.missing === 1, `the check says ${JSON.stringify(checked.settlement)}`);
  ok('archivo del día siguiente, revisado: 1 de 3 deudas abiertas no viene, y se daría por pagada');

  await supervisor.take(z.unknown(), 'POST', `/v1/imports/${checked.processId}/confirm`);
  const done = await settledImport(supervisor, checked.processId);
  expectThat(
    done.state === 'success' && done.import.counts.updated === 2 && done.import.settlement?.settled === 1,
    `confirmed: ${done.state}, ${told(done.import.counts)}, ${JSON.stringify(done.import.settlement)}`,
  );
  const owed = z.looseObject({ debtSummary: z.looseObject({ balances: z.record(z.string(), z.number()) }) });
  const balances = await Promise.all(
    people.map(async ({ customerId }) => {
      const { debtSummary } = await supervisor.take(owed, 'GET', `/v1/customers/${customerId}`);
      return debtSummary.balances.CLP ?? 0;
    }),
  );
  expectThat(balances.join() === '30000,30000,0', `they owe ${balances.join(', ')}`);
  ok('confirmado: dos saldos al día y una deuda dada por pagada, en los totales de cada cliente');
};
