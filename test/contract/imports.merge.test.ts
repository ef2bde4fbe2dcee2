/**
 * A merge before an import, while it runs and after it (Q13, ADR 43): its rows are those of the one customer, and are known
 * when the file comes again.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { type Fault, Lifetime } from '../support/faults.ts';
import { documentOf } from '../support/import-files.ts';
import { ImportWorld } from '../support/import-world.ts';
import { type ReportEngines, startReportEngines } from '../support/report-engines.ts';

/** Calls of the worker before which the merge happens; the last is never reached, so that it comes after the import. */
const positions = [0, 8, 16, 20, 24, 999];

/** Does something once, before the call at a position among all calls of the process. */
const beforeCall = (position: number, act: () => Promise<unknown>) => {
  let calls = 0;
  const state = { struck: false };
  const fault: Fault = async (_call, send) => {
    calls += 1;
    if (calls - 1 === position) {
      state.struck = true;
      await act();
    }
    return send();
  };
  return { state, fault };
};

describe('an import beside a merge', () => {
  let engines: ReportEngines;
  let worlds = 0;
  beforeAll(async () => {
    engines = await startReportEngines();
  }, 60_000);
  afterAll(() => engines?.stop());

  /** A company with two customers, and a merge of the second into the first. */
  const begin = async () => {
    worlds += 1;
    const world = await ImportWorld.create(engines, `races-${worlds}`);
    const clock = { now: () => world.now };
    const { table } = engines;
    const api = callApi(
      customerRoutes({ table, clock, cursors: createCursors('k'), addressKey: 'address-key-of-the-tests' }),
    );
    const caller = { tenant: world.tenant, userId: 'ana', roles: ['supervisor'] as const };
    const ask = async <Body>(call: string, body?: unknown) => {
      const answer = await api<Body>({ call, caller, ...(body === undefined ? {} : { body }) });
      expect(answer.status, `${call} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
      return answer.body;
    };
    const add = async (index: number) => {
      const document = { documentType: 'RUT', documentNumber: documentOf(index) };
      const addresses = [{ channel: 'email', value: `c${index}@correo.example` }];
      const body = { name: `Cliente ${index}`, ...document, addresses };
      return (await ask<{ customerId: string }>('POST /v1/customers', body)).customerId;
    };
    const [own, other] = [await add(1), await add(2)];
    const merge = () => ask(`POST /v1/customers/${own}/merge`, { customerId: other });
    return { world, ask, own, other, merge };
  };
  const none = { created: 0, updated: 0, duplicate: 0, rejected: 0 };

  it('become interactions of the one customer, and are known when the file comes again', async () => {
    const titles =
      'Tipo de documento,Número identificador único,Canal,Fecha de envío,Destinatarios,Estado,Asunto,Id externo,Código de error';
    const row = (index: number, day: number) =>
      `RUT,${documentOf(index)},Correo,2026-06-0${day},c${index}@correo.example,Entregada,,,`;
    const file = `${[titles, row(2, 1), row(1, 2), row(2, 3)].join('\r\n')}\r\n`;
    for (const position of positions) {
      const { world, own, other, merge } = await begin();
      const processId = await world.upload(file);
      const { state, fault } = beforeCall(position, merge);
      await world.work(processId, { lifetime: new Lifetime(fault), batchRows: 2 });
      const told = `merged before call ${position}`;
      expect((await world.untilEnded(processId)).import?.counts, told).toEqual({ ...none, created: 3 });
      if (!state.struck) await merge();
      const idsOfAll = async () =>
        (await Promise.all([own, other].map((id) => world.messagesOf(id)))).flat().map(({ messageId }) => messageId);
      const before = await idsOfAll();
      expect(before, told).toHaveLength(3);
      const again = await world.untilEnded(await world.upload(file));
      expect(again.import?.counts, told).toEqual({ ...none, duplicate: 3 });
      expect(await idsOfAll(), told).toEqual(before);
      const changed = await world.untilEnded(await world.upload(file.replaceAll('Entregada,,', 'Entregada,Aviso,')));
      expect(changed.import?.counts, told).toEqual({ ...none, updated: 3 });
      expect(await idsOfAll(), told).toEqual(before);
    }
  });

  it('change the one customer: address, profile and debt', async () => {
    const titles =
      'Tipo de documento;Número identificador único;Nombre;Correo;Celular;Nombres de cartera;Código de deuda;Fecha de vencimiento;Saldo;Moneda;Estado de la deuda';
    const row = `RUT;${documentOf(2)};;nuevo@correo.example;;Sur;F-1;2026-07-01;125000;CLP;vigente`;
    const file = `${titles}\n${row}\n`;
    for (const position of positions) {
      const { world, ask, own, merge } = await begin();
      const processId = await world.upload(file, {}, 'customers');
      const { state, fault } = beforeCall(position, merge);
      await world.work(processId, { lifetime: new Lifetime(fault) });
      const told = `merged before call ${position}`;
      expect((await world.untilEnded(processId)).import?.counts, told).toEqual({ ...none, updated: 1 });
      if (!state.struck) await merge();
      const customer = await ask<{ addresses: { value: string }[]; portfolios: string[]; debtSummary: object }>(
        `GET /v1/customers/${own}`,
      );
      expect(customer.addresses.map(({ value }) => value).toSorted(), told).toEqual([
        'c1@correo.example',
        'c2@correo.example',
        'nuevo@correo.example',
      ]);
      expect(customer, told).toMatchObject({ portfolios: ['Sur'], debtSummary: { balances: { CLP: 125_000 } } });
      const { items } = await ask<{ items: object[] }>(`GET /v1/customers/${own}/debts`);
      expect(items, told).toMatchObject([{ code: 'F-1', balance: 125_000 }]);
    }
  });
});
