/** Outside history: rows that become interactions of known customers (B24–B32). Never sends, never opens a window. */
import { hash } from 'node:crypto';
import type { Clock } from '#platform/clock.ts';
import { encodeBytes } from '#platform/ids.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { companyDay, segmentOn } from '#shared/customers/debts.ts';
import type { Document } from '#shared/customers/documents.ts';
import { type CustomerValue, familyOf } from '#shared/customers/entities.ts';
import { documentName } from '#shared/customers/find-by-documents.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { newOutsideMessage, outsideMessageId } from '#shared/messaging/ledger/outside-message.ts';
import type { OutsideHistory, RaiseOutsideFailure } from '#shared/messaging/sending/record-outside.ts';
import type { Header } from './header.ts';
import { createInteractionRows, type InteractionRow, type RowContext } from './interaction-row.ts';
import type { FileDecision, Numbered, PreparedRows, RowKind, RowStanding } from './row-kind.ts';
import type { SeenRows } from './seen-rows.ts';

export interface HistoryDeps {
  readonly findCustomers: (
    tenant: string,
    documents: readonly Document[],
  ) => Promise<ReadonlyMap<string, CustomerValue>>;
  readonly history: OutsideHistory;
  readonly raiseFailure: RaiseOutsideFailure;
  readonly clock: Clock;
}

/** The import that the rows belong to. */
export interface ImportTarget {
  readonly tenant: string;
  readonly processId: string;
  /** User who asked for it. */
  readonly by: string;
  readonly company: CompanyValue;
  /** Epoch ms at which it began. */
  readonly now: number;
}

/**
 * What makes two rows the same communication: the six mandatory fields, or the declared external id with customer,
 * channel, recipient and time (F20).
 */
const keyOf = (row: InteractionRow, recipient: string): Buffer => {
  const { document, channel, sentAt, status, externalId } = row;
  const what = externalId === null ? `s${status}` : `x${externalId}`;
  return hash('sha256', `${documentName(document)}\n${channel}\n${sentAt}\n${recipient}\n${what}`, 'buffer');
};

/** Everything that the row says, so that a change of any cell is one. */
const digestOf = ({ document, recipients: _recipients, ...rest }: InteractionRow): Buffer =>
  hash('sha256', `${documentName(document)}\n${JSON.stringify(Object.values(rest))}`, 'buffer');

const digestText = (row: InteractionRow): string => encodeBytes(digestOf(row).subarray(0, 10));

class PreparedHistory implements PreparedRows<InteractionRow> {
  readonly #deps: HistoryDeps;
  readonly #target: ImportTarget;
  readonly #raiseAlerts: boolean;
  readonly #customers: ReadonlyMap<string, CustomerValue>;
  readonly #known: ReadonlyMap<string, MessageValue>;

  constructor(
    deps: HistoryDeps,
    target: ImportTarget,
    raiseAlerts: boolean,
    found: { readonly customers: ReadonlyMap<string, CustomerValue>; readonly known: readonly MessageValue[] },
  ) {
    this.#deps = deps;
    this.#target = target;
    this.#raiseAlerts = raiseAlerts;
    this.#customers = found.customers;
    this.#known = new Map(found.known.map((message) => [message.messageId, message]));
  }

