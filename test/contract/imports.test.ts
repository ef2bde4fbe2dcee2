/** Imports against the real engines: B24–B34, F19, F20, I11, Q5, Q12, reliability §5.6 G #134–#139. */

import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultMetadataFields } from '#contract/metadata.ts';
import { changeMetadataFields } from '#shared/companies/change-metadata-fields.ts';
import { User } from '#shared/companies/entities.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { AddressState, addressStateKey } from '#shared/contactability/entities.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { cancelImport } from '#shared/imports/cancel-import.ts';
import { confirmImport } from '#shared/imports/confirm-import.ts';
import { createImportTurn } from '#shared/imports/import-turn.ts';
import { ImportStore } from '#shared/imports/store.ts';
import { processAnswer } from '#shared/processes/rules.ts';
import { Lifetime } from '../support/faults.ts';
import { createHistoryFile, documentOf } from '../support/import-files.ts';
import { ImportWorld } from '../support/import-world.ts';
import { type ReportEngines, startReportEngines } from '../support/report-engines.ts';

let engines: ReportEngines;
let world: ImportWorld;
let worlds = 0;
const people = 20;

beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(async () => {
  worlds += 1;
  world = await ImportWorld.create(engines, `company-${worlds}`, people);
});

const userOf = (tenant: string, userId: string) => ({
  tenant,
  userId,
  name: userId,
  email: `${userId}@acme.example`,
  roles: ['advisor' as const],
  updatedAt: 0,
});

const titles =
  'Tipo de documento,Número identificador único,Canal,Fecha de envío,Destinatarios,Estado,Asunto,Id externo,Código de error';
const line = (
  index: number,
  over: Partial<Record<'channel' | 'date' | 'to' | 'status' | 'subject' | 'id' | 'error' | 'document', string>> = {},
) =>
  [
    'RUT',
    over.document ?? documentOf(index),
    over.channel ?? 'Correo',
    over.date ?? '2026-06-01',
    over.to ?? `c${index}@correo.example`,
    over.status ?? 'Entregada',
    over.subject ?? '',
    over.id ?? '',
    over.error ?? '',
  ].join(',');
const fileOf = (...lines: readonly string[]) => `${[titles, ...lines].join('\r\n')}\r\n`;
const importFile = async (file: string | Buffer, options: object = {}) =>
  world.untilEnded(await world.upload(file, options));
const counts = { created: 0, updated: 0, duplicate: 0, rejected: 0 };

