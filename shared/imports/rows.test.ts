/** Every code of reliability §5.6 G: what is wrong with a file, a header, a row, a cell. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ImportKind, importColumns } from '#contract/import-columns.ts';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { createCustomerRows } from './customer-row.ts';
import { readHeader } from './header.ts';
import { inspectFile } from './inspect-file.ts';
import { advisorsOf, createInteractionRows } from './interaction-row.ts';
import { FileFault } from './issues.ts';

const now = Date.UTC(2026, 5, 15, 12);
const company = newCompany(
  {
    tenant: 'demo',
    name: 'Demo',
    timeZone: 'America/Santiago',
    language: 'es',
    defaultCountry: 'CL',
    senders: { email: null, sms: { originationIdentity: '+56956781234' }, whatsapp: null },
  },
  now,
);
const contextWith = (options: object) => ({
  options: ImportOptionsSchema.parse(options),
  timeZone: 'America/Santiago',
  now,
  company,
  metadataFields: metadataFieldsOf(company),
  advisors: advisorsOf([{ userId: 'ana', email: 'Ana@acme.example' }]),
});

const headerOf = (kind: ImportKind, keys: readonly string[], separator = ',') =>
  readHeader(kind, keys.map((key) => importColumns[kind][key]?.es ?? key).join(separator));

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

async function* pieces(...bytes: readonly (Buffer | string)[]) {
  for (const piece of bytes) yield Buffer.from(piece as string);
}
const fault = async (...bytes: readonly (Buffer | string)[]): Promise<string> => {
  try {
    await inspectFile('interactions', pieces(...bytes));
    return 'taken';
  } catch (error) {
    if (error instanceof FileFault) return error.issue.code;
    throw error;
  }
};
const titles = 'Tipo de documento,Número identificador único,Canal,Fecha de envío,Destinatarios,Estado';

describe('a file', () => {
  it('#113, #114, #117: empty, header only, byte-order mark', async () => {
    expect(await fault('')).toBe('FILE_EMPTY');
    expect(await fault('\ufeff')).toBe('FILE_EMPTY');
    expect(await inspectFile('interactions', pieces(`\ufeff${titles}\n`))).toMatchObject({
      rows: 0,
      end: 3 + Buffer.byteLength(titles) + 1,
      line: 2,
    });
  });

  it('#115, #118: Excel, zip, gzip, UTF-16', async () => {
    expect(await fault(Buffer.from([0x50, 0x4b, 3, 4, 20]))).toBe('FILE_NOT_CSV');
    expect(await fault(gzipSync(titles))).toBe('FILE_NOT_CSV');
    expect(await fault(Buffer.from(`\ufeff${titles}`, 'utf16le'))).toBe('ENCODING_UTF16');
    expect(await fault(Buffer.from(titles, 'utf16le'))).toBe('ENCODING_UTF16');
  });

  it('#119: Latin-1 is named with line and byte, wherever the pieces are cut', async () => {
    const text = Buffer.concat([
      Buffer.from(`${titles}\nRUT,1,Correo,2026-01-01,é😀,x\nMu`),
      Buffer.from([0xf1]),
      Buffer.from('oz,b\n'),
    ]);
    const byte = text.indexOf(0xf1, Buffer.byteLength(titles) + 30) + 1;
    for (const size of [text.length, 7, 1]) {
      const cut = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
        text.subarray(index * size, (index + 1) * size),
      );
      await expect(inspectFile('interactions', pieces(...cut))).rejects.toMatchObject({
        issue: { code: 'ENCODING_NOT_UTF8', details: { line: 3, byte } },
      });
    }
  });

  it('#116: too many rows or columns', async () => {
    const rows = 'a,b\n'.repeat(100_001);
    expect(await fault(`${titles}\n`, ...Array.from({ length: 10 }, () => rows))).toBe('FILE_TOO_MANY_ROWS');
    expect(await fault(`${titles},${Array.from({ length: 200 }, (_, index) => `c${index}`).join(',')}\n`)).toBe(
      'FILE_TOO_MANY_COLUMNS',
    );
  });
});

describe('a header', () => {
  const header = (line: string) => {
    try {
      return readHeader('interactions', line);
    } catch (error) {
      if (error instanceof FileFault) return error.issue;
      throw error;
    }
  };
  it.each([',', ';', '\t'])('#120: the separator %j is found', (separator) => {
    expect(header(titles.replaceAll(',', separator))).toMatchObject({ separator, keys: historyKeys.slice(0, 6) });
  });
  it('takes Spanish and English names, whatever their case, accents and marks', () => {
    expect(header('DOCUMENT_TYPE;identifier;Channel;send date;to;STATUS')).toMatchObject({
      keys: historyKeys.slice(0, 6),
    });
  });
  it('#122: names the missing column and the one that may be meant', () => {
    expect(header(titles.replace('Destinatarios', 'Destinatrios'))).toMatchObject({
      code: 'COLUMN_MISSING',
      details: { column: 'Destinatarios', hint: ' ¿«Destinatrios»?' },
    });
  });
  it.each([
    [`${titles},canal`, 'HEADER_DUPLICATE'],
    [`${titles},x,X`, 'HEADER_DUPLICATE'],
    [`${titles},,x`, 'HEADER_EMPTY'],
    [`${titles},__proto__`, 'HEADER_FORBIDDEN'],
    [`${titles},tenantId`, 'HEADER_FORBIDDEN'],
  ])('#123: %s', (line, code) => {
    expect(header(line)).toMatchObject({ code });
  });
  it('F20: ignores the columns of an error file, and tells of others that it does not use', () => {
    const found = readHeader('interactions', `Línea,Columna,Código,Qué corregir,${titles},Nota`);
    expect(found.notices).toEqual([{ code: 'COLUMN_IGNORED', details: { column: 'Nota' } }]);
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
  ])('#131: %s by the declared format', (sentOn, options, instant) => {
    expect(row(history({ sentOn }, options)).sentAt).toBe(Date.parse(instant));
  });
  it.each([
    ['02/03/2026', 'DATE_AMBIGUOUS'],
    ['31/02/2026', 'DATE_INVALID'],
    ['46000', 'DATE_INVALID'],
    ['01/02/26', 'DATE_INVALID'],
    ['2026-06-16', 'DATE_FUTURE'],
    ['1999-12-31', 'DATE_OUT_OF_RANGE'],
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
    [{ documentType: 'CE', documentNumber: '1.23457E+11' }, 'ID_INVALID documentNumber'],
    [{ documentNumber: '' }, 'VALUE_REQUIRED documentNumber'],
    [{ channel: 'paloma' }, 'CHANNEL_UNKNOWN channel'],
    [{ status: 'perdida' }, 'STATUS_UNKNOWN status'],
    [{ status: 'programada' }, 'STATUS_UNKNOWN status'],
    [{ recipients: '1' }, 'ADDRESS_PLACEHOLDER recipients'],
    [{ channel: 'SMS', recipients: '912345678' }, 'PHONE_NOT_E164 recipients'],
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
    '#130: %s is refused, never guessed',
    (debtBalance) => {
      expect(issues(customer({ ...debt, debtBalance }))).toEqual(['AMOUNT_AMBIGUOUS']);
    },
  );
  it('a debt is whole, and its currency known', () => {
    expect(issues(customer({ debtCode: 'F-1' }))).toEqual(['DEBT_INCOMPLETE']);
    expect(issues(customer({ ...debt, debtBalance: '1', debtCurrency: 'XXZ' }))).toEqual(['CURRENCY_UNKNOWN']);
    expect(taken(customer({ ...debt, debtBalance: '125000', debtCurrency: 'clp' })).row.debt).toMatchObject({
      balance: 125_000,
      currency: 'CLP',
    });
  });
});
