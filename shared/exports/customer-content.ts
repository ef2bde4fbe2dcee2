/** Customers under the filters of their list (B35, Q16), in the order of their creation, which never moves (I12). */
import { type CustomerColumn, customerColumns } from '#contract/customer-columns.ts';
import type { CustomerFilter } from '#contract/customers.ts';
import { exportFilters } from '#contract/exports.ts';
import { channelLabels, contactabilityLabels, debtStateLabels, type Label } from '#contract/vocabulary.ts';
import type { CustomerRow } from '#shared/customers/list-customers.ts';
import { type CellKind, csvCell, csvRecord } from '#shared/processes/csv.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { byteOrderMark, type Content, type ContentPage } from './content.ts';
import { createTimestamps, dateText, type RecordFormat } from './record-format.ts';

/** One page of the customers' list, as the caller sees it. */
export type ListCustomersPage = (input: {
  readonly tenant: string;
  readonly userId: string;
  readonly filter: CustomerFilter;
}) => Promise<{ readonly items: readonly CustomerRow[]; readonly nextCursor?: string }>;

const separator = '; ';
const pageSize = 100;
const isColumn = (name: string): name is CustomerColumn => Object.hasOwn(customerColumns, name);
const yesNo = { true: { es: 'sí', en: 'yes' }, false: { es: 'no', en: 'no' } } as const;
const kinds: Partial<Record<CustomerColumn, CellKind>> = { alerts: 'number', daysOverdue: 'number' };

/** Minor units as a decimal text with the currency behind: `1500.00 USD` (design §4: ISO-4217). */
export const moneyText = (minorUnits: number, currency: string): string => {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  const places = digits ?? 2;
  const text = String(Math.abs(minorUnits)).padStart(places + 1, '0');
  const whole = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  return `${minorUnits < 0 ? '-' : ''}${whole} ${currency}`;
};

/** Writes header and records of customers in one language and zone. */
export const createCustomerRecords = (format: RecordFormat, columns: readonly CustomerColumn[]) => {
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
    dueDate: ({ debtSummary }) => (debtSummary.dueDate === null ? null : dateText(debtSummary.dueDate, format)),
    daysOverdue: (row) => String(row.debtSummary.daysOverdue),
    debtState: ({ debtSummary }) => (debtSummary.state === 'none' ? null : label(debtStateLabels[debtSummary.state])),
    // A map comes back from the table in any order.
    balance: (row) =>
      Object.entries(row.debtSummary.balances)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, balance]) => moneyText(balance, currency))
        .join(separator),
    advisorId: (row) => row.advisorId,
    portfolios: (row) => row.portfolios.join(separator),
    tags: (row) => row.tags.join(separator),
    channels: (row) => row.channels.map((channel) => label(channelLabels[channel])).join(separator),
    influencer: (row) => label(yesNo[`${row.influencer}`]),
    createdAt: (row) => time(Date.parse(row.createdAt)),
  };
  const cells = columns.map((column) => ({ read: values[column], kind: kinds[column] ?? 'text' }) as const);
  return {
    header: csvRecord(columns.map((column) => csvCell(label(customerColumns[column])))),
    record: (row: CustomerRow): string => csvRecord(cells.map(({ read, kind }) => csvCell(read(row), kind))),
  };
};

/** @throws Error when the process names no selection or no format */
export const customerContent = (list: ListCustomersPage, process: ProcessValue): Content => {
  const { tenant, processId, format, selection, requestedBy: userId } = process;
  if (selection === undefined || format === null) {
    throw new Error(`Process ${processId} names no selection or no format: it is no export of customers.`);
  }
  const columns = selection.columns.filter(isColumn);
  const records = createCustomerRecords({ ...format, dates: selection.dates }, columns);
  const filter = { ...exportFilters.customers.parse(selection.filters), sort: 'createdAt', limit: pageSize } as const;
  return {
    baseName: 'customers',
    header: `${selection.bom ? byteOrderMark : ''}${records.header}`,
    columns,
    async *pages(after): AsyncGenerator<ContentPage> {
      let cursor = after?.cursor;
      do {
        const page = await list({ tenant, userId, filter: cursor === undefined ? filter : { ...filter, cursor } });
        cursor = page.nextCursor;
        const text = page.items.map(records.record).join('');
        yield { text, rows: page.items.length, after: cursor === undefined ? null : { cursor } };
      } while (cursor !== undefined);
    },
  };
};