describe('outside history', () => {
  it('B24, B25, B33: rows become ended interactions of their customers, from outside, at their time', async () => {
    const process = await importFile(
      fileOf(line(1), line(2, { to: 'a@x.example;b@x.example', status: 'Fallida', error: '5.1.1' })),
    );
    expect(process).toMatchObject({
      state: 'success',
      rowsDone: 2,
      rowsTotal: 2,
      import: { counts: { ...counts, created: 2 }, interactions: 3 },
    });
    const messages = await world.messages(2);
    expect(messages).toMatchObject([
      {
        source: 'outside',
        phase: 'ended',
        status: 'delivered',
        day: '2026-06-01',
        recipient: 'c1@correo.example',
        advisorId: 'ana',
        dueAt: null,
        providerId: null,
      },
      { status: 'failed', facts: [{ kind: 'failed', class: 'HARD', code: '5.1.1' }] },
      { status: 'failed' },
    ]);
  });

  it('#134, #135: a repeated row is a duplicate of its line, one with other data a conflict', async () => {
    const process = await importFile(fileOf(line(1), line(1), line(1, { subject: 'Otro' })));
    expect(process.import).toMatchObject({
      counts: { ...counts, created: 1, duplicate: 1, rejected: 1 },
      issues: expect.arrayContaining([
        { code: 'ROW_DUPLICATE', count: 1, line: 3, details: { of: 2 } },
        { code: 'ROW_CONFLICT', count: 1, line: 4, details: { of: 2 } },
      ]),
    });
  });

  it('#139, F20: the same file again changes nothing, also renamed; a changed row is one change', async () => {
    const file = fileOf(line(1), line(2, { id: 'x-1' }), line(3));
    const first = await importFile(file);
    const before = await world.messages(3);
    const second = await importFile(file);
    expect(second.import).toMatchObject({
      counts: { ...counts, duplicate: 3 },
      issues: [{ code: 'FILE_ALREADY_IMPORTED', details: { process: first.processId } }],
    });
    expect(await world.messages(3)).toEqual(before);
    const third = await importFile(fileOf(line(1), line(2, { id: 'x-1', status: 'Leída' }), line(3)));
    expect(third.import?.counts).toEqual({ ...counts, duplicate: 2, updated: 1 });
    expect((await world.messages(3)).map(({ status }) => status)).toEqual(['delivered', 'read', 'delivered']);
  });

  it('#136: unknown customers are refused by row; another company has the document', async () => {
    await ImportWorld.create(engines, `other-${worlds}`, 30);
    const process = await importFile(fileOf(line(1), line(25), line(2)));
    expect(process.import?.counts).toEqual({ ...counts, created: 2, rejected: 1 });
    expect(await world.errorFile(process)).toContain(
      '3,Número identificador único,CUSTOMER_NOT_FOUND,"No hay un cliente con el documento «5000025-7»; ',
    );
  });

  it('F19, F20: the error file has the original rows, and is uploaded again once it is corrected', async () => {
    const process = await importFile(
      fileOf(line(1, { subject: '=1+1' }), line(2, { channel: 'Paloma', subject: '=2+2' }), line(3, { date: 'ayer' })),
    );
    const errors = await world.errorFile(process);
    const [header, ...rows]: string[][] = parse(errors, { bom: true });
    expect(header).toEqual(['Línea', 'Columna', 'Código', 'Qué corregir', ...titles.split(',')]);
    expect(rows.map((cells) => cells.slice(0, 3))).toEqual([
      ['3', 'Canal', 'CHANNEL_UNKNOWN'],
      ['4', 'Fecha de envío', 'DATE_INVALID'],
    ]);
    // A spreadsheet must not calculate it, and the import takes the mark away again.
    expect(rows[0]?.[10]).toBe("'=2+2");
    const again = await importFile(errors.replaceAll('Paloma', 'Correo').replaceAll('ayer', '2026-06-02'));
    expect(again).toMatchObject({ error: null, import: { counts: { ...counts, created: 2 } } });
    expect((await world.messages(3)).map(({ subject }) => subject)).toEqual(['=1+1', '=2+2', null]);
  });

  it('Q5: failures raise alerts only where the import asks for it', async () => {
    const row = line(1, { status: 'Fallida', error: '5.1.1' });
    await importFile(fileOf(row));
    const key = addressStateKey(
      world.tenant,
      'email',
      addressHash('address-key-of-the-tests', 'email', 'c1@correo.example'),
    );
    expect(await engines.table.get(AddressState, key)).toBeUndefined();
    await importFile(fileOf(line(1, { status: 'Fallida', error: '5.1.1', date: '2026-06-02' })), { raiseAlerts: true });
    expect((await engines.table.get(AddressState, key))?.value.facts).toMatchObject([
      { class: 'HARD', code: '5.1.1', reason: 'ADDRESS_NOT_FOUND' },
    ]);
  });

  it('#113–#123: a file that cannot be read fails with one message and writes nothing', async () => {
    const process = await importFile(Buffer.concat([Buffer.from(fileOf(line(1))), Buffer.from([0xf1, 0x0a])]));
    expect(process).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('ENCODING_NOT_UTF8: La línea 3'),
      rowsDone: 0,
    });
    expect(await world.messages(1)).toEqual([]);
    expect((await importFile('')).error).toContain('FILE_EMPTY');
    const empty = await importFile(fileOf());
    expect(empty).toMatchObject({ state: 'success', rowsTotal: 0, import: { issues: [{ code: 'FILE_NO_ROWS' }] } });
  });
});

