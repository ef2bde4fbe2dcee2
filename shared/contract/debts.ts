/** Debts of a customer and its payment order in full (C22–C24, C27–C30, C32, Q15). */
import * as z from 'zod';
import { DebtSummarySchema } from './customers.ts';
import {
  CurrencySchema,
  DaySchema,
  IdSchema,
  lineField,
  MinorUnitsSchema,
  pageOf,
  pageQuery,
  rule,
  TimestampSchema,
} from './fields.ts';
import { everyPortfolio } from './portfolios.ts';
import { defineRoute, readers, writers } from './route.ts';
import { DebtStateSchema } from './vocabulary-schemas.ts';

const resource = 'customers';

/** Most debts of one customer: all of them are read to sum them up. */
export const debtLimit = 200;

export const InstalmentSchema = z.strictObject({
  number: z.int().min(1).max(999),
  dueDate: DaySchema,
  amount: MinorUnitsSchema,
  paid: z.boolean(),
});
export const InvoiceSchema = z.strictObject({
  number: lineField(40),
  dueDate: DaySchema,
  amount: MinorUnitsSchema,
});

const numbersOnce = <Item extends { readonly number: number | string }>(items: readonly Item[]): boolean =>
  new Set(items.map(({ number }) => number)).size === items.length;
const once = { error: 'Numbers must be unique.' };

/** The portfolio of which a debt is, as the company calls it. */
const PortfolioSchema = lineField(60).refine(
  (name) => name !== everyPortfolio,
  rule('VALUE_INVALID', `"${everyPortfolio}" stands for all portfolios.`),
);

const facts = {
  dueDate: DaySchema,
  /** What is still owed, minor units. */
  balance: MinorUnitsSchema,
  currency: CurrencySchema,
  state: DebtStateSchema,
  instalments: z.array(InstalmentSchema).max(120).refine(numbersOnce, once).optional(),
  invoices: z.array(InvoiceSchema).max(120).refine(numbersOnce, once).optional(),
  portfolio: PortfolioSchema.optional(),
};

/** A debt as it is reported. `code` is the company's own, unique per customer. */
export const DebtInputSchema = z.strictObject({ code: lineField(60), ...facts });
export type DebtInput = z.infer<typeof DebtInputSchema>;

/** Named fields of a debt; the others stay. `null` removes instalments, invoices or the portfolio. */
export const DebtPatchSchema = z.strictObject({
  dueDate: facts.dueDate.optional(),
  balance: facts.balance.optional(),
  currency: facts.currency.optional(),
  state: facts.state.optional(),
  instalments: facts.instalments.nullable(),
  invoices: facts.invoices.nullable(),
  portfolio: facts.portfolio.nullable(),
});
export type DebtPatch = z.infer<typeof DebtPatchSchema>;

export const DebtSchema = z.strictObject({
  debtId: z.string(),
  ...DebtInputSchema.shape,
  /** Due date that counts: of the oldest unpaid instalment, where there are instalments (Q15). */
  openSince: z.string(),
  /** The state on the company's date: `current` is `overdue` once that date has passed (C24, C30). */
  stateNow: DebtStateSchema,
  /** On the company's date of the answer; 0 while nothing is due, and once paid. */
  daysOverdue: z.int(),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
  version: z.int(),
});

export const debtChangeKinds = ['created', 'changed', 'deleted'] as const;

/** One change of a debt: who, when, what. Lists of instalments and invoices are told as "unpaid/all" and "all". */
export const DebtChangeSchema = z.strictObject({
  at: TimestampSchema,
  /** User id, or `import:<process>`. */
  by: z.string(),
  kind: z.enum(debtChangeKinds),
  debtId: z.string(),
  code: z.string(),
  fields: z.array(
    z.strictObject({
      field: z.enum(['dueDate', 'balance', 'currency', 'state', 'instalments', 'invoices', 'portfolio']),
      before: z.union([z.string(), z.int()]).nullable(),
      after: z.union([z.string(), z.int()]).nullable(),
    }),
  ),
});
export type DebtChange = z.infer<typeof DebtChangeSchema>;

