/** The template as the spreadsheets of each country open it, and as it is imported again (B26, F19; issue 11, line 12). */
import { readXlsx } from 'hucre/xlsx';
import parsePhoneNumber from 'libphonenumber-js/min';
import { describe, expect, it } from 'vitest';
import { type ImportKind, importKinds } from '#contract/import-columns.ts';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { readBatches } from './batches.ts';
import { createCustomerRows } from './customer-row.ts';
import { createDebtRows } from './debt-row.ts';
import { columnNames } from './header.ts';
import { importTemplate, type TemplateFormat } from './import-template.ts';
import { createInteractionRows } from './interaction-row.ts';
import { inspectSource } from './source/inspect-source.ts';

const now = Date.UTC(2026, 5, 15, 12);
const senders = { email: null, sms: null, whatsapp: null };
const companyIn = (defaultCountry: string, language: 'es' | 'en' = 'es') =>
  newCompany({ tenant: 'demo', name: 'Demo', timeZone: 'America/Santiago', language, defaultCountry, senders }, now);

async function* once(bytes: Uint8Array) {
  yield bytes;
}

/** Imports the template as it was handed out. */
const rowsOf = async (kind: ImportKind, format: TemplateFormat, company: ReturnType<typeof companyIn>) => {
  const bytes = Buffer.from(importTemplate(kind, format, company).bytes);
  const copy: string[] = [];
  const { header, reading, ...found } = await inspectSource(
    {
      read: async (offset) => once(bytes.subarray(offset)),
      beginCopy: () => ({ add: async (record) => void copy.push(record), finish: async () => undefined }),
    },
    { names: columnNames(kind), dateFormat: 'auto' },
  );
  const context = {
    options: { ...ImportOptionsSchema.parse({}), dateFormat: reading.dateFormat ?? ('yyyy-mm-dd' as const) },
    timeZone: company.timeZone,
    now,
    company,
    metadataFields: metadataFieldsOf(company),
    advisors: new Map<string, string>(),
    paddedTypes: {},
  };
  const readers = { customers: createCustomerRows, debts: createDebtRows, interactions: createInteractionRows };
  const read = readers[kind](header, context);
  const rows = found.isCopied ? Buffer.from(copy.join('')) : bytes.subarray(found.end);
  const parsed = [];
  for await (const { records } of readBatches(once(rows), header.separator, { ...found, offset: found.end })) {
    for (const { cells } of records) parsed.push(read(cells));
  }
  return { parsed, notices: header.notices, header };
};

const countries = [
  'CL',
  'AR',
  'CO',
  'PE',
  'BR',
  'MX',
  'GT',
  'HN',
  'NI',
  'SV',
  'DO',
  'PA',
  'EC',
  'UY',
  'PY',
  'BO',
  'CR',
  'US',
];

describe('the template', () => {
  it.each(countries.flatMap((country) => [[country, 'es'] as const, [country, 'en'] as const]))(
    'of %s in %s goes through the import unchanged, as text and as a workbook',
    async (country, language) => {
      for (const kind of importKinds) {
        const company = companyIn(country, language);
        const [text, workbook] = [await rowsOf(kind, 'csv', company), await rowsOf(kind, 'xlsx', company)];
        expect(text.notices).toEqual([]);
        expect(text.parsed).toEqual([{ row: expect.objectContaining({ document: expect.anything() }), notices: [] }]);
        expect(workbook.parsed).toEqual(text.parsed);
        expect(workbook.header.titles).toEqual(text.header.titles);
      }
    },
  );

  it.each([...countries, 'VE', 'CU', 'PR', 'ES', 'PT'])('shows a phone of %s', (country) => {
    const text = Buffer.from(importTemplate('customers', 'csv', companyIn(country, 'es')).bytes).toString('utf8');
    const phone = parsePhoneNumber(/\+\d+/.exec(text)?.[0] ?? '');
    expect([phone?.country, phone?.isValid()]).toEqual([country, true]);
  });

  it('is split by what the spreadsheets of the country split by, with its decimal mark and dates', () => {
    const rowIn = (country: string, language?: 'en') =>
      Buffer.from(importTemplate('customers', 'csv', companyIn(country, language)).bytes)
        .toString('utf8')
        .split('\r\n')[1];
    expect(rowIn('CL')).toBe(
      'RUT;12345678-5;Ana Pérez;ana@correo.example;+56912345678;;;;Norte;;;F-1001;28-02-2026;125000;CLP;Vigente',
    );
    expect(rowIn('AR')).toMatch(/^DNI;07654321;.*;28-02-2026;125000,50;ARS;Vigente$/);
    expect(rowIn('BR')).toMatch(/^CPF;12345678909;.*;28-02-2026;1250,50;BRL;Vigente$/);
    expect(rowIn('MX')).toMatch(/^RFC,GODE561231GR8,.*,28-02-2026,1250\.50,MXN,Vigente$/);
    expect(rowIn('PA')).toMatch(/,2026-02-28,1250\.50,USD,Vigente$/);
    expect(rowIn('CL', 'en')).toMatch(/,2026-02-28,125000,CLP,Current$/);
  });

  it('as a workbook keeps phones and documents as texts, freezes its header, and lists what is accepted', async () => {
    const { bytes, fileName } = importTemplate('interactions', 'xlsx', companyIn('CL'));
    expect(fileName).toBe('plantilla-interacciones.xlsx');
    const { sheets } = await readXlsx(bytes);
    const [main, accepted] = sheets;
    expect(main?.name).toBe('Interacciones');
    expect(main?.freezePane).toEqual({ rows: 1 });
    expect(main?.rows[1]?.slice(0, 4)).toEqual(['RUT', '12345678-5', 'Correo', new Date('2026-01-31T00:00:00Z')]);
    expect(main?.dataValidations?.map(({ range, formula1 }) => [range, formula1])).toEqual([
      ['A2:A1048576', "'Valores aceptados'!$E$2:$E$15"],
      ['C2:C1048576', "'Valores aceptados'!$B$2:$B$5"],
      ['F2:F1048576', "'Valores aceptados'!$A$2:$A$12"],
      ['H2:H1048576'.replaceAll('H', 'I'), "'Valores aceptados'!$C$2:$C$3"],
      ['M2:M1048576', "'Valores aceptados'!$D$2:$D$4"],
    ]);
    expect(accepted?.name).toBe('Valores aceptados');
    expect(accepted?.rows.map(([status]) => status)).toEqual([
      'Estados',
      'enviada',
      'entregada',
      'no leída',
      'leída',
      'respondida',
      'fallida',
      'bloqueada',
      'omitida',
      'cancelada',
      'expirada',
      'recibida',
      null,
      null,
      null,
    ]);
  });
});
