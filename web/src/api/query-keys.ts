import type { Resource } from '#contract/route.ts';
import type { Query } from './paths.ts';

/** Begins with the resource whose routes are read: so one key makes everything of a resource out of date. */
type KeyOf<R extends Resource> = readonly [R, ...unknown[]];
type Keys = { readonly [R in Resource]?: { readonly [What in string]: KeyOf<R> | ((...of: never[]) => KeyOf<R>) } };

/**
 * Keys of everything that the console reads, by resource: `[resource, what, id or query]`. A key names a read and, in
 * `invalidateQueries`, all reads whose keys begin with it; `all` is a whole resource. What live events make out of date
 * stands in `live/stale.ts`, what a person's change does in that change (`changes.ts` of each feature and page).
 * Merging customers and taking it back makes everything out of date.
 */
export const queryKeys = {
  /** Customers and what hangs on them: changed by edits, results, assignments, accounts, settings, and live. */
  customers: {
    all: ['customers'],
    /** Every list, under whatever filters: live changes of contactability, and each edit of a customer. */
    lists: ['customers', 'list'],
    list: (query: Query<'listCustomers'>) => ['customers', 'list', query],
    /** Changes put their answer here; live changes of contactability read it anew. */
    one: (customerId: string) => ['customers', 'one', customerId],
    /** The latest notes and, below them, all pages: notes that are written, changed, deleted. */
    notes: (customerId: string) => ['customers', 'notes', customerId],
    notePages: (customerId: string) => ['customers', 'notes', customerId, 'pages'],
    /** Alerts, pauses, changed addresses: edits of the customer, and live changes of contactability. */
    history: (customerId: string) => ['customers', 'history', customerId],
    historyPages: (customerId: string) => ['customers', 'history', customerId, 'pages'],
    tickets: (customerId: string) => ['customers', 'tickets', customerId],
    ticketPages: (customerId: string) => ['customers', 'tickets', customerId, 'pages'],
    debts: (customerId: string) => ['customers', 'debts', customerId],
    /** What a merge would move: never kept. */
    mergePreview: (customerId: string, otherId: string) => ['customers', 'merge', customerId, otherId],
  },
  /** "Can I contact?": what is sent, recorded or changed of a customer, and live messages and contactability. */
  contactability: {
    all: ['contactability'],
    of: (customerId: string) => ['contactability', customerId],
    accounts: (customerId: string) => ['contactability', customerId, 'accounts'],
    /** The work list of alerts under whatever filters, and those of one customer: clearings and markings. */
    alerts: ['contactability', 'alerts'],
    alertPage: (query: Query<'listAlerts'>) => ['contactability', 'alerts', query],
    /** How many a clearing would change: never kept. */
    alertPreview: (target: object) => ['contactability', 'alert-preview', target],
    check: (customerId: string, query: Omit<Query<'contactCheck'>, 'purpose'>) => ['contactability', customerId, query],
  },
  /** Threads: what is sent, recorded, assigned, deleted in them, and live messages and conversations. */
  conversations: {
    all: ['conversations'],
    /** Every list, under whatever filters. */
    lists: ['conversations', 'list'],
    list: (query: Query<'listConversations'>) => ['conversations', 'list', query],
    /** The head of a conversation. */
    one: (customerId: string) => ['conversations', 'one', customerId],
    /** What is written in it. */
    messages: (customerId: string) => ['conversations', 'messages', customerId],
  },
  /** Single messages: withdrawn or retried ones, and live messages. */
  messages: {
    all: ['messages'],
    /** With attempts and events. */
    one: (messageId: string) => ['messages', 'one', messageId],
    /** The formatted version of an e-mail, which never changes. */
    html: (messageId: string) => ['messages', 'html', messageId],
  },
  /** Messages of unknown senders: those that are given to a customer or become one. */
  inbound: {
    all: ['inbound'],
    unmatched: ['inbound', 'unmatched'],
  },
  /** The register: live messages, a while later. */
  interactions: {
    all: ['interactions'],
    list: (query: Query<'listInteractions'>) => ['interactions', 'list', query],
    /** Flows, events and campaigns in use. */
    origins: ['interactions', 'origins'],
  },
  /** Imports and exports: those that are asked for, confirmed or acknowledged, and live processes. */
  processes: {
    all: ['processes'],
    list: (query: Query<'listProcesses'>) => ['processes', 'list', query],
    one: (processId: string) => ['processes', 'one', processId],
    /** The last export of everything that the company has. */
    companyExport: ['processes', 'export'],
    /** How many have ended unseen. */
    unread: ['processes', 'unread'],
  },
  /** Rights over personal data. */
  privacy: {
    /** The file of all that is known of a customer: read when somebody asks for it, since that begins the making. */
    portability: (customerId: string) => ['privacy', 'portability', customerId],
    /** How long the company keeps what. */
    retention: ['privacy', 'retention'],
  },
  exports: {
    /** Standing reports that are saved or deleted. */
    standingReports: ['exports', 'standing-reports'],
  },
  /** Templates that are saved or taken over from Meta. */
  templates: {
    all: ['templates'],
    list: (query: Query<'listTemplates'>) => ['templates', 'list', query],
    /** Those that can be sent on a channel. */
    approved: (channel: string) => ['templates', 'approved', channel],
    preview: (templateId: string, customerId: string, variables: Readonly<Record<string, string>>) => [
      'templates',
      'preview',
      templateId,
      customerId,
      variables,
    ],
  },
  /** The accounts that the company writes from: changes of an account, and asking the providers. */
  accounts: {
    list: ['accounts', 'all'],
  },
  /** The company, its users and what each of them keeps: saved settings make all of it out of date. */
  companies: {
    all: ['companies'],
    /** Who is signed in. */
    me: ['companies', 'me'],
    settings: ['companies', 'settings'],
    /** Values that filters and forms offer. */
    options: ['companies', 'options'],
    users: ['companies', 'users'],
    metadataFields: ['companies', 'metadata-fields'],
    holds: ['companies', 'holds'],
    limits: ['companies', 'limits'],
    /** Whether the company is to be deleted: asked for, taken back. */
    deletion: ['companies', 'deletion'],
    audit: (query: Query<'listAudit'>) => ['companies', 'audit', query],
    preferences: ['companies', 'preferences'],
    /** Columns and views that the caller keeps of a list. */
    views: (list: string) => ['companies', 'views', list],
    sharedViews: (list: string) => ['companies', 'shared-views', list],
  },
} satisfies Keys;
