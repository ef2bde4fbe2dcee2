/** Customers under the filters of their list (B35, Q16), in the order of their creation, which never moves (I12). */
import {
  type ContactColumn,
  type CustomerColumn,
  type CustomerFileColumn,
  customerFileColumns,
  isContactColumn,
} from '#contract/customer-columns.ts';
import type { CustomerFilter } from '#contract/customers.ts';
import { exportFilters } from '#contract/exports.ts';
import {
  alertReasons,
  channelLabels,
  contactabilityLabels,
  debtStateLabels,
  type Label,
} from '#contract/vocabulary.ts';
import { localDay } from '#platform/local-time.ts';
import type { CustomerRow } from '#shared/customers/list-customers.ts';
import type { AddressView } from '#shared/customers/view.ts';
import { byteOrderMark, type CellKind, csvCell, csvRecord } from '#shared/processes/csv.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { Content, ContentPage, NamesOf } from './content.ts';
import { type Holding, noteOf, type PresentedColumn, presentationOf } from './presentation.ts';
import { createTimestamps, exportedDay, type RecordFormat } from './record-format.ts';

/** One page of the customers' list, as the caller sees it. */
export type ListCustomersPage = (input: {
  readonly tenant: string;
  readonly userId: string;
  readonly filter: CustomerFilter;
}) => Promise<{ readonly items: readonly CustomerRow[]; readonly nextCursor?: string }>;

/** Addresses of customers with their alerts, by customer. */
export type ReadAddresses = (
  tenant: string,
  customerIds: readonly string[],
) => Promise<ReadonlyMap<string, readonly AddressView[]>>;

const separator = '; ';
const pageSize = 100;
const isColumn = (name: string): name is CustomerFileColumn => Object.hasOwn(customerFileColumns, name);
const yesNo = { true: { es: 'sí', en: 'yes' }, false: { es: 'no', en: 'no' } } as const;
const kinds: Partial<Record<CustomerFileColumn, CellKind>> = {
  alerts: 'number',
  daysOverdue: 'number',
  phones: 'phone',
};

/** Minor units as a decimal text with the currency behind: `1500.00 USD` (design §4: ISO-4217). */
export const amountText = (minorUnits: number, currency: string): string => {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  const places = digits ?? 2;
  const text = String(Math.abs(minorUnits)).padStart(places + 1, '0');
  const whole = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  return `${minorUnits < 0 ? '-' : ''}${whole} ${currency}`;
};

/** Each once, in the order of their first. */
const once = (texts: readonly string[]): string => [...new Set(texts)].join(separator);

/** What stands in the columns of the addresses. A number that is somebody else's is an alert of the pair (Q3). */
const contactCells = (
  addresses: readonly AddressView[],
  language: keyof Label,
  time: (ms: number) => string,
): Readonly<Record<ContactColumn, string | null>> => {
  const values = (isWanted: (address: AddressView) => boolean) =>
    once(addresses.filter(isWanted).map(({ value }) => value));
  const reasons = addresses.flatMap(({ alert, wrongNumber }) => [
    ...(alert === null ? [] : [alertReasons[alert.reason][language]]),
    ...(wrongNumber ? [alertReasons.WRONG_NUMBER[language]] : []),
  ]);
  const raised = addresses.flatMap(({ alert }) => (alert === null ? [] : [Date.parse(alert.raisedAt)]));
  return {
    emails: values(({ channel }) => channel === 'email'),
    phones: values(({ channel }) => channel !== 'email'),
    alertReason: once(reasons),
    alertedAt: raised.length === 0 ? null : time(Math.max(...raised)),
  };
};

/** Writes header and records of customers in one language and zone. */
export const createCustomerRecords = (format: RecordFormat, columns: readonly CustomerFileColumn[]) => {
  const label = (found: Label): string => found[format.language];
  const time = createTimestamps(format);
  const values: Readonly<Record<CustomerColumn, (row: CustomerRow) => string | null>> = {
    customerId: (row) => row.customerId,
    name: (row) => row.name,
    documentType: (row) => row.documentType,
    documentNumber: (row) => row.documentNumber,
    contactability: (row) => label(contactabilityLabels[row.contactability]),
    alerts: (row) => String(row.alerts),
    segment: (row) => row.segment,
    dueDate: ({ debtSummary }) => (debtSummary.dueDate === null ? null : exportedDay(debtSummary.dueDate, format)),
    daysOverdue: (row) => String(row.debtSummary.daysOverdue),
    debtState: ({ debtSummary }) => (debtSummary.state === 'none' ? null : label(debtStateLabels[debtSummary.state])),
    // A map comes back from the table in any order.
    balance: (row) =>
      Object.entries(row.debtSummary.balances)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, balance]) => amountText(balance, currency))
        .join(separator),
    advisorId: (row) => row.advisorId,
    portfolios: (row) => row.portfolios.join(separator),
    tags: (row) => row.tags.join(separator),
    channels: (row) => row.channels.map((channel) => label(channelLabels[channel])).join(separator),
    influencer: (row) => label(yesNo[`${row.influencer}`]),
    createdAt: (row) => time(Date.parse(row.createdAt)),
  };
  /** The values without any escaping, in the order of the columns. */
  const valuesOf = (row: CustomerRow, addresses: readonly AddressView[] = []): (string | null)[] => {
    const contacts = contactCells(addresses, format.language, time);
    return columns.map((column) => (isContactColumn(column) ? contacts[column] : values[column](row)));
  };
  return {
    header: csvRecord(columns.map((column) => csvCell(label(customerFileColumns[column])))),
    record: (row: CustomerRow, addresses?: readonly AddressView[]): string =>
      csvRecord(valuesOf(row, addresses).map((value, index) => csvCell(value, kinds[columns[index] ?? 'name']))),
    values: valuesOf,
  };
};

