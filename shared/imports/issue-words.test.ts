/** Every refusal of a row, provoked: at its column, with what stood there, and without a hole in its words (F19, §5.6 G). */
import { describe, expect, it } from 'vitest';
import { type ImportKind, importColumns } from '#contract/import-columns.ts';
import { type ImportIssueCode, importIssues, issueText } from '#contract/import-issues.ts';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { demoCompany } from '../../test/support/demo-company.ts';
import { createCustomerRows } from './customer-row.ts';
import { createDebtRows } from './debt-row.ts';
import { createErrorRows } from './error-file.ts';
import { columnNames, readHeader } from './header.ts';
import { createHistoryKind } from './import-history.ts';
import { createInteractionRows } from './interaction-row.ts';
import type { Issue } from './issues.ts';
import { SeenRows } from './seen-rows.ts';

const now = Date.UTC(2026, 5, 15, 12);
const company = demoCompany(now);
const context = (given: object) => ({
  options: { ...ImportOptionsSchema.parse({}), dateFormat: 'yyyy-mm-dd' as const, ...given },
  timeZone: 'America/Santiago',
  now,
  company,
  metadataFields: metadataFieldsOf(company),
  paddedTypes: { dni: 8 },
  advisors: new Map([['ana', 'ana']]),
});
type Cells = Readonly<Record<string, string>>;
const headerOf = (kind: ImportKind, cells: Cells) =>
  readHeader(
    columnNames(kind),
    Object.keys(cells).map((key) => importColumns[kind][key]?.es ?? key),
    ';',
  );
const told = (parsed: { notices: readonly Issue[] } | { issues: readonly Issue[] }): readonly Issue[] =>
  'issues' in parsed ? parsed.issues : parsed.notices;

const history = (over: Cells, options: object = {}): readonly Issue[] => {
  const cells = {
    documentType: 'RUT',
    documentNumber: '12345678-5',
    channel: 'Correo',
    sentOn: '2026-06-01',
    recipients: 'ana@correo.example',
    status: 'Leída',
    ...over,
  };
  return told(createInteractionRows(headerOf('interactions', cells), context(options))(Object.values(cells)));
};
const customer = (over: Cells, options: object = {}): readonly Issue[] => {
  const cells = { documentType: 'RUT', documentNumber: '12345678-5', name: 'Ana', ...over };
  return told(createCustomerRows(headerOf('customers', cells), context(options))(Object.values(cells)));
};
const debt = (over: Cells): readonly Issue[] =>
  customer({
    debtCode: 'F-1',
    debtDueDate: '2026-01-31',
    debtBalance: '10',
    debtCurrency: 'CLP',
    debtState: 'Vencida',
    ...over,
  });
const owed = (over: Cells): readonly Issue[] => {
  const document = { documentType: 'RUT', documentNumber: '12345678-5' };
  const cells = { ...document, debtCode: 'F-1', debtBalance: '10', debtDueDate: '2026-01-31', ...over };
  return told(createDebtRows(headerOf('debts', cells), context({}))(Object.values(cells)));
};
const email = (count: number): string =>
  Array.from({ length: count }, (_, index) => `a${index}@correo.example`).join(';');

/** Two rows of one communication with other data. */
const conflict = (): readonly Issue[] => {
  const titles = [
    'Tipo de documento',
    'Número identificador único',
    'Canal',
    'Fecha de envío',
    'Destinatarios',
    'Estado',
    'Asunto',
  ];
  const never = (): never => {
    throw new Error('Comparing asks nobody.');
  };
  const kind = createHistoryKind(
    { findCustomers: never, history: { find: never, write: never }, raiseFailure: never, clock: { now: () => now } },
    { tenant: 'demo', processId: 'p', by: 'u', company, now },
    readHeader(columnNames('interactions'), titles, ';'),
    context({}),
  );
  const seen = new SeenRows();
  return ['uno', 'dos'].flatMap((subject, index) => {
    const parsed = kind.parse(['RUT', '12345678-5', 'Correo', '2026-06-01', 'a@correo.example', 'Leída', subject]);
    if ('issues' in parsed) return parsed.issues;
    const decision = kind.compare(parsed.row, index + 2, seen);
    return decision.kind === 'rejected' ? [decision.issue] : [];
  });
};