/** Sums of the open debts of one currency, minor units. */
export const CurrencyTotalSchema = z.strictObject({
  currency: z.string(),
  balance: z.int(),
  /** Part of `balance` of debts that are overdue. */
  overdue: z.int(),
  openDebts: z.int(),
  /** Unpaid instalments of open debts: how many, and what they add up to. */
  unpaidInstalments: z.int(),
  unpaidInstalmentsAmount: z.int(),
});

export const PaymentOrderSchema = z.strictObject({
  customerId: z.string(),
  name: z.string(),
  documentType: z.string().nullable(),
  documentNumber: z.string().nullable(),
  segment: z.string(),
  /** The company's date for which days overdue, segment and states hold. */
  date: z.string(),
  summary: DebtSummarySchema,
  totals: z.array(CurrencyTotalSchema),
  /** Debts by state, as shown: an open debt past its date counts as overdue. */
  states: z.partialRecord(DebtStateSchema, z.int()),
  /** All of them, oldest due date first. */
  debts: z.array(DebtSchema),
  /** Latest changes, newest first; the rest: `GET …/debts/changes`. */
  changes: z.array(DebtChangeSchema),
});

const customerParams = z.strictObject({ customerId: IdSchema });
const debtParams = z.strictObject({ customerId: IdSchema, debtId: IdSchema });

export const listDebts = defineRoute({
  id: 'listDebts',
  method: 'GET',
  path: '/v1/customers/{customerId}/debts',
  resource,
  summary: 'Lists the debts of a customer, oldest due date first (C27–C30)',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: z.strictObject({ state: DebtStateSchema.optional(), ...pageQuery }),
  body: undefined,
  status: 200,
  answer: pageOf(DebtSchema),
  errors: ['NOT_FOUND', 'LIMIT_INVALID', 'CURSOR_INVALID'],
});

export const putDebt = defineRoute({
  id: 'putDebt',
  method: 'PUT',
  path: '/v1/customers/{customerId}/debts',
  resource,
  summary: 'Creates or replaces the debt with this code',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: DebtInputSchema,
  status: 200,
  answer: DebtSchema,
  errors: ['NOT_FOUND', 'DEBT_LIMIT', 'VERSION_CONFLICT'],
  ifMatch: true,
});

export const patchDebt = defineRoute({
  id: 'patchDebt',
  method: 'PATCH',
  path: '/v1/customers/{customerId}/debts/{debtId}',
  resource,
  summary: 'Changes the given fields of a debt, such as its state when it is paid',
  roles: writers,
  scope: 'named',
  params: debtParams,
  query: undefined,
  body: DebtPatchSchema,
  status: 200,
  answer: DebtSchema,
  errors: ['NOT_FOUND', 'DEBT_NOT_FOUND', 'VERSION_CONFLICT'],
  ifMatch: true,
});

export const deleteDebt = defineRoute({
  id: 'deleteDebt',
  method: 'DELETE',
  path: '/v1/customers/{customerId}/debts/{debtId}',
  resource,
  summary: 'Deletes a debt that was recorded by mistake; its changes stay on record',
  roles: writers,
  scope: 'named',
  params: debtParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ debtId: z.string() }),
  errors: ['NOT_FOUND', 'DEBT_NOT_FOUND', 'VERSION_CONFLICT'],
  ifMatch: true,
});

export const listDebtChanges = defineRoute({
  id: 'listDebtChanges',
  method: 'GET',
  path: '/v1/customers/{customerId}/debts/changes',
  resource,
  summary: 'Lists changes to the debts: who, when, what; newest first (C32)',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: z.strictObject(pageQuery),
  body: undefined,
  status: 200,
  answer: pageOf(DebtChangeSchema),
  errors: ['NOT_FOUND', 'LIMIT_INVALID', 'CURSOR_INVALID'],
});

export const getPaymentOrder = defineRoute({
  id: 'getPaymentOrder',
  method: 'GET',
  path: '/v1/customers/{customerId}/payment-order',
  resource,
  summary: 'Reads the full payment order: debts, instalments, invoices, totals per currency, states, changes (C32)',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: PaymentOrderSchema,
  errors: ['NOT_FOUND'],
});

export const debtRoutes = [listDebts, putDebt, patchDebt, deleteDebt, listDebtChanges, getPaymentOrder] as const;
