/** Routes of documents: account statements and details of invoices. */
import * as contract from '#contract/documents.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, fileRoute, route } from '#platform/http/api.ts';
import { claimIdempotencyKey } from '#platform/idempotency.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { readAccount } from '#shared/customers/customer-debts.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { AttachmentStore } from '#shared/messaging/attachments/attachment-store.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { attachStatement, showStatement } from '#shared/messaging/statements/account-statement.ts';
import { attachInvoice } from '#shared/messaging/statements/attach-invoice.ts';

export const documentRoutes = ({
  table,
  files,
  clock,
}: {
  readonly table: Table;
  readonly files: Pick<AttachmentFiles, 'write'>;
  readonly clock: Clock;
}): BoundRoute[] => {
  const customers = new CustomerStore(table);
  const deps = {
    findCompany: createFindCompany({ companies: new CompanyStore(table), clock }),
    readAccount: (tenant: string, customerId: string) => readAccount({ customers }, tenant, customerId),
    attachments: new AttachmentStore(table),
    files,
    claimKey: (input: Parameters<typeof claimIdempotencyKey>[1]) => claimIdempotencyKey(table, input),
    clock,
  };

  return [
    fileRoute(contract.getAccountStatement, ({ caller, params, query }) =>
      showStatement(deps, { tenant: caller.tenant, ...params, ...query }),
    ),
    route(contract.createAccountStatement, ({ caller, params, body, idempotencyKey }) =>
      attachStatement(deps, { tenant: caller.tenant, ...params, ...body, idempotencyKey }),
    ),
    route(contract.createInvoiceDocument, ({ caller, params, body, idempotencyKey }) =>
      attachInvoice(deps, { tenant: caller.tenant, ...params, ...body, idempotencyKey }),
    ),
  ];
};