/** What provokes each code; those of the table, of the work and of the whole file are provoked in test/contract. */
const provoked: Readonly<Record<string, () => readonly Issue[]>> = {
  ADDRESS_LEFT_OUT: () => customer({ mobile: '5,69E+10' }),
  ADDRESS_LIMIT: () => customer({ email: email(21) }),
  ADDRESS_PLACEHOLDER: () => history({ channel: 'SMS', recipients: '111111111' }),
  ADVISOR_UNKNOWN: () => history({ advisorId: 'benito' }),
  AMOUNT_NEGATIVE: () => owed({ debtBalance: '-10' }),
  AMOUNT_AMBIGUOUS: () => debt({ debtBalance: 'diez' }),
  CHANNEL_UNKNOWN: () => history({ channel: 'Paloma' }),
  CURRENCY_UNKNOWN: () => debt({ debtCurrency: 'pesos' }),
  DATE_AMBIGUOUS: () => history({ sentOn: '05-06-2026' }),
  DATE_FUTURE: () => history({ sentOn: '2026-12-01' }),
  DATE_INVALID: () => history({ sentOn: 'ayer' }),
  DEBT_INCOMPLETE: () => debt({ debtState: '' }),
  DIRECTION_CONTRADICTION: () => history({ direction: 'Entrante', status: 'Entregada' }),
  DOCUMENT_CHECK_DIGIT: () => customer({ documentType: 'CPF', documentNumber: '111.444.777-36' }),
  DOCUMENT_PLACEHOLDER: () => history({ documentNumber: '66666666-6' }),
  EMAIL_ALPHABETS: () => history({ recipients: 'аna@correo.example' }),
  EMAIL_INVALID: () => history({ recipients: 'ana' }),
  EMAIL_MULTIPLE: () => history({ recipients: 'ana@correo.example,eva@correo.example' }),
  EMAIL_TOO_LONG: () => history({ recipients: `${'a'.repeat(260)}@correo.example` }),
  FIELD_TOO_LARGE: () => history({ content: 'x'.repeat(40_000) }),
  FORMULA_WITHOUT_VALUE: () => history({ subject: '\u0001=A1&B1' }),
  ID_INVALID: () => history({ documentType: 'CPF', documentNumber: '123' }),
  ID_SCIENTIFIC: () => history({ documentType: 'CC', documentNumber: '1,03E+09' }),
  ID_ZEROS_RESTORED: () => customer({ documentType: 'DNI', documentNumber: '7654321' }),
  INSTALMENTS_INVALID: () => owed({ debtInstalments: '12' }),
  INVALID_CHARACTER: () => history({ subject: 'a\u0000b' }),
  PHONE_DIGITS: () => history({ channel: 'SMS', recipients: '５６９12345678' }),
  PHONE_INVALID: () => history({ channel: 'SMS', recipients: '+569123' }),
  PHONE_NOT_E164: () => history({ channel: 'SMS', recipients: '5512345678' }),
  PHONE_MULTIPLE: () => history({ channel: 'SMS', recipients: '912345678 / 987654300' }),
  PHONE_EXTENSION: () => history({ channel: 'SMS', recipients: '222345678 anexo 12' }),
  PHONE_SCIENTIFIC: () => history({ channel: 'SMS', recipients: '5,69E+10' }),
  ROW_CONFLICT: conflict,
  RUT_CHECK_DIGIT: () => history({ documentNumber: '12345678-9' }),
  RUT_CONTRADICTION: () => customer({ 'meta.rut': '5.000.001-K' }),
  STATUS_UNKNOWN: () => history({ status: 'Perdida' }),
  TEXT_TOO_LONG: () => history({ subject: 'x'.repeat(201) }),
  TIME_INVALID: () => history({ time: 'tarde' }),
  TIME_NONEXISTENT: () => history({ sentOn: '2025-09-07', time: '00:30' }),
  TOO_MANY_RECIPIENTS: () => history({ recipients: email(21) }),
  VALUE_INVALID: () => history({ originKind: 'Paloma', originName: 'x' }),
  VALUE_REQUIRED: () => history({ recipients: '' }),
};
/** Provoked where they come about: width and quotes of records, what the table holds, interrupted work. */
const elsewhere = new Set<string>([
  'CURRENCY_CHANGED',
  'CUSTOMER_NOT_FOUND',
  'DEBT_LIMIT',
  'DEBT_REPEATED',
  'QUOTE_MISPLACED',
  'QUOTE_UNCLOSED',
  'RECIPIENT_IS_SENDER',
  'ROW_DUPLICATE',
  'ROW_NOT_WRITTEN',
  'ROW_PASSED_OVER',
  'ROW_REFUSED',
  'ROW_UNFINISHED',
  'ROW_WIDTH',
]);
const aboutFile = new Set([
  'COLUMN_IGNORED',
  'FILE_ALREADY_IMPORTED',
  'FILE_NO_ROWS',
  'ROWS_UNCOUNTED',
  'ROW_TOTALS',
  'ROWS_HIDDEN',
  'SHEET_NOT_READ',
]);
/** Of the whole row. */
const withoutColumn = new Set(['ADDRESS_LIMIT', 'ROW_CONFLICT']);

