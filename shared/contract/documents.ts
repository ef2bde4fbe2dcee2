/** Documents that the system writes from a customer's debts: account statement (C11), detail of an invoice (D23). */
import * as z from 'zod';
import { AttachmentSchema } from './attachments.ts';
import { IdSchema, lineField } from './fields.ts';
import { defineRoute, readers, writers } from './route.ts';

const resource = 'documents';

/** Forms of a document, with their media types. */
export const documentMediaTypes = { html: 'text/html', pdf: 'application/pdf' } as const;
export type DocumentFormat = keyof typeof documentMediaTypes;
export const DocumentFormatSchema = z.enum(['html', 'pdf']) satisfies z.ZodType<DocumentFormat>;

const customerParams = z.strictObject({ customerId: IdSchema });

export const getAccountStatement = defineRoute({
  id: 'getAccountStatement',
  method: 'GET',
  path: '/v1/customers/{customerId}/account-statement',
  resource,
  summary: "Renders the customer's account statement as of today, as a page or a PDF (C11)",
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: z.strictObject({ format: DocumentFormatSchema.default('html') }),
  body: undefined,
  status: 200,
  answer: undefined,
  fileTypes: Object.values(documentMediaTypes),
  errors: ['NOT_FOUND'],
});

export const createAccountStatement = defineRoute({
  id: 'createAccountStatement',
  method: 'POST',
  path: '/v1/customers/{customerId}/account-statement',
  resource,
  summary: "Saves today's account statement as an attachment for a message to the customer (C11)",
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ format: DocumentFormatSchema }),
  status: 201,
  answer: AttachmentSchema,
  errors: ['NOT_FOUND'],
  idempotency: 'optional',
});

export const createInvoiceDocument = defineRoute({
  id: 'createInvoiceDocument',
  method: 'POST',
  path: '/v1/customers/{customerId}/debts/{debtId}/invoice-document',
  resource,
  summary:
    'Saves the details of an invoice as a PDF for a message to the customer, while payments are switched on (D23)',
  roles: writers,
  scope: 'named',
  params: z.strictObject({ customerId: IdSchema, debtId: IdSchema }),
  query: undefined,
  /** Number of the invoice, as the debt has it. */
  body: z.strictObject({ number: lineField(40) }),
  status: 201,
  answer: AttachmentSchema,
  errors: ['NOT_FOUND', 'DEBT_NOT_FOUND', 'INVOICES_DISABLED', 'INVOICE_NOT_FOUND'],
  idempotency: 'optional',
});

export const documentRoutes = [getAccountStatement, createAccountStatement, createInvoiceDocument] as const;
