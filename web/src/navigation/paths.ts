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
  customer: (customerId: string) => `/customers/${encodeURIComponent(customerId)}`,
} as const;
