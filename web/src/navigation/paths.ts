/** Addresses of the pages. Links are made here and nowhere else. */
export const paths = {
  customers: '/receivables/customers',
  interactions: '/receivables/interactions',
  processes: '/receivables/processes',
  received: '/conversations/received',
  calls: '/conversations/calls',
  templates: '/conversations/templates',
  helpDesk: '/help-desk/customers',
  settings: '/settings',
  /** Ids have no character that an address must escape (contract, `idPattern`). */
  customer: (customerId: string) => `/customers/${customerId}`,
  /** Opens the conversation with a customer (A20, D6). */
  conversation: (customerId: string) => `/conversations/received?customer=${customerId}`,
} as const;
