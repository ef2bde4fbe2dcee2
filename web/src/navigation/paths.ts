/** Sections of Ajustes, in the order in which they are listed. */
export const settingsSections = [
  'company',
  'communications',
  'holds',
  'accounts',
  'calls',
  'segments',
  'metadata',
  'payments',
  'users',
  'retention',
  'audit',
  'limits',
  'preferences',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** Addresses of the pages. Links are made here and nowhere else. */
export const paths = {
  customers: '/receivables/customers',
  interactions: '/receivables/interactions',
  alerts: '/receivables/alerts',
  processes: '/receivables/processes',
  imports: '/receivables/imports',
  /** The import of one kind of file. */
  import: (kind: string) => `/receivables/imports?kind=${kind}`,
  standingReports: '/receivables/standing-reports',
  received: '/conversations/received',
  calls: '/conversations/calls',
  templates: '/conversations/templates',
  helpDesk: '/help-desk/customers',
  settings: '/settings',
  /** Ids have no character that an address must escape (contract, `idPattern`). */
  customer: (customerId: string) => `/customers/${customerId}`,
  /** The same customer as the help desk sees it (E18). */
  helpDeskCustomer: (customerId: string) => `/help-desk/customers/${customerId}`,
  /** What the erasure of a customer does, and its receipt afterwards: the customer is gone then (ADR 62). */
  erasure: (customerId: string, processId: string) => `/customers/${customerId}?erasure=${processId}`,
  /** The customer's debts in full: "Ver todo" (C32). */
  paymentOrder: (customerId: string) => `/customers/${customerId}?tab=order`,
  /** The customer's communications in the register. */
  customerInteractions: (customerId: string) => `/receivables/interactions?customerId=${customerId}`,
  /** Opens the conversation with a customer (A20, D6). */
  conversation: (customerId: string) => `/conversations/received?customer=${customerId}`,
  /** The company's deletion, with the way to take it back; mails lead there too (`tell-administrators.ts`). */
  companyDeletion: '/settings/retention#deletion',
  settingsSection: (section: SettingsSection) => `/settings/${section}`,
} as const;
