/** Every code of reliability §5.6 G: what is wrong with a file, a header, a row, a cell. */
import { describe, expect, it } from 'vitest';
import { type ImportKind, importColumns } from '#contract/import-columns.ts';
import { issueText } from '#contract/import-issues.ts';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { demoCompany } from '../../test/support/demo-company.ts';
import { createCustomerRows } from './customer-row.ts';
import { type ColumnMapping, columnNames, foldedTitles, readHeader } from './header.ts';
import { keyOf } from './import-customers.ts';
import { advisorsOf, createInteractionRows } from './interaction-row.ts';
import { FileFault } from './issues.ts';

const now = Date.UTC(2026, 5, 15, 12);
const company = demoCompany(now);
const readOptions = (given: object) => {
  const { dateFormat, ...options } = ImportOptionsSchema.parse(given);
  return { ...options, dateFormat: dateFormat === 'auto' ? ('yyyy-mm-dd' as const) : dateFormat };
};
const contextWith = (options: object) => ({
  options: readOptions(options),
  timeZone: 'America/Santiago',
  now,
  company,
  metadataFields: metadataFieldsOf(company),
  paddedTypes: {},
  advisors: advisorsOf([{ userId: 'ana', email: 'Ana@acme.example' }]),
});

const headerOf = (kind: ImportKind, keys: readonly string[], separator = ',') =>
  readHeader(
    columnNames(kind),
    keys.map((key) => importColumns[kind][key]?.es ?? key),
    separator,
  );

const historyKeys = [
  'documentType',
  'documentNumber',
  'channel',
  'sentOn',
  'recipients',
  'status',
  'time',
  'subject',
  'externalId',
];
const good = {
  documentType: 'RUT',
  documentNumber: '12.345.678-5',
  channel: 'Correo',
  sentOn: '2026-06-01',
  recipients: 'Ana@Correo.example',
  status: 'Leída',
  time: '',
  subject: '',
  externalId: '',
};
const history = (over: Partial<Record<string, string>> = {}, options: object = {}) => {
  const values: Record<string, string | undefined> = { ...good, ...over };
  return createInteractionRows(
    headerOf('interactions', historyKeys),
    contextWith(options),
  )(historyKeys.map((key) => values[key] ?? ''));
};
const codes = (parsed: ReturnType<typeof history>) =>
  'issues' in parsed ? parsed.issues.map(({ code, column }) => `${code} ${column ?? ''}`.trim()) : [];
const row = (parsed: ReturnType<typeof history>) => {
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  return parsed.row;
};

const customerKeys = [
  'documentType',
  'documentNumber',
  'name',
  'email',
  'mobile',
  'debtCode',
  'debtDueDate',
  'debtBalance',
  'debtCurrency',
  'debtState',
];
const customer = (over: Partial<Record<string, string>> = {}, options: object = {}) => {
  const values: Record<string, string | undefined> = {
    documentType: 'RUT',
    documentNumber: '12345678-5',
    name: 'Ana',
    ...over,
  };
  return createCustomerRows(
    headerOf('customers', customerKeys),
    contextWith(options),
  )(customerKeys.map((key) => values[key] ?? ''));
};

const titles = 'Tipo de documento,Número identificador único,Canal,Fecha de envío,Destinatarios,Estado';

describe('a header', () => {
  const header = (line: string) => {
    try {
      return readHeader(columnNames('interactions'), line.split(','), ',');
    } catch (error) {
      if (error instanceof FileFault) return error.issue;
      throw error;
    }
  };
  it('takes Spanish and English names, whatever their case, accents and marks', () => {
    expect(header('DOCUMENT_TYPE,identifier,Channel,send date,to,STATUS')).toMatchObject({
      keys: historyKeys.slice(0, 6),
    });
  });
  it('#122: names the missing column and the one that may be meant', () => {
    expect(header(titles.replace('Destinatarios', 'Destinatrios'))).toMatchObject({
      code: 'COLUMN_MISSING',
      details: { column: 'recipients', hint: ' ¿«Destinatrios»?' },
    });
  });
  it.each([
    [`${titles},canal`, 'HEADER_DUPLICATE'],
    [`${titles},x,X`, 'HEADER_DUPLICATE'],
    [`${titles},__proto__`, 'HEADER_FORBIDDEN'],
    [`${titles},tenantId`, 'HEADER_FORBIDDEN'],
  ])('#123: %s', (line, code) => {
    expect(header(line)).toMatchObject({ code });
  });
  it('F20: ignores the columns of an error file, and tells of others that it does not use', () => {
    const found = header(`Línea,Columna,Código,Qué corregir,${titles},Nota`);
    expect('notices' in found && found.notices).toEqual([{ code: 'COLUMN_IGNORED', details: { column: 'Nota' } }]);
  });
});