  decide(rows: readonly Numbered<InteractionRow>[]) {
    return rows.map(({ row }) => {
      const customer = this.#customers.get(documentName(row.document));
      if (customer === undefined) {
        const details = { value: row.document.documentNumber };
        return { code: 'CUSTOMER_NOT_FOUND', column: 'documentNumber', details } as const;
      }
      const digest = digestText(row);
      const known = row.recipients.map((recipient) => this.#find(customer, row, recipient));
      if (known.some((message) => message === undefined)) return 'created';
      return known.every((message) => message?.imported?.digest === digest) ? 'duplicate' : 'updated';
    });
  }

  look(rows: readonly Numbered<InteractionRow>[]): readonly RowStanding[] {
    return rows.map(({ row }) => {
      const customer = this.#customers.get(documentName(row.document));
      const recipients = customer === undefined ? [] : row.recipients;
      const digest = digestText(row);
      const weight = recipients.filter(
        (recipient) => customer !== undefined && this.#find(customer, row, recipient)?.imported?.digest === digest,
      ).length;
      return { weight, extent: weight === 0 ? 'none' : weight === recipients.length ? 'whole' : 'part' };
    });
  }

  /** The communication as it is known, under whichever id of the customer it was written. */
  #find(customer: CustomerValue, row: InteractionRow, recipient: string): MessageValue | undefined {
    return idsOf(customer, row, recipient)
      .map((id) => this.#known.get(id))
      .find((message) => message !== undefined);
  }

  async write(rows: readonly Numbered<InteractionRow>[]): Promise<readonly []> {
    // Learnt when it is written: reports whose cut has passed must not change (I13).
    const now = this.#deps.clock.now();
    const today = companyDay(this.#target.company, now);
    const entries = rows.flatMap(({ row }) => this.#entriesOf(row, { now, today }));
    const isWritten = ({ messageId, imported }: MessageValue) => {
      const known = this.#known.get(messageId)?.imported;
      return known !== undefined && known.digest === imported?.digest;
    };
    await this.#deps.history.write(entries.filter(({ message }) => !isWritten(message)));
    if (!this.#raiseAlerts) return [];
    for (const { message } of entries) {
      if (message.status === 'failed') await this.#deps.raiseFailure(message, this.#target.company);
    }
    return [];
  }

  #entriesOf(row: InteractionRow, { now, today }: { readonly now: number; readonly today: string }) {
    const customer = this.#customers.get(documentName(row.document));
    // Decided when there was one; customers are never deleted.
    if (customer === undefined) return [];
    const { processId, by, company } = this.#target;
    const imported = { processId, digest: digestText(row) };
    return row.recipients.map((recipient) =>
      newOutsideMessage(
        {
          ...row,
          by,
          imported,
          recipient,
          at: row.sentAt,
          recordedAt: now,
          ownId: ownIdOf(row, recipient),
          customer: {
            ...customer,
            // What was written before a merge stays under its id, and is read through the one that stays.
            customerId: this.#find(customer, row, recipient)?.customerId ?? customer.customerId,
            ...row.document,
            advisorId: row.advisorId ?? customer.advisorId,
            portfolios: row.portfolios.length > 0 ? [...row.portfolios] : customer.portfolios,
          },
          segment: segmentOn(company, customer, today),
        },
        company.timeZone,
      ),
    );
  }
}

const ownIdOf = (row: InteractionRow, recipient: string): string => encodeBytes(keyOf(row, recipient).subarray(0, 10));

/** Ids that the communication may have: under the customer's id, and under those of the ones merged into it. */
const idsOf = (customer: CustomerValue, row: InteractionRow, recipient: string): readonly string[] =>
  familyOf(customer).map((customerId) => outsideMessageId(customerId, row.sentAt, ownIdOf(row, recipient)));

/** Compares a row with the rows above it. */
const compareRow = (row: InteractionRow, line: number, seen: SeenRows): FileDecision => {
  const keys = row.recipients.map((recipient) => keyOf(row, recipient));
  const data = digestOf(row);
  const found = keys.map((key) => seen.find(key, data));
  const conflict = found.find((known) => known?.isSame === false);
  if (conflict !== undefined)
    return { kind: 'rejected', issue: { code: 'ROW_CONFLICT', details: { of: conflict.line } } };
  const first = found[0];
  if (first !== undefined && !found.includes(undefined)) {
    const notice = { code: 'ROW_DUPLICATE', details: { of: first.line } } as const;
    return { kind: 'outcome', outcome: 'duplicate', notice, isWritten: false };
  }
  for (const key of keys) seen.note(key, data, line);
  return { kind: 'new' };
};

export const createHistoryKind = (
  deps: HistoryDeps,
  target: ImportTarget,
  header: Header,
  context: RowContext,
): RowKind<InteractionRow> => ({
  parse: createInteractionRows(header, context),
  compare: compareRow,
  weightOf: (row) => row.recipients.length,
  async prepare(rows) {
    const customers = await deps.findCustomers(
      target.tenant,
      rows.map(({ row }) => row.document),
    );
    const ids = rows.flatMap(({ row }) => {
      const customer = customers.get(documentName(row.document));
      return customer === undefined ? [] : row.recipients.flatMap((recipient) => idsOf(customer, row, recipient));
    });
    const known = ids.length === 0 ? [] : await deps.history.find(target.tenant, [...new Set(ids)]);
    return new PreparedHistory(deps, target, context.options.raiseAlerts, { customers, known });
  },
});