describe('a dry run', () => {
  const deps = () => ({
    processes: world.processes,
    uploads: { look: async () => undefined },
    mappings: new ImportStore(engines.table),
    jobs: { enqueue: async () => undefined },
    clock: { now: () => world.now },
  });

  it('F19: tells what would happen, writes nothing; confirm imports the validated bytes with the same sums', async () => {
    const file = createHistoryFile({ seed: 7, rows: 200, customers: people, badShare: 0.1 });
    const processId = await world.upload(file.bytes(), { dryRun: true });
    const dry = await world.untilEnded(processId);
    expect(dry).toMatchObject({ state: 'success', import: { stage: 'validated', counts: file.sums } });
    expect(await world.messages(people)).toEqual([]);
    await confirmImport(deps(), { tenant: world.tenant, userId: 'sofia', processId });
    const wet = await world.untilEnded(processId);
    expect(wet).toMatchObject({ state: 'success', import: { stage: 'done', counts: file.sums } });
    expect(await world.messages(people)).toHaveLength(file.sums.created);
    expect(await world.errorFile(wet)).toBe(await world.errorFile(dry));
    await expect(confirmImport(deps(), { tenant: world.tenant, userId: 'sofia', processId })).rejects.toMatchObject({
      code: 'IMPORT_NOT_CONFIRMABLE',
    });
  });

  it('a file that was replaced between validation and import is refused', async () => {
    const processId = await world.upload(fileOf(line(1)), { dryRun: true });
    await world.untilEnded(processId);
    await world.replace(processId, Buffer.from(fileOf(line(2))));
    await confirmImport(deps(), { tenant: world.tenant, userId: 'sofia', processId });
    expect(await world.untilEnded(processId)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('FILE_REPLACED'),
    });
    expect(await world.messages(2)).toEqual([]);
  });
});

describe('going on', () => {
  it('I11, F20: killed three times and handed over, it ends with the sums and rows of a run without a kill', async () => {
    const file = createHistoryFile({ seed: 11, rows: 2_000, customers: people });
    const bytes = file.bytes();
    const whole = await importFile(bytes);
    expect(whole.import?.counts).toEqual(file.sums);
    const wanted = (await world.messages(people)).map(({ messageId, status, facts }) => [
      messageId,
      status,
      facts.map(({ kind }) => kind),
    ]);

    world = await ImportWorld.create(engines, `killed-${worlds}`, people);
    const processId = await world.upload(bytes);
    for (const at of [60, 90, 41]) {
      const lifetime = new Lifetime(async (call, send, life) => {
        if (call.kind === 'effect' && call.position === at) {
          await send();
          return life.die();
        }
        return send();
      });
      await world.work(processId, { lifetime });
      world.now += 16 * 60_000;
      expect((await world.find(processId)).state).toBe('processing');
    }
    await world.work(processId, { remaining: () => 30_000 });
    expect(world.jobs.at(-1)).toBe(processId);
    const killed = await world.untilEnded(processId);
    expect(killed.import).toMatchObject({ counts: file.sums, interactions: whole.import?.interactions });
    expect(
      (await world.messages(people)).map(({ messageId, status, facts }) => [
        messageId,
        status,
        facts.map(({ kind }) => kind),
      ]),
    ).toEqual(wanted);
    expect(await world.errorFile(killed)).toBe(await world.errorFile(whole).catch(() => ''));
  }, 120_000);

  it('I11: batches of any size end in the same', async () => {
    const file = createHistoryFile({ seed: 3, rows: 120, customers: people, badShare: 0.2 });
    const results = [];
    for (const batchRows of [1, 7, 1_000]) {
      world = await ImportWorld.create(engines, `batches-${worlds}-${batchRows}`, people);
      const process = await world.untilEnded(await world.upload(file.bytes()), batchRows);
      const { counts: sums, issues } = process.import ?? {};
      results.push({
        sums,
        issues,
        errors: await world.errorFile(process),
        ids: (await world.messages(people)).map(({ messageId }) => messageId),
      });
    }
    expect(results[0]?.sums).toEqual(file.sums);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  }, 60_000);

  it('F20: is cancelled between two batches; what is written stays and is counted', async () => {
    const processId = await world.upload(createHistoryFile({ seed: 5, rows: 300, customers: people }).bytes());
    let left = 3;
    await world.work(processId, { remaining: () => (left-- > 0 ? 900_000 : 1_000) });
    await cancelImport(
      { processes: world.processes, clock: { now: () => world.now } },
      { tenant: world.tenant, userId: 'ana', processId },
    );
    const process = await world.untilEnded(processId);
    expect(process.state).toBe('cancelled');
    // Somebody else than who asked for it did so.
    expect(processAnswer(process, world.now).unread).toBe(true);
    expect(process.rowsDone).toBeLessThan(300);
    expect(await world.messages(people)).toHaveLength(process.import?.counts.created ?? -1);
    await expect(
      cancelImport(
        { processes: world.processes, clock: { now: () => world.now } },
        { tenant: world.tenant, userId: 'ana', processId },
      ),
    ).rejects.toMatchObject({ code: 'PROCESS_ENDED' });
  });

  it('waits for its file, and expires after a day; a job with a forged company finds nothing', async () => {
    const processId = await world.upload('');
    await engines.s3.send(
      new (await import('@aws-sdk/client-s3')).DeleteObjectCommand({
        Bucket: 'contacta-test-files',
        Key: (await world.find(processId)).import?.key ?? '',
      }),
    );
    await world.work(processId);
    expect(await world.find(processId)).toMatchObject({ state: 'pending', lease: null });
    expect(await world.work(processId, { tenant: 'beta' })).toBe(false);
    world.now += 25 * 3_600_000;
    await world.work(processId);
    expect(await world.find(processId)).toMatchObject({ state: 'expired' });
  });
});

