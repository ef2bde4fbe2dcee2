/** Writes the detail of an invoice as a PDF that may go along with a message, while the company takes payments (D23). */
import { Refusal } from '#platform/errors.ts';
import { debtIdOf } from '#shared/customers/customer-debts.ts';
import { type AccountDeps, findStatementAccount } from './account-statement.ts';
import { type AttachDocumentDeps, type AttachedDocument, attachDocument } from './attach-document.ts';
import { checkInvoices, invoiceOf } from './invoice.ts';
import { writeSheet } from './write-sheet.ts';

/** @throws Refusal NOT_FOUND, DEBT_NOT_FOUND, INVOICES_DISABLED, INVOICE_NOT_FOUND, IDEMPOTENCY_KEY_REUSED */
export const attachInvoice = async (
  deps: AccountDeps & AttachDocumentDeps,
  input: {
    readonly tenant: string;
    readonly customerId: string;
    readonly debtId: string;
    readonly number: string;
    readonly idempotencyKey: string | undefined;
  },
): Promise<AttachedDocument> => {
  const { tenant, customerId, debtId, number, idempotencyKey } = input;
  const account = await findStatementAccount(deps, tenant, customerId);
  const debt = account.debts.find((candidate) => debtIdOf(candidate) === debtId);
  if (debt === undefined) throw new Refusal('DEBT_NOT_FOUND', 'The customer has no debt with this id.');
  checkInvoices(account.company);
  const sheet = invoiceOf({ ...account, debt, number });
  const request = {
    tenant,
    customerId,
    idempotencyKey,
    scope: 'createInvoiceDocument',
    request: `${customerId}\n${debtId}\n${number}`,
  };
  return attachDocument(deps, request, 'invoice', () => writeSheet(sheet, 'pdf', account));
};