const trayNames = { es: 'Clientes', en: 'Customers' } as const;
const holdings: Partial<Record<CustomerFileColumn, Holding>> = {
  alerts: 'number',
  daysOverdue: 'number',
  dueDate: 'day',
  createdAt: 'time',
  phones: 'phone',
  alertedAt: 'time',
};
/** Columns of the file for people: a balance is a number with its currency beside it, further currencies behind. */
const balanceColumns: readonly (PresentedColumn & { readonly en: string })[] = [
  { title: 'Saldo pendiente', en: 'Outstanding balance', holds: 'amount' },
  { title: 'Moneda', en: 'Currency', holds: 'text' },
  { title: 'Otros saldos', en: 'Other balances', holds: 'text' },
];
const presentedColumns = (columns: readonly CustomerFileColumn[], language: keyof Label): readonly PresentedColumn[] =>
  columns.flatMap((column) =>
    column === 'balance'
      ? balanceColumns.map(({ title, en, holds }) => ({ title: language === 'es' ? title : en, holds }))
      : [{ title: customerFileColumns[column][language], holds: holdings[column] ?? 'text' }],
  );

/** The cells of {@link presentedColumns}, as notes. */
const presentedCells = (
  cells: readonly (string | null)[],
  columns: readonly CustomerFileColumn[],
  names: ReadonlyMap<string, string>,
): readonly (string | null)[] =>
  columns.flatMap((column, index) => {
    const cell = cells[index] ?? null;
    if (column === 'advisorId') return [names.get(cell ?? '') ?? cell];
    if (column !== 'balance') return [cell];
    const [first = '', ...others] = (cell ?? '').split(separator);
    const [amount = '', currency = ''] = first.split(' ');
    return [amount, currency, others.join(separator)];
  });

export interface CustomerSources {
  readonly listCustomers: ListCustomersPage;
  readonly readAddresses: ReadAddresses;
  readonly namesOf: NamesOf;
}

/** @throws Error when the process names no selection or no format */
export const customerContent = (
  { listCustomers: list, readAddresses, namesOf }: CustomerSources,
  process: ProcessValue,
): Content => {
  const { tenant, processId, format, selection, requestedBy: userId } = process;
  if (selection === undefined || format === null) {
    throw new Error(`Process ${processId} names no selection or no format: it is no export of customers.`);
  }
  const columns = selection.columns.filter(isColumn);
  const isForPeople = (selection.fileType ?? 'machine') !== 'machine';
  const records = createCustomerRecords({ ...format, dates: isForPeople ? 'iso' : selection.dates }, columns);
  const sheet = trayNames[format.language];
  const presentation = presentationOf(process, sheet, presentedColumns(columns, format.language));
  const filter = { ...exportFilters.customers.parse(selection.filters), sort: 'createdAt', limit: pageSize } as const;
  const ownName = `${sheet.toLowerCase()}-${localDay(process.cut, format.timeZone)}`;
  return {
    baseName: isForPeople ? ownName : 'customers',
    ownName,
    header: isForPeople ? '' : `${selection.bom ? byteOrderMark : ''}${records.header}`,
    columns,
    ...(presentation === undefined ? {} : { presentation }),
    async *pages(after): AsyncGenerator<ContentPage> {
      const names = isForPeople ? await namesOf(tenant) : undefined;
      const hasContacts = columns.some(isContactColumn);
      const textOf = (row: CustomerRow, addresses: readonly AddressView[] | undefined): string =>
        names === undefined
          ? records.record(row, addresses)
          : noteOf(presentedCells(records.values(row, addresses), columns, names));
      let cursor = after?.cursor;
      do {
        const page = await list({ tenant, userId, filter: cursor === undefined ? filter : { ...filter, cursor } });
        cursor = page.nextCursor;
        const ids = page.items.map(({ customerId }) => customerId);
        const addresses = hasContacts ? await readAddresses(tenant, ids) : new Map<string, readonly AddressView[]>();
        const text = page.items.map((row) => textOf(row, addresses.get(row.customerId))).join('');
        yield { text, rows: page.items.length, after: cursor === undefined ? null : { cursor } };
      } while (cursor !== undefined);
    },
  };
};
