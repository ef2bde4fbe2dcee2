/** Routes of documents: account statements and details of invoices. */
import * as contract from '#contract/documents.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, fileRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import { readAccount } from '#shared/customers/customer-debts.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { attachStatement, showStatement } from '#shared/messaging/documents/account-statement.ts';
import { attachInvoice } from '#shared/messaging/documents/attach-invoice.ts';
import { findCompany } from '../../composition/companies.ts';
import { customers } from '../../composition/customers.ts';
import { attachments } from '../../composition/messaging.ts';
import { take } from '../../composition/part.ts';
import { claimKey } from '../../composition/requests.ts';

export const documentRoutes = (on: {
  readonly table: Table;
  readonly files: Pick<AttachmentFiles, 'write'>;
  readonly clock: Clock;
}): BoundRoute[] => {
  const deps = {
    ...take(on, { findCompany, attachments, claimKey }),
    readAccount: (tenant: string, customerId: string) => readAccount(take(on, { customers }), tenant, customerId),
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
