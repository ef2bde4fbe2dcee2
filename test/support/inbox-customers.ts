/** Customers as the inbox needs them, without the rest of a company around them. */
import type { CustomerValue } from '#shared/customers/entities.ts';

/** A customer of company `demo`, written or not: conversations copy what they show from it. */
export const inboxCustomer = (customerId: string, change: Partial<CustomerValue> = {}): CustomerValue => ({
  tenant: 'demo',
  customerId,
  name: `Customer ${customerId}`,
  documentType: null,
  documentNumber: null,
  advisorId: null,
  portfolios: [],
  tags: [],
  influencer: false,
  metadata: {},
  timeZone: null,
  contactability: 'ok',
  contactabilityReason: null,
  callOnly: false,
  alerts: 0,
  channels: ['sms'],
  debtSummary: { dueDate: null, balances: {}, state: 'none' },
  createdAt: 1,
  updatedAt: 1,
  version: 1,
  ...change,
});
