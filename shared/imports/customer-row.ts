/** A row of the customers file, or everything wrong with it (Q12, Q13, C27–C30, §5.6 G). Pure. */
import { addressLimit } from '#contract/customers.ts';
import type { DebtInput } from '#contract/debts.ts';
import type { AcceptedForm } from '#contract/import-issues.ts';
import type { Metadata } from '#contract/metadata.ts';
import type { Channel } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';
import type { MetadataFields } from '#shared/companies/metadata-fields.ts';
import { checkMetadata } from '#shared/customers/check-metadata.ts';
import { countriesOf } from '#shared/customers/customer-country.ts';
import type { Document } from '#shared/customers/documents.ts';
import { contradictsDocument } from '#shared/customers/metadata.ts';
import { isOwnSender } from '#shared/customers/new-address.ts';
import type { Header } from './header.ts';
import { advisorOf, type ParsedRow, type RowContext, readAddress, readNames } from './interaction-row.ts';
import { CellFault, type Issue, type IssueDetails } from './issues.ts';
import { dateOf } from './moments.ts';
import { RowCells } from './row-cells.ts';
import { amountOf, currencyOf, debtStateOf, listOf } from './values.ts';

export interface RowAddress {
  readonly channel: Channel;
  readonly value: string;
}

/** Null and empty: the cell says nothing, what is there stays. */
export interface CustomerImportRow {
  /** Null: one without document, which the import asked for. */
  readonly document: Document | null;
  readonly name: string | null;
  readonly advisorId: string | null;
  readonly portfolios: readonly string[] | null;
  readonly tags: readonly string[] | null;
  readonly metadata: Metadata;
  readonly addresses: readonly RowAddress[];
  readonly debt: DebtInput | null;
}

/** A mobile number serves SMS and WhatsApp (design §4: one address per channel). */
const addressColumns: Readonly<Record<string, readonly Channel[]>> = {
  email: ['email'],
  mobile: ['sms', 'whatsapp'],
  sms: ['sms'],
  whatsapp: ['whatsapp'],
  call: ['call'],
};

const addressesIn = (
  cells: RowCells,
  documentType: string | undefined,
  { options, company }: RowContext,
  notices: Issue[],
): RowAddress[] => {
  const countries = countriesOf({ documentType }, company);
  const found = new Map<string, RowAddress>();
  for (const [column, channels] of Object.entries(addressColumns)) {
    for (const text of listOf(cells.text(column), options.listSeparator)) {
      for (const channel of channels) {
        try {
          const value = readAddress(channel, text, countries);
          if (isOwnSender(company, channel, value)) {
            const why = 'RECIPIENT_IS_SENDER';
            notices.push({ code: 'ADDRESS_LEFT_OUT', column, details: { value: text, why } });
            break;
          }
          found.set(`${channel} ${value}`, { channel, value });
        } catch (error) {
          if (!(error instanceof CellFault)) throw error;
          // The row is kept, the address left out (Q12); one warning a cell.
          notices.push({ code: 'ADDRESS_LEFT_OUT', column, details: { value: text, why: error.code } });
          break;
        }
      }
    }
  }
  if (found.size > addressLimit) cells.fail(undefined, 'ADDRESS_LIMIT', { limit: addressLimit });
  return [...found.values()];
};

const debtIn = (cells: RowCells, { options }: RowContext): DebtInput | null => {
  const columns = ['debtCode', 'debtDueDate', 'debtBalance', 'debtCurrency', 'debtState'] as const;
  const given = columns.filter((column) => cells.text(column) !== '');
  if (given.length === 0) return null;
  if (given.length < columns.length) {
    cells.fail(
      columns.find((column) => !given.includes(column)),
      'DEBT_INCOMPLETE',
    );
    return null;
  }
  const code = cells.line('debtCode', 60);
  const dueDate = cells.required('debtDueDate', (text) => dateOf(text, options.dateFormat));
  const currency = cells.required('debtCurrency', currencyOf);
  const balance =
    currency === undefined
      ? undefined
      : cells.required('debtBalance', (text) => amountOf(text, currency, options.decimal));
  const state = cells.required('debtState', debtStateOf);
  if (code === null || dueDate === undefined || currency === undefined || balance === undefined || state === undefined)
    return null;
  return { code, dueDate, balance, currency, state };
};