describe('what is said of a row', () => {
  it('covers every code', () => {
    const codes = Object.entries(importIssues).flatMap(([code, { level }]) =>
      level === 'file' || aboutFile.has(code) || elsewhere.has(code) ? [] : [code],
    );
    expect(Object.keys(provoked).toSorted()).toEqual(codes.toSorted());
  });

  it.each(Object.entries(provoked))('%s stands at its column, with its value, in both languages', (code, provoke) => {
    const found = provoke();
    const issue = found.find((each) => each.code === code);
    expect(found.map((each) => each.code)).toContain(code);
    if (issue === undefined) return;
    expect(issue.column === undefined).toBe(withoutColumn.has(code));
    const key = code as ImportIssueCode;
    for (const [, name = ''] of importIssues[key].es.matchAll(/\{(\w+)\}/g)) {
      if (name === 'channel' || name === 'status') continue;
      expect(String(issue.details?.[name] ?? ''), `detail ${name}`).not.toBe('');
    }
    for (const language of ['es', 'en'] as const) {
      const text = issueText(key, language, issue.details);
      expect(text).not.toMatch(/«»|""(?! )|[{}]|undefined|\b[A-Z]+_[A-Z_]+\b/);
      const record = { cells: ['x'], raw: 'x', line: 7, offset: 0, end: 0, fault: undefined };
      const { own } = createErrorRows({ kind: 'interactions', language, separator: ';', titles: ['x'] }).record(
        record,
        [issue],
      );
      expect([own[0], own[2]?.split(' ')[0], own[3]]).toEqual(['7', code, text]);
      expect(own[1] === '').toBe(withoutColumn.has(code));
    }
  });
});

describe('a profile field that is a phone', () => {
  const read = (cells: Cells) => {
    const row = { documentType: 'RUT', documentNumber: '12345678-5', name: 'Ana', ...cells };
    return createCustomerRows(headerOf('customers', row), context({}))(Object.values(row));
  };
  it.each([
    [{ 'meta.phone': '9 1234 5678' }, '+56912345678'],
    [{ documentType: 'CPF', documentNumber: '111.444.777-35', 'meta.phone': '(11) 98765-4321' }, '+5511987654321'],
  ])('%j is completed by the country of the customer, else of the company', (cells, phone) => {
    expect(read(cells)).toMatchObject({ row: { metadata: { phone } } });
  });
  it('that lost its digits is said in the words of any number', () => {
    expect(read({ 'meta.phone': '5,69E+10' })).toEqual({
      issues: [{ code: 'PHONE_SCIENTIFIC', column: 'meta.phone', details: { value: '5,69E+10' } }],
    });
  });
});

describe('what stood against a row while it was written', () => {
  it.each(['ADDRESS_LIMIT', 'DEBT_LIMIT', 'USER_NOT_FOUND', 'CUSTOMER_MERGED', 'VERSION_CONFLICT'])(
    '%s is said in words, without its code',
    (code) => {
      const [es, en] = (['es', 'en'] as const).map((language) =>
        issueText('ROW_REFUSED', language, { code, why: 'x' }),
      );
      expect(es).toMatch(/^La fila no se pudo guardar: [a-zé].*\. Revisa el cliente y sube la fila otra vez\.$/);
      expect(en).toMatch(/^The row could not be saved: [a-z].*\. Check the customer and upload the row again\.$/);
    },
  );
});