describe('customers', () => {
  const head =
    'Tipo de documento;Número identificador único;Nombre;Correo;Celular;Nombres de cartera;Código de deuda;Fecha de vencimiento;Saldo;Moneda;Estado de la deuda';
  const customersFile = (...rows: readonly string[]) => [head, ...rows].join('\n');
  const run = async (file: string, options: object = {}) =>
    world.untilEnded(await world.upload(file, options, 'customers'));

  it('Q12, Q13: makes, changes and leaves alone by document, through the rules of customers', async () => {
    const fresh = documentOf(900);
    const file = customersFile(
      `RUT;${fresh};Berta Soto;berta@correo.example;1;Sur;F-1;2026-07-01;125000;CLP;vigente`,
      `RUT;${fresh};;;;;F-2;2026-08-01;99000;CLP;vencida`,
      `RUT;${documentOf(901)};Carla;;+56987654321;;;;;;`,
      'RUT;1-1;Nadie;;;;;;;;',
    );
    const first = await run(file);
    expect(first.import).toMatchObject({ counts: { created: 2, updated: 1, duplicate: 0, rejected: 1 }, warnings: 1 });
    expect(await world.errorFile(first)).toContain('ADDRESS_LEFT_OUT');
    const second = await run(file);
    expect(second.import?.counts).toEqual({ created: 0, updated: 1, duplicate: 2, rejected: 1 });
  });

  it('12.8: a number or a yes in another spelling is no change', async () => {
    await changeMetadataFields(
      { companies: new CompanyStore(engines.table), clock: { now: () => world.now } },
      {
        tenant: world.tenant,
        userId: 'ana',
        expectedVersion: undefined,
        fields: [
          ...defaultMetadataFields,
          { key: 'cuotas', label: { es: 'Cuotas', en: 'Instalments' }, type: 'number' },
          { key: 'vip', label: { es: 'Preferente', en: 'Preferred' }, type: 'boolean' },
        ],
      },
    );
    const fileWith = (cells: string) =>
      `Tipo de documento;Número identificador único;Nombre;meta.cuotas;meta.vip\nRUT;${documentOf(950)};Vera;${cells}`;
    expect((await run(fileWith('3,5;Sí'))).import?.counts).toEqual({ ...counts, created: 1 });
    expect((await run(fileWith('3,50;si'))).import?.counts).toEqual({ ...counts, duplicate: 1 });
    expect((await run(fileWith('4;si'))).import?.counts).toEqual({ ...counts, updated: 1 });
  });

  it('Q13: one number in other spellings is one customer', async () => {
    const file = [
      'Tipo de documento;Número identificador único;Nombre',
      'CPF;123.456.789-09;Bia',
      'cpf;12345678909;Bia Souza',
      'R.U.N.;8.123.451-5;Caro',
      'RUT;8123451\u20115;Caro Pérez',
      'DNI;7.654.321;Dora',
      'DNI;07654321;Dora',
    ].join('\n');
    const process = await run(file);
    expect(process.import?.counts).toEqual({ created: 3, updated: 2, duplicate: 1, rejected: 0 });
  });

  it('Q13: strangers with the number of nobody never become one customer', async () => {
    const file = [
      'Tipo de documento;Número identificador único;Nombre;Correo',
      'RUT;66.666.666-6;Ana;ana@correo.example',
      'RFC;XAXX010101000;Beto;beto@correo.example',
      'RUT;66666666-6;Carla;carla@correo.example',
      ';;Dora;dora@correo.example',
    ].join('\n');
    const refused = await run(file);
    expect(refused.import?.counts).toEqual({ created: 0, updated: 0, duplicate: 0, rejected: 4 });
    expect(await world.errorFile(refused)).toContain('DOCUMENT_PLACEHOLDER');
    const made = await run(file, { withoutDocument: 'create' });
    expect(made.import?.counts).toEqual({ created: 4, updated: 0, duplicate: 0, rejected: 0 });
    const again = await run(file, { withoutDocument: 'create' });
    expect(again.import?.counts).toEqual({ created: 0, updated: 0, duplicate: 4, rejected: 0 });
  });

  it('issue 11, line 8: numbers as Excel leaves them are kept; what lost digits is told, and the end says so', async () => {
    const file = customersFile(
      `RUT;${documentOf(905)};Rosa;;56947859918;;;;;;`,
      `RUT;${documentOf(906)};Luz;;5,69E+10;;;;;;`,
      `RUT;${documentOf(907)};Eva;;5512345678;;;;;;`,
    );
    const process = await run(file);
    expect(process).toMatchObject({
      state: 'success',
      import: {
        counts: { created: 3, rejected: 0 },
        warnings: 2,
        issues: [
          { code: 'ADDRESS_LEFT_OUT', count: 1, line: 3, details: { why: 'PHONE_SCIENTIFIC' } },
          { code: 'ADDRESS_LEFT_OUT', count: 1, line: 4, details: { why: 'PHONE_NOT_E164' } },
        ],
      },
    });
    const answer = processAnswer(process, world.now);
    expect(answer.stateLabel).toEqual({ es: 'Terminado con avisos', en: 'Ended with warnings' });
    expect(answer.import?.issues[0]?.text.es).toContain('Excel acortó el número a «5,69E+10»');
    expect(await world.errorFile(process)).toContain('PHONE_SCIENTIFIC');
    const clean = await run(customersFile(`RUT;${documentOf(908)};Ana;;+56947859917;;;;;;`));
    expect(processAnswer(clean, world.now).stateLabel.es).toBe('Correcto');
  });

  describe('limits that rows reach together', () => {
    const title = 'Tipo de documento;Número identificador único;Nombre;Celular';
    const mobile = (index: number) => `+569812345${String(index).padStart(2, '0')}`;
    const rows = (document: string, from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => `RUT;${document};Once Sucursales;${mobile(from + index)}`);

    it('reject the row that passes them, and no other; the dry run says the same', async () => {
      const [full, other] = [documentOf(920), documentOf(921)];
      // A mobile makes two addresses: the eleventh row passes 20, the twelfth repeats what is there.
      const lines = [...rows(full, 1, 11), ...rows(full, 10, 10), `RUT;${other};Otra;${mobile(50)}`];
      const file = [title, ...lines].join('\n');
      const sums = { created: 2, updated: 9, duplicate: 1, rejected: 1 };
      for (const batchRows of [50, 4]) {
        const dry = await world.untilEnded(await world.upload(file, { dryRun: true }, 'customers'), batchRows);
        expect(dry.import?.counts).toEqual(sums);
      }
      const process = await world.untilEnded(await world.upload(file, {}, 'customers'), 4);
      expect([process.state, process.import?.counts]).toEqual(['success', sums]);
      expect(await world.errorFile(process)).toContain('12;;ADDRESS_LIMIT;');
    });

    it('count what the customer had before', async () => {
      const full = documentOf(922);
      await run([title, ...rows(full, 1, 9)].join('\n'));
      const file = [title, ...rows(documentOf(923), 60, 60), ...rows(full, 10, 12), ...rows(documentOf(924), 61, 61)];
      const process = await run(file.join('\n'));
      expect([process.state, process.import?.counts]).toEqual([
        'success',
        { created: 2, updated: 1, duplicate: 0, rejected: 2 },
      ]);
    });
  });

  it('F20: no import waits for the whole of another one of its company', async () => {
    const head = 'Tipo de documento;Número identificador único;Nombre';
    const people = (from: number, count: number) =>
      [head, ...Array.from({ length: count }, (_, index) => `RUT;${documentOf(from + index)};P${from + index}`)].join(
        '\n',
      );
    const large = await world.upload(people(1_000, 60), {}, 'customers');
    const small = await world.upload(people(2_000, 2), {}, 'customers');
    const doneFirst: string[] = [];
    await Promise.all([
      world.work(large, { batchRows: 2 }).then(() => doneFirst.push(large)),
      world.work(small, { batchRows: 2 }).then(() => doneFirst.push(small)),
    ]);
    expect(doneFirst).toEqual([small, large]);
    for (const id of [large, small]) expect((await world.find(id)).state).toBe('success');
  });

  it('F20: who waits is the next one, also behind a batch that takes most of a minute', async () => {
    let now = world.now;
    let whileWaiting = async (_waited: number): Promise<void> => undefined;
    const began = now;
    const turn = createImportTurn({
      turns: new ImportStore(engines.table),
      clock: { now: () => now },
      async sleep(ms) {
        now += ms;
        await whileWaiting(now - began);
      },
    });
    expect(await turn.take(world.tenant, 'large', 900_000)).toBe(true);
    let isOver = false;
    whileWaiting = async (waited) => {
      if (waited < 45_000 || isOver) return;
      isOver = true;
      await turn.leave(world.tenant, 'large');
    };
    expect(await turn.take(world.tenant, 'small', 900_000)).toBe(true);
    expect(now - began).toBeLessThan(46_000);
    // Without end it gives up, and sooner where little of its worker's life is left.
    const asked = now;
    expect(await turn.take(world.tenant, 'other', 20_000)).toBe(false);
    expect(now - asked).toBeLessThanOrEqual(5_000);
  });

  it("D10, I17: an advisor is a user of the company; another company's is unknown, and his row alone is refused", async () => {
    await engines.table.put(User, userOf(world.tenant, 'ana'), 'any');
    await engines.table.put(User, userOf('beta', 'benito'), 'any');
    const file = [
      'Tipo de documento;Número identificador único;Nombre;Asesor asignado',
      `RUT;${documentOf(910)};Berta;ANA@acme.example`,
      `RUT;${documentOf(911)};Carla;benito`,
    ].join('\n');
    const process = await run(file);
    expect(process.import?.counts).toEqual({ created: 1, updated: 0, duplicate: 0, rejected: 1 });
    expect(await world.errorFile(process)).toContain('3;Asesor asignado;ADVISOR_UNKNOWN;');
  });
});
