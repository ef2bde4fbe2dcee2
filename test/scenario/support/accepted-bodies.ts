/** A body that each operation accepts, by its id: for the matrices, and as what the fuzz bends. */
import { freshEmail, freshMobile, unique } from './people.ts';

export interface BodyContext {
  /** A customer of the caller's own company. */
  readonly own: { readonly customerId: string; readonly addressId: string };
  /** Ids of the right form. */
  readonly ids: { readonly messageId?: string; readonly attachmentId?: string };
  /** Settings as they can be put. */
  readonly settings: unknown;
  /** An instant of tomorrow, ISO-8601. */
  readonly future: string;
}

/** An operation with a body that is not here fails the suites. */
export const acceptedBodies = ({
  own,
  ids,
  settings,
  future,
}: BodyContext): Readonly<Record<string, () => unknown>> => ({
  createCustomer: () => ({ name: 'X', addresses: [] }),
  patchCustomer: () => ({ name: 'X' }),
  addAddress: () => ({ channel: 'email', value: freshEmail() }),
  replaceAddress: () => ({ value: freshEmail() }),
  putFavorite: () => ({ favorite: true }),
  createNote: () => ({ text: 'X' }),
  putDebt: () => ({ code: 'X', dueDate: '2026-01-01', balance: 1, currency: 'CLP', state: 'overdue' }),
  patchAccount: () => ({ displayName: 'X' }),
  putTicket: () => ({ number: unique(), network: 'facebook', state: 'open' }),
  patchTicket: () => ({ state: 'closed' }),
  createSharedView: () => ({ name: unique(), filters: {} }),
  putSharedView: () => ({ name: unique(), filters: {} }),
  patchNote: () => ({ text: 'Y' }),
  patchTags: () => ({ add: ['x'] }),
  mergeCustomer: () => ({ customerId: own.customerId, preview: true }),
  putAssignee: () => ({ advisorId: null }),
  patchDebt: () => ({ balance: 2 }),
  clearAlert: () => ({}),
  clearAlerts: () => ({ filter: { channel: 'call' }, dryRun: true }),
  raiseAlerts: () => ({ addresses: [{ channel: 'email', value: freshEmail() }], dryRun: true }),
  undoAlerts: () => ({ processId: 'none' }),
  putPause: () => ({ until: future }),
  putDnd: () => ({ channel: 'sms', active: true }),
  withdrawPromise: () => ({ reason: 'X' }),
  eraseCustomer: () => ({ reason: 'request' }),
  // Right in its form; whoever may ask is told that it is not the company's name.
  requestCompanyDeletion: () => ({ name: 'X', reason: 'trial' }),
  putRetention: () => ({
    periods: { messages: 36, contents: 24, attachments: 24, recordings: 24, mails: 12, exports: 30, decisions: 36 },
  }),
  putRestriction: () => ({ kind: 'opposition', reason: 'X' }),
  putStop: () => ({ stopped: true, reason: 'X' }),
  sendMessage: () => ({ ...own, subject: 'X', body: 'X', merge: true }),
  createAttachment: () => ({ fileName: 'x.pdf', size: 1, contentType: 'application/pdf' }),
  createAccountStatement: () => ({ format: 'pdf' }),
  createInvoiceDocument: () => ({ number: 'X' }),
  cancelMessage: () => ({}),
  resolveMessage: () => ({ outcome: 'sent' }),
  resolveMessages: () => ({ messageIds: [ids.messageId], outcome: 'sent' }),
  assignConversation: () => ({ advisorId: null }),
  createTemplate: () => ({ channel: 'sms', name: unique(), body: 'X' }),
  patchTemplate: () => ({ name: 'X' }),
  previewTemplate: () => ({ customerId: own.customerId }),
  previewText: () => ({ customerId: own.customerId, channel: 'sms', body: 'X' }),
  putUser: () => ({ active: true }),
  putHold: () => ({ scope: { kind: 'company' }, held: false, reason: 'X' }),
  confirmImport: () => ({}),
  answerOptOut: () => ({ optsOut: false }),
  putSettings: () => settings,
  putMetadataFields: () => ({ fields: [] }),
  createExport: () => ({ tray: 'customers' }),
  createImport: () => ({ kind: 'interactions', fileName: 'x.csv', size: 10 }),
  createStandingReport: () => ({ name: unique() }),
  putStandingReport: () => ({ name: unique() }),
  putPreferences: () => ({ processEmails: false }),
  putViews: () => ({ columns: [], views: [] }),
  recordResult: () => ({ result: 'busy' }),
  putPendingCall: () => ({ pendingCall: {} }),
  putRecording: () => ({ attachmentId: ids.attachmentId }),
  assignUnmatched: () => ({ customerId: own.customerId }),
  createFromUnmatched: () => ({ name: 'X' }),
  reportCall: () => ({ from: freshMobile(), answered: true }),
});

/** Path parameters that are no ids of anything that a company owns. */
export const places: Readonly<Record<string, string>> = { list: 'customers', kind: 'interactions' };

/** The path with its parameters filled in; `no-<name>` for an id that nobody has. */
export const fillPath = (path: string, ids: Readonly<Record<string, string | undefined>>): string =>
  path.replace(/\{(\w+)\}/g, (_whole, name: string) => places[name] ?? ids[name] ?? `no-${name}`);
