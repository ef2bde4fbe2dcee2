/** Access patterns of the audit trail; entries are written by `auditActions` alone. */
import { fromItem, type Table } from '#platform/table/kernel.ts';
import { timeKey } from '#platform/table/keys.ts';
import { queryMerged } from '#platform/table/merged-pages.ts';
import { AuditRecord, type AuditRecordValue, auditPartition, everyCompany } from './entities.ts';

export interface AuditPage {
  readonly entries: readonly AuditRecordValue[];
  /** More may follow. */
  readonly more: boolean;
}

export class AuditStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Entries of a time, newest first: the company's, and what the operator changed for every company.
   * @param range epoch ms, both ends included
   * @param page.after sort key of the last entry of the page before
   */
  async listPage(
    tenant: string,
    range: { readonly from: number; readonly to: number },
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<AuditPage> {
    const { items, more } = await queryMerged(this.#table, {
      pks: [auditPartition(tenant), auditPartition(everyCompany)],
      sk: { from: timeKey(range.from), to: `${timeKey(range.to)}#~` },
      reverse: true,
      consistent: true,
      ...page,
    });
    return { entries: items.map((item) => fromItem(AuditRecord, item).value), more };
  }
}