const yes = new Set(['true', 'si', 'sí', 'yes', 'verdadero', '1']);
const no = new Set(['false', 'no', 'falso', '0']);

/** What a profile field takes, for whom wrote something else. */
const acceptedBy = (field: MetadataFields['fields'][number] | undefined): IssueDetails =>
  field?.type === 'list'
    ? { accepted: 'option', options: (field.options ?? []).join(', ') }
    : { accepted: (field?.type ?? 'text') satisfies AcceptedForm };

/** Profile fields, held to those of the company (E17). */
const metadataIn = (
  cells: RowCells,
  columns: readonly string[],
  { metadataFields, options, company }: RowContext,
  documentType: string | undefined,
): Metadata => {
  const countries = countriesOf({ documentType }, company);
  const metadata: Record<string, Metadata[string]> = {};
  for (const column of columns) {
    const text = cells.line(column, 200);
    if (text === null) continue;
    const key = column.slice('meta.'.length);
    const field = metadataFields.fields.find((each) => each.key === key);
    const type = field?.type;
    if (type === 'phone') {
      // Said as of any other number: what a spreadsheet has done to it, and how it is to be written.
      const value = cells.optional(column, (written) => readAddress('call', written, countries));
      if (value != null) metadata[key] = value;
      continue;
    }
    const plain = options.decimal === '.' ? text : text.replace(',', '.');
    const word = text.toLowerCase();
    const value =
      type === 'number' && /^-?\d{1,15}(?:\.\d{1,6})?$/.test(plain)
        ? Number(plain)
        : type === 'boolean' && (yes.has(word) || no.has(word))
          ? yes.has(word)
          : text;
    try {
      Object.assign(metadata, checkMetadata(metadataFields, {}, { [key]: value }, countries));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      cells.fail(column, 'VALUE_INVALID', { value: text, ...acceptedBy(field) });
    }
  }
  return metadata;
};

/** Reads the rows of one file. */
export const createCustomerRows = (header: Header, context: RowContext) => {
  const columns = RowCells.columnsOf(header);
  const { listSeparator } = context.options;
  const advisor = advisorOf(context);
  const fields = header.keys.filter((key) => key !== undefined).filter((key) => key.startsWith('meta.'));
  return (values: readonly string[]): ParsedRow<CustomerImportRow> => {
    const cells = new RowCells(header, columns, values);
    if (cells.issues.length > 0) return { issues: cells.issues };
    const notices: Issue[] = [];
    const document = cells.document(context, notices);
    const documentType = typeof document === 'object' ? document.documentType : undefined;
    const row = {
      name: cells.line('name', 120),
      advisorId: cells.optional('advisorId', advisor) ?? null,
      portfolios: cells.optional('portfolios', (text) => readNames(text, listSeparator, 10)) ?? null,
      tags: cells.optional('tags', (text) => readNames(text, listSeparator, 20)) ?? null,
      metadata: metadataIn(cells, fields, context, documentType),
      addresses: addressesIn(cells, documentType, context, notices),
      debt: debtIn(cells, context),
    };
    if (document === 'nobody' && context.options.withoutDocument === 'reject') {
      const value = cells.text('documentNumber');
      cells.fail('documentNumber', value === '' ? 'VALUE_REQUIRED' : 'DOCUMENT_PLACEHOLDER', { value });
    }
    if (cells.issues.length > 0 || document === undefined) return { issues: cells.issues };
    if (document === 'nobody') return { row: { ...row, document: null }, notices };
    if (contradictsDocument(row.metadata, document)) {
      return {
        issues: [{ code: 'RUT_CONTRADICTION', column: 'meta.rut', details: { value: document.documentNumber } }],
      };
    }
    return { row: { ...row, document }, notices };
  };
};