describe('what titles mean', () => {
  const named = (mapping: ColumnMapping, line: string) =>
    readHeader(columnNames('interactions', foldedTitles(mapping)), line.split(','), ',');
  const unknown = titles.replace('Destinatarios', 'Contacto del cliente');
  it('a title that is no name of ours is asked for where a column is missing', () => {
    const ask = () => named({}, unknown);
    expect(ask).toThrow(
      expect.objectContaining({
        question: { kind: 'columns', missing: ['recipients'], titles: ['Contacto del cliente'] },
      }),
    );
  });
  it('and once it was said, is read so, whatever its case and accents', () => {
    expect(named({ 'CONTACTO  del cliente': 'recipients' }, unknown).keys[4]).toBe('recipients');
  });
  it('a file without any of our columns is another file, and no question', () => {
    expect(() => named({}, 'a,b,c')).toThrow(expect.objectContaining({ question: undefined }));
  });
  it('columns without title are left out', () => {
    expect(named({}, `${titles},,`).keys).toEqual([...historyKeys.slice(0, 6), undefined, undefined]);
  });
});

describe('a row of history', () => {
  it('B27–B32: is read in its normal form', () => {
    expect(row(history())).toMatchObject({
      document: { documentType: 'RUT', documentNumber: '12345678-5' },
      channel: 'email',
      sentAt: Date.parse('2026-06-01T00:00:00-04:00'),
      recipients: ['ana@correo.example'],
      status: 'read',
      direction: 'outbound',
    });
  });
  it('B31: takes several recipients, each once, by the declared separator', () => {
    expect(row(history({ recipients: 'a@x.example; b@x.example;a@x.example' })).recipients).toEqual([
      'a@x.example',
      'b@x.example',
    ]);
    expect(codes(history({ recipients: 'a@x.example, b@x.example' }))).toEqual(['EMAIL_MULTIPLE recipients']);
    expect(row(history({ recipients: 'a@x.example|b@x.example' }, { listSeparator: '|' })).recipients).toHaveLength(2);
    expect(codes(history({ recipients: Array.from({ length: 21 }, (_, n) => `a${n}@x.example`).join(';') }))).toEqual([
      'TOO_MANY_RECIPIENTS recipients',
    ]);
  });
  it.each([
    ['2026-02-03 10:30', {}, '2026-02-03T10:30:00-03:00'],
    ['2026-02-03T10:30:15Z', {}, '2026-02-03T10:30:15Z'],
    ['02/03/2026', { dateFormat: 'dd/mm/yyyy' }, '2026-03-02T00:00:00-03:00'],
    ['02/03/2026', { dateFormat: 'mm/dd/yyyy' }, '2026-02-03T00:00:00-03:00'],
    ['2-3-2026 9:05', { dateFormat: 'dd/mm/yyyy' }, '2026-03-02T09:05:00-03:00'],
    // The past has no limit, and nothing is moved (issue 10, A.2).
    ['1999-12-31', {}, '1999-12-31T00:00:00-03:00'],
    ['1900-01-01T10:00:00-04:00', {}, '1900-01-01T10:00:00-04:00'],
    ['0099-01-01T00:00:00Z', {}, '0099-01-01T00:00:00Z'],
    // Clocks differ by minutes.
    ['2026-06-15T12:05:00Z', {}, '2026-06-15T12:05:00Z'],
  ])('#131: %s by the declared format', (sentOn, options, instant) => {
    expect(row(history({ sentOn }, options)).sentAt).toBe(Date.parse(instant));
  });
  it.each([
    ['02/03/2026', 'DATE_AMBIGUOUS'],
    ['31/02/2026', 'DATE_INVALID'],
    ['46000', 'DATE_INVALID'],
    ['01/02/26', 'DATE_INVALID'],
    ['2026-06-16', 'DATE_FUTURE'],
    ['2026-06-15T12:05:01Z', 'DATE_FUTURE'],
    ['2099-01-01', 'DATE_FUTURE'],
    ['0000-01-01', 'DATE_INVALID'],
    ['ayer', 'DATE_INVALID'],
  ])('#131: refuses %s with %s, never guesses', (sentOn, code) => {
    expect(codes(history({ sentOn }))).toEqual([`${code} sentOn`]);
  });
  it('takes the time from its own column', () => {
    expect(row(history({ time: '23:59' })).sentAt).toBe(Date.parse('2026-06-01T23:59:00-04:00'));
    expect(codes(history({ time: '24:00' }))).toEqual(['TIME_INVALID sentOn']);
  });
  it.each([
    [{ documentNumber: '12345678-9' }, 'RUT_CHECK_DIGIT documentNumber'],
    [{ documentType: 'DNI', documentNumber: '12345' }, 'ID_INVALID documentNumber'],
    [{ documentType: 'CE', documentNumber: '1.23457E+11' }, 'ID_SCIENTIFIC documentNumber'],
    [{ documentType: 'CC', documentNumber: '1,03E+09' }, 'ID_SCIENTIFIC documentNumber'],
    [{ documentNumber: '5825164' }, 'RUT_CHECK_DIGIT documentNumber'],
    [{ documentNumber: '66.666.666-6' }, 'DOCUMENT_PLACEHOLDER documentNumber'],
    [{ documentType: 'RFC', documentNumber: 'XAXX010101000' }, 'DOCUMENT_PLACEHOLDER documentNumber'],
    [{ documentType: 'DNI', documentNumber: '#N/D' }, 'DOCUMENT_PLACEHOLDER documentNumber'],
    [{ documentType: '', documentNumber: '123' }, 'VALUE_REQUIRED documentType'],
    [{ documentType: 'CPF', documentNumber: '123' }, 'ID_INVALID documentNumber'],
    [{ documentNumber: '' }, 'VALUE_REQUIRED documentNumber'],
    [{ channel: 'paloma' }, 'CHANNEL_UNKNOWN channel'],
    [{ status: 'perdida' }, 'STATUS_UNKNOWN status'],
    [{ status: 'programada' }, 'STATUS_UNKNOWN status'],
    [{ subject: '\u0001=A1&B1' }, 'FORMULA_WITHOUT_VALUE subject'],
    [{ recipients: '1' }, 'ADDRESS_PLACEHOLDER recipients'],
    [{ channel: 'SMS', recipients: '5512345678' }, 'PHONE_NOT_E164 recipients'],
    [{ channel: 'SMS', recipients: '5,69E+10' }, 'PHONE_SCIENTIFIC recipients'],
    [{ recipients: 'ana' }, 'EMAIL_INVALID recipients'],
    [{ subject: 'a\u0000b' }, 'INVALID_CHARACTER subject'],
    [{ subject: 'x'.repeat(201) }, 'TEXT_TOO_LONG subject'],
    [{ subject: 'x'.repeat(40_000) }, 'FIELD_TOO_LARGE subject'],
  ])('#127–#136, Q12: %j is rejected with %s', (over, code) => {
    expect(codes(history(over))).toEqual([code]);
  });
  it('B14, D10, I17: the advisor is a user of the company, by id or e-mail address', () => {
    const rows = createInteractionRows(headerOf('interactions', [...historyKeys, 'advisorId']), contextWith({}));
    const advisorIn = (text: string) => {
      const parsed = rows([...Object.values(good), text]);
      return 'issues' in parsed ? parsed.issues : parsed.row.advisorId;
    };
    expect(['ana', 'ANA@acme.example', ''].map(advisorIn)).toEqual(['ana', 'ana', null]);
    expect(advisorIn('benito')).toEqual([
      { code: 'ADVISOR_UNKNOWN', column: 'advisorId', details: { value: 'benito' } },
    ]);
  });
  it('shows all that is wrong at once', () => {
    expect(codes(history({ channel: 'x', status: 'y', sentOn: 'z' }))).toEqual([
      'CHANNEL_UNKNOWN channel',
      'DATE_INVALID sentOn',
      'STATUS_UNKNOWN status',
    ]);
  });
  it('#124: a row of another width is rejected', () => {
    const rows = createInteractionRows(headerOf('interactions', historyKeys), contextWith({}));
    expect(rows(['RUT', '1'])).toEqual({ issues: [{ code: 'ROW_WIDTH', details: { found: 2, wanted: 9 } }] });
  });
  it.each(["'=HYPERLINK(1)", "'@SUM(A1)", "'＝1", "'+56"])('#129, I20: takes one mark away from %s', (subject) => {
    expect(row(history({ subject })).subject).toBe(subject.slice(1));
  });
});

