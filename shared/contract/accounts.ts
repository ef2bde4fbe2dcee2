/** Accounts that the company sends from and is written to: e-mail identities, SMS and WhatsApp numbers (E21, E25–E27). */
import * as z from 'zod';
import { type AccountFault, accountFaults, accountStates } from './account-words.ts';
import { IdSchema, lineField, TimestampSchema } from './fields.ts';
import { administrators, defineRoute, readers, supervisors } from './route.ts';
import { SendingChannelSchema } from './vocabulary-schemas.ts';

const resource = 'accounts';

export const AccountStateSchema = z.enum(accountStates);
export const AccountFaultSchema = z.enum(Object.keys(accountFaults) as [AccountFault, ...AccountFault[]]);

export const AccountSchema = z.strictObject({
  accountId: z.string(),
  channel: SendingChannelSchema,
  /** E-mail address, number or sender id as customers see it. */
  value: z.string(),
  displayName: z.string().nullable(),
  state: AccountStateSchema,
  reason: AccountFaultSchema.nullable(),
  connectedAt: TimestampSchema,
  /** When somebody last had the provider asked, or the hourly look found something new; null: not yet. */
  checkedAt: TimestampSchema.nullable(),
  /** Sends where a customer has not written to another one of the channel. */
  default: z.boolean(),
});

export const AccountsSchema = z.strictObject({ items: z.array(AccountSchema) });
const params = z.strictObject({ accountId: IdSchema });

export const listAccounts = defineRoute({
  id: 'listAccounts',
  method: 'GET',
  path: '/v1/accounts',
  resource,
  summary: "Lists the company's accounts with their state",
  roles: readers,
  scope: 'company',
  params: undefined,
  query: z.strictObject({ channel: SendingChannelSchema.optional() }),
  body: undefined,
  status: 200,
  answer: AccountsSchema,
  errors: [],
});

export const patchAccount = defineRoute({
  id: 'patchAccount',
  method: 'PATCH',
  path: '/v1/accounts/{accountId}',
  resource,
  summary: 'Renames an account, or makes it the default for its channel',
  roles: administrators,
  scope: 'company',
  params,
  query: undefined,
  body: z.strictObject({ displayName: lineField(80).optional(), default: z.literal(true).optional() }),
  status: 200,
  answer: AccountSchema,
  errors: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_NOT_CONNECTED'],
});

export const disconnectAccount = defineRoute({
  id: 'disconnectAccount',
  method: 'POST',
  path: '/v1/accounts/{accountId}/disconnect',
  resource,
  summary:
    'Disconnects an account: nothing more is sent from it, and customers who wrote to it cannot be answered from it (E25)',
  roles: administrators,
  scope: 'company',
  params,
  query: undefined,
  body: undefined,
  status: 200,
  answer: AccountSchema,
  errors: ['ACCOUNT_NOT_FOUND'],
});

export const reconnectAccount = defineRoute({
  id: 'reconnectAccount',
  method: 'POST',
  path: '/v1/accounts/{accountId}/reconnect',
  resource,
  summary: 'Reconnects an account in the state that the provider reports',
  roles: administrators,
  scope: 'company',
  params,
  query: undefined,
  body: undefined,
  status: 200,
  answer: AccountSchema,
  errors: ['ACCOUNT_NOT_FOUND', 'PROVIDER_UNAVAILABLE'],
});

export const refreshAccounts = defineRoute({
  id: 'refreshAccounts',
  method: 'POST',
  path: '/v1/accounts/refresh',
  resource,
  summary: 'Refreshes the state of all accounts from the providers',
  roles: supervisors,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: AccountsSchema,
  errors: ['PROVIDER_UNAVAILABLE'],
});

export const accountRoutes = [
  listAccounts,
  patchAccount,
  disconnectAccount,
  reconnectAccount,
  refreshAccounts,
] as const;
