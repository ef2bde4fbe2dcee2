/** A row of outside history as an interaction, or everything wrong with it (B27–B32, §5.6 G). Pure. */

import { importLimits } from '#contract/import-columns.ts';
import { isIssueCode } from '#contract/import-issues.ts';
import type { DateFormat, ImportOptions } from '#contract/import-options.ts';
import type { ImportedStatus } from '#contract/import-words.ts';
import type { Channel, Direction } from '#contract/vocabulary.ts';
import type { Origin } from '#contract/vocabulary-schemas.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { MetadataFields } from '#shared/companies/metadata-fields.ts';
import { normalizeAddress } from '#shared/customers/addresses.ts';
import { countriesOf } from '#shared/customers/customer-country.ts';
import type { Document } from '#shared/customers/documents.ts';
import type { Header } from './header.ts';
import { CellFault, type Issue } from './issues.ts';
import { createInstants, sentAtOf } from './moments.ts';
import { RowCells } from './row-cells.ts';
import type { PaddedTypes } from './source/document-census.ts';
import { channelOf, directionOf, listOf, originKindOf, statusOf } from './values.ts';

export interface InteractionRow {
  readonly document: Document;
  readonly channel: Channel;
  /** Epoch ms. */
  readonly sentAt: number;
  /** Normalised, each once. */
  readonly recipients: readonly string[];
  readonly status: ImportedStatus;
  readonly direction: Direction;
  readonly externalId: string | null;
  readonly subject: string | null;
  readonly content: string | null;
  readonly templateName: string | null;
  readonly origin: Pick<Origin, 'kind' | 'name'> | null;
  readonly portfolios: readonly string[];
  readonly advisorId: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

export type ParsedRow<Row> =
  | { readonly row: Row; readonly notices: readonly Issue[] }
  | { readonly issues: readonly Issue[] };

/** Options of which the file has told what they left open. */
export type RowOptions = Omit<ImportOptions, 'dateFormat'> & { readonly dateFormat: DateFormat };

export interface RowContext {
  readonly options: RowOptions;
  readonly timeZone: string;
  /** Profile fields of the company's customers. */
  readonly metadataFields: MetadataFields;
  /** Whose account an address may be: the company's own is none of a customer. */
  readonly company: CompanyValue;
  /** How the file fills its documents with zeros. */
  readonly paddedTypes: PaddedTypes;
  /** See {@link advisorsOf}. */
  readonly advisors: ReadonlyMap<string, string>;
  /** Epoch ms at which the import began: what lies behind it is the future. */
  readonly now: number;
}

/** @throws CellFault with the code of §5.6 B */
export const readAddress = (channel: Channel, text: string, countries: readonly string[]): string => {
  const normal = normalizeAddress(channel, text, countries);
  if ('value' in normal) return normal.value;
  const code = normal.surplus ?? normal.code;
  throw isIssueCode(code)
    ? new CellFault(code, { value: text })
    : new CellFault('VALUE_INVALID', { value: text, accepted: 'address' });
};

/** Users of a company by what a file may call them: their id, or their e-mail address in small letters. */
export const advisorsOf = (
  users: readonly { readonly userId: string; readonly email: string }[],
): ReadonlyMap<string, string> =>
  new Map(users.flatMap(({ userId, email }) => [[email.toLowerCase(), userId] as const, [userId, userId] as const]));

/** An advisor is a user of the company: another company's is as unknown as one that does not exist (I17). */
export const advisorOf =
  ({ advisors }: Pick<RowContext, 'advisors'>) =>
  /** @returns the user's id. @throws CellFault */
  (text: string): string => {
    const userId = advisors.get(text) ?? advisors.get(text.toLowerCase());
    if (userId === undefined) throw new CellFault('ADVISOR_UNKNOWN', { value: text });
    return userId;
  };

/** Names of one list cell, each of at most 60 characters. @throws CellFault */
export const readNames = (text: string, separator: string, most: number): string[] => {
  const names = [...new Set(listOf(text, separator))];
  if (names.length > most || names.some((name) => name.length > 60 || /[\r\n\t]/.test(name))) {
    throw new CellFault('VALUE_INVALID', { value: text, accepted: 'names', limit: most });
  }
  return names;
};

/** A communication or a debt belongs to somebody: a document that identifies nobody is refused. */
export const documentOf = (cells: RowCells, context: RowContext, doubts?: Issue[]): Document | undefined => {
  const document = cells.document(context, doubts);
  if (document !== 'nobody') return document;
  const value = cells.text('documentNumber');
  cells.fail('documentNumber', value === '' ? 'VALUE_REQUIRED' : 'DOCUMENT_PLACEHOLDER', { value });
  return undefined;
};

const recipientsOf = (channel: Channel, text: string, separator: string, countries: readonly string[]): string[] => {
  const parts = listOf(text, separator);
  if (parts.length > importLimits.recipients) {
    throw new CellFault('TOO_MANY_RECIPIENTS', { limit: importLimits.recipients, found: parts.length });
  }
  if (parts.length === 0) throw new CellFault('VALUE_REQUIRED');
  return [...new Set(parts.map((part) => readAddress(channel, part, countries)))];
};

/** Reads the rows of one file. */
export const createInteractionRows = (header: Header, context: RowContext) => {
  const { options } = context;
  const columns = RowCells.columnsOf(header);
  const instants = createInstants(context.timeZone);
  const advisor = advisorOf(context);
  const when = { format: options.dateFormat, timeZone: context.timeZone, instants, now: context.now };
  return (values: readonly string[]): ParsedRow<InteractionRow> => {
    const cells = new RowCells(header, columns, values);
    if (cells.issues.length > 0) return { issues: cells.issues };
    const document = documentOf(cells, context);
    const channel = cells.required('channel', channelOf);
    const time = cells.text('time');
    const sentAt = cells.required('sentOn', (date) => sentAtOf({ date, time }, when));
    const recipients =
      channel === undefined
        ? undefined
        : cells.required('recipients', (text) =>
            recipientsOf(channel, text, options.listSeparator, countriesOf(document ?? {}, context.company)),
          );
    const written = cells.optional('direction', directionOf);
    const status = cells.required('status', (text) => {
      const known = statusOf(text);
      const isInbound = known === 'received';
      if ((written === 'inbound' && !isInbound) || (written === 'outbound' && isInbound)) {
        throw new CellFault('DIRECTION_CONTRADICTION', { value: text });
      }
      return known;
    });
    const originName = cells.line('originName', 80);
    const originKind = cells.optional('originKind', originKindOf) ?? 'campaign';
    const row = {
      externalId: cells.line('externalId', 64),
      subject: cells.line('subject', 200),
      content: cells.text('content') || null,
      templateName: cells.line('templateName', 80),
      origin: originName === null ? null : { kind: originKind, name: originName },
      portfolios: cells.optional('portfolios', (text) => readNames(text, options.listSeparator, 10)) ?? [],
      advisorId: cells.optional('advisorId', advisor) ?? null,
      errorCode: cells.line('errorCode', 60),
      errorMessage: cells.text('errorMessage').slice(0, 200) || null,
    };
    if (
      cells.issues.length > 0 ||
      document === undefined ||
      channel === undefined ||
      sentAt === undefined ||
      recipients === undefined ||
      status === undefined
    ) {
      return { issues: cells.issues };
    }
    const direction = status === 'received' ? 'inbound' : 'outbound';
    return { row: { ...row, document, channel, sentAt, recipients, status, direction }, notices: [] };
  };
};