describe('a row of customers', () => {
  const issues = (parsed: ReturnType<typeof customer>) =>
    'issues' in parsed ? parsed.issues.map(({ code }) => code) : [];
  const taken = (parsed: ReturnType<typeof customer>) => {
    if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
    return parsed;
  };
  it('Q12: keeps the row and leaves a placeholder out with a warning', () => {
    expect(taken(customer({ email: 'ana@correo.example', mobile: '1' }))).toMatchObject({
      row: { addresses: [{ channel: 'email', value: 'ana@correo.example' }] },
      notices: [{ code: 'ADDRESS_LEFT_OUT', column: 'mobile', details: { value: '1', why: 'ADDRESS_PLACEHOLDER' } }],
    });
  });
  it("Q12, §5.6 #45: keeps the row and leaves the company's own account out with a warning", () => {
    const { row, notices } = taken(customer({ mobile: '+56956781234' }));
    expect(row.addresses).toEqual([]);
    expect(notices).toMatchObject([
      { code: 'ADDRESS_LEFT_OUT', column: 'mobile', details: { why: 'RECIPIENT_IS_SENDER' } },
    ]);
  });
  it('Q13: a document that identifies nobody is refused, or left out where the import says so', () => {
    for (const documentNumber of ['66.666.666-6', 'S/N', '#N/D', '0', '11.111.111-1']) {
      expect(issues(customer({ documentNumber }))).toEqual(['DOCUMENT_PLACEHOLDER']);
      expect(taken(customer({ documentNumber }, { withoutDocument: 'create' })).row.document).toBeNull();
    }
    expect(issues(customer({ documentNumber: '' }))).toEqual(['VALUE_REQUIRED']);
    expect(taken(customer({ documentNumber: '' }, { withoutDocument: 'create' })).row.document).toBeNull();
  });
  it('Q13: without document, name and addresses find the customer again; strangers stay apart', () => {
    const key = (over: Partial<Record<string, string>>) =>
      keyOf(taken(customer({ documentNumber: '66666666-6', ...over }, { withoutDocument: 'create' })).row);
    const ana = key({ email: 'ana@correo.example' });
    expect(key({ email: 'ANA@correo.example', documentNumber: 'S/N' })).toEqual(ana);
    expect(key({ email: 'beto@correo.example' })).not.toEqual(ana);
    expect(key({ email: 'ana@correo.example', name: 'Anabel' })).not.toEqual(ana);
    expect(ana.documentType.trim()).toBe('');
  });
  it('a check digit that does not fit rejects a RUT, and is told of another document', () => {
    expect(issues(customer({ documentNumber: '12345678-9' }))).toEqual(['RUT_CHECK_DIGIT']);
    const { row, notices } = taken(customer({ documentType: 'CPF', documentNumber: '123.456.789-00' }));
    expect(row.document).toEqual({ documentType: 'CPF', documentNumber: '12345678900' });
    expect(notices).toMatchObject([{ code: 'DOCUMENT_CHECK_DIGIT', column: 'documentNumber' }]);
  });
  it.each([
    ['56912345678', '+56912345678'],
    ['912345678', '+56912345678'],
    ["'9 1234 5678", '+56912345678'],
    ['56912345678.0', '+56912345678'],
    ['+52 1 55 1234 5678', '+525512345678'],
  ])('issue 11, line 8: a mobile as a spreadsheet leaves it, %s, is kept', (mobile, value) => {
    const { row, notices } = taken(customer({ mobile }));
    expect(row.addresses.map((address) => address.value)).toEqual([value, value]);
    expect(notices).toEqual([]);
  });
  it('issue 11, line 8: 5,69E+10 has lost its digits: left out with a warning that names it', () => {
    const { row, notices } = taken(customer({ mobile: '5,69E+10' }));
    expect(row.addresses).toEqual([]);
    expect(notices).toEqual([
      { code: 'ADDRESS_LEFT_OUT', column: 'mobile', details: { value: '5,69E+10', why: 'PHONE_SCIENTIFIC' } },
    ]);
    expect(issueText('ADDRESS_LEFT_OUT', 'es', notices[0]?.details)).toBe(
      'No se guardó «5,69E+10». Excel acortó el número a «5,69E+10»; da formato de texto a la columna y escribe el número otra vez.',
    );
  });
  it('a mobile is an address of SMS and of WhatsApp', () => {
    expect(taken(customer({ mobile: '+56912345678' })).row.addresses.map(({ channel }) => channel)).toEqual([
      'sms',
      'whatsapp',
    ]);
  });
  const debt = { debtCode: 'F-1', debtDueDate: '2026-07-01', debtCurrency: 'USD', debtState: 'vencida' };
  it.each([
    ['1234.56', '.', 123_456],
    ['1,234.56', '.', 123_456],
    ['1.234,56', ',', 123_456],
    ['-12', '.', -1_200],
    [' 12 ', '.', 1_200],
  ])('#130: %j with decimal %s is %d', (debtBalance, decimal, balance) => {
    expect(taken(customer({ ...debt, debtBalance }, { decimal })).row.debt).toMatchObject({
      balance,
      state: 'overdue',
    });
  });
  it.each(['1.234,56', '1e5', '0x10', '-0', '12345678901234567890', '1.234', '12abc', '1,23'])(
    '#130: %s is refused where a point was declared, never guessed',
    (debtBalance) => {
      expect(issues(customer({ ...debt, debtBalance }, { decimal: '.' }))).toEqual(['AMOUNT_AMBIGUOUS']);
    },
  );
  it.each([
    ['1.234,56', 'USD', 123_456],
    ['1,234.56', 'USD', 123_456],
    ['1,23', 'USD', 123],
    ['1.234', 'USD', 123_400],
    ['1.234.567', 'CLP', 1_234_567],
    ['$ 125.000', 'CLP', 125_000],
    ['R$ 1.250,5', 'BRL', 125_050],
    ['-US$12', 'USD', -1_200],
  ])('%s %s has one reading whatever the mark: %d', (debtBalance, debtCurrency, balance) => {
    expect(taken(customer({ ...debt, debtBalance, debtCurrency })).row.debt).toMatchObject({ balance });
  });
  it.each([
    ['1e5', 'USD'],
    ['0x10', 'USD'],
    ['1,2345', 'USD'],
    ['125000,5', 'CLP'],
    ['1.2340', 'USD'],
    ['12 34', 'USD'],
  ])('%s %s has none, and is refused', (debtBalance, debtCurrency) => {
    expect(issues(customer({ ...debt, debtBalance, debtCurrency }))).toEqual(['AMOUNT_AMBIGUOUS']);
  });
  it('a debt is whole, and its currency known', () => {
    expect(issues(customer({ debtCode: 'F-1' }))).toEqual(['DEBT_INCOMPLETE']);
    expect(issues(customer({ ...debt, debtBalance: '1', debtCurrency: 'XXZ' }))).toEqual(['CURRENCY_UNKNOWN']);
    expect(taken(customer({ ...debt, debtBalance: '125000', debtCurrency: 'clp' })).row.debt).toMatchObject({
      balance: 125_000,
      currency: 'CLP',
    });
  });
});
