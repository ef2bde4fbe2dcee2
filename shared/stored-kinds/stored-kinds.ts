/**
 * Every kind of item of the table, once: how it is erased, carried out, exported, retained, merged and audited. A test fails on an
 * entity that is not here. The nightly check and the migrations take their kinds from it.
 */

import { IdempotencyRecord } from '#platform/idempotency.ts';
import { AlertChange, AlertTargets } from '#shared/alert-actions/entities.ts';
import { AuditRecord } from '#shared/audit/entities.ts';
import {
  Choice,
  Company,
  CompanyDeletion,
  CompanyLimitsItem,
  InboundOwner,
  Retention as RetentionPolicy,
  SharedView,
  TenantEntry,
  Usage,
  User,
  UserPreferences,
  UserView,
} from '#shared/companies/entities.ts';
import { AddressState, AlertHistory, RefusalHistory } from '#shared/contactability/entities.ts';
import { AlertRow, ListedAlert } from '#shared/contactability/listed-alert.ts';
import { Conversation, ConversationDeletion, ConversationView } from '#shared/conversations/entities.ts';
import { BalanceDay } from '#shared/customers/balance-day.ts';
import {
  Address,
  Customer,
  CustomerHistory,
  Debt,
  DebtChange,
  DocumentOwner,
  Favorites,
  Gate,
  Merge,
  Note,
  Owner,
  Ticket,
  TicketOwner,
} from '#shared/customers/entities.ts';
import { Counted, ListCount } from '#shared/customers/list-counts.ts';
import { FacetRow, Listing, SearchToken } from '#shared/customers/listing.ts';
import { ExportSlot, StandingReport } from '#shared/exports/entities.ts';
import { ImportedContent, ImportMapping, ImportTurnEntry } from '#shared/imports/entities.ts';
import { ListedDay, ListedRow, OriginChoice } from '#shared/interactions/entities.ts';
import { Connection, ConnectionOwner, FeedEntry } from '#shared/live/entities.ts';
import { AttachmentFile, AttachmentUse } from '#shared/messaging/attachments/entities.ts';
import { KeptEvent, ParkedEvent } from '#shared/messaging/events/entities.ts';
import { Health } from '#shared/messaging/holds/health.ts';
import { DeploymentHold, Holds } from '#shared/messaging/holds/hold.ts';
import { InboundReceipt, UnmatchedInbound, UserNumber, WaitingChange } from '#shared/messaging/inbound/entities.ts';
import { Message, MessageBody, MovedMessage } from '#shared/messaging/ledger/entities.ts';
import { ReceivedContent } from '#shared/messaging/ledger/received-content.ts';
import { QueueProbe } from '#shared/messaging/sending/queue-probe.ts';
import { Template } from '#shared/messaging/templates/entities.ts';
import { MigrationState } from '#shared/migrations/entities.ts';
import { CompanyExportRequest, PortabilityRequest, Process } from '#shared/processes/entities.ts';
import { type StoredKind, storedKind } from './stored-kind.ts';

/** What a person is and what was agreed with it: base, under the customer's partition. */
const ofCustomer = {
  about: 'customer',
  onErasure: 'delete',
  carried: true,
  retention: 'owner',
  onMerge: 'stays',
  audit: 'judged',
} as const;
/** An address, whoever has it: under a keyed hash. */
const ofAddress = {
  ...ofCustomer,
  onErasure: 'keep_hash',
  retention: 'period',
  onMerge: 'none',
  audit: 'none',
} as const;
/** Rows and words that projections make of a customer. */
const copyOfCustomer = {
  about: 'customer',
  onErasure: 'delete',
  carried: false,
  retention: 'derived',
  onMerge: 'follows',
  audit: 'counted',
} as const;
/** Settings and names of a company. */
const ofCompany = {
  about: 'nobody',
  onErasure: 'untouched',
  carried: false,
  retention: 'owner',
  onMerge: 'none',
  audit: 'none',
} as const;
const ofUser = { ...ofCompany, about: 'user' } as const;
/** Marks of work in hand, which the table deletes by itself. */
const passing = { ...ofCompany, retention: 'expires' } as const;

export const storedKinds: readonly StoredKind[] = [
  // The customer.
  storedKind(Customer, ofCustomer, 'customers'),
  storedKind(Gate, { ...ofCustomer, onMerge: 'moves' }, 'contact-rules'),
  storedKind(Address, { ...ofCustomer, onMerge: 'moves' }, 'addresses'),
  storedKind(Note, ofCustomer, 'notes'),
  storedKind(Debt, ofCustomer, 'debts'),
  storedKind(DebtChange, ofCustomer, 'debt-changes'),
  storedKind(Ticket, ofCustomer, 'tickets'),
  storedKind(CustomerHistory, ofCustomer, 'customer-history'),
  storedKind(Merge, { ...ofCustomer, carried: false }, 'merges'),
  // Where the last file of all of it is.
  storedKind(PortabilityRequest, { ...ofCustomer, carried: false }),
  // Ways to it: keys made of its document, addresses, tickets.
  storedKind(Owner, { ...copyOfCustomer, onMerge: 'moves', audit: 'none' }),
  storedKind(DocumentOwner, { ...copyOfCustomer, onMerge: 'stays', audit: 'none' }),
  storedKind(TicketOwner, { ...copyOfCustomer, onMerge: 'stays', audit: 'none' }),
  storedKind(Favorites, { ...ofUser, onMerge: 'follows', onErasure: 'pseudonymise' }, 'favorites'),
  storedKind(Listing, { ...copyOfCustomer, audit: 'judged' }),
  storedKind(FacetRow, copyOfCustomer),
  storedKind(SearchToken, copyOfCustomer),
  storedKind(Counted, { ...copyOfCustomer, audit: 'judged' }),
  storedKind(ListCount, { ...ofCompany, retention: 'derived', audit: 'judged' }),
  // Addresses, whoever has them: under a keyed hash. A refusal outlives the customer.
  storedKind(AddressState, { ...ofAddress, audit: 'counted' }, 'alerts'),
  storedKind(AlertHistory, ofAddress, 'alert-history'),
  // Its row in the work list goes with the last customer that has it.
  storedKind(ListedAlert, copyOfCustomer),
  storedKind(AlertRow, copyOfCustomer),
  storedKind(RefusalHistory, ofAddress, 'refusal-history'),
  // Messages. That a contact was made is proved for two years, without the person.
  storedKind(Message, { ...ofCustomer, onErasure: 'pseudonymise', retention: 'period' }, 'messages'),
  storedKind(MessageBody, { ...ofCustomer, retention: 'period', audit: 'none' }, 'message-bodies'),
  storedKind(MovedMessage, { ...copyOfCustomer, onErasure: 'untouched', onMerge: 'stays', audit: 'none' }),
  // Ids and values of filters: they stand as long as the row of the register, which names nobody either.
  storedKind(ListedRow, { ...copyOfCustomer, onErasure: 'untouched', onMerge: 'stays', audit: 'none' }),
  // Which values stood together on a date: nobody's.
  storedKind(ListedDay, { ...ofCompany, retention: 'derived' }),
  storedKind(ReceivedContent, { ...ofCustomer, retention: 'period', audit: 'none' }, 'received-contents'),
  // Hashes and ids alone: without its receipt a message that is told again would be taken in anew.
  storedKind(InboundReceipt, {
    ...ofCustomer,
    carried: false,
    onErasure: 'keep_hash',
    retention: 'expires',
    audit: 'none',
  }),
  storedKind(WaitingChange, {
    ...ofCustomer,
    carried: false,
    onErasure: 'keep_hash',
    retention: 'expires',
    onMerge: 'none',
    audit: 'none',
  }),
  storedKind(
    UnmatchedInbound,
    { ...ofCustomer, carried: false, retention: 'period', onMerge: 'none', audit: 'none' },
    'unmatched-messages',
  ),
  storedKind(UserNumber, { ...ofCustomer, carried: false, onMerge: 'none', audit: 'none' }, 'whatsapp-numbers'),
  storedKind(AttachmentFile, { ...ofCustomer, retention: 'period', audit: 'none' }, 'attachments'),
  storedKind(AttachmentUse, { ...ofCustomer, carried: false, audit: 'none' }),
  storedKind(Conversation, { ...ofCustomer, carried: false, onMerge: 'follows' }, 'conversations'),
  storedKind(ConversationView, copyOfCustomer),
  storedKind(ConversationDeletion, { ...ofCustomer, carried: false }),
  storedKind(ParkedEvent, { ...passing, about: 'customer', onErasure: 'delete' }),
  storedKind(KeptEvent, { ...passing, about: 'customer', onErasure: 'delete' }),
  // The company, its users, and what stops or counts its sending.
  storedKind(Company, ofCompany, 'settings'),
  storedKind(TenantEntry, ofCompany),
  storedKind(InboundOwner, ofCompany),
  // What is left of a company that was deleted.
  storedKind(CompanyDeletion, ofUser),
  storedKind(CompanyLimitsItem, ofCompany, 'limits'),
  storedKind(RetentionPolicy, ofCompany, 'retention'),
  storedKind(Usage, passing),
  storedKind(Choice, ofCompany, 'choices'),
  storedKind(OriginChoice, ofCompany),
  storedKind(SharedView, ofUser, 'shared-views'),
  storedKind(Template, ofCompany, 'templates'),
  storedKind(Holds, ofUser, 'holds'),
  storedKind(DeploymentHold, ofUser),
  storedKind(Health, passing),
  storedKind(User, ofUser, 'users'),
  storedKind(UserView, ofUser, 'views'),
  storedKind(UserPreferences, ofUser, 'preferences'),
  // What it was owed, day by day: sums without persons.
  storedKind(BalanceDay, { ...ofCompany, retention: 'period' }, 'balances'),
  storedKind(AuditRecord, { ...ofUser, retention: 'period' }, 'audit-trail'),
  // Jobs: their files may name customers, and go whole with one of them.
  storedKind(Process, { ...ofUser, onErasure: 'pseudonymise', retention: 'period', audit: 'counted' }, 'processes'),
  // Which export of the company was the last.
  storedKind(CompanyExportRequest, ofCompany),
  storedKind(ExportSlot, ofUser),
  storedKind(StandingReport, ofUser, 'standing-reports'),
  storedKind(ImportTurnEntry, passing),
  storedKind(ImportedContent, passing),
  storedKind(ImportMapping, ofCompany, 'import-columns'),
  storedKind(MigrationState, ofCompany),
  // Actions on many alerts: hashes of addresses and what failed at them, without words.
  storedKind(AlertTargets, { ...passing, about: 'customer', onErasure: 'keep_hash' }),
  storedKind(AlertChange, { ...passing, about: 'customer', onErasure: 'keep_hash' }),
  // Clients that are connected, and what they are told.
  storedKind(Connection, { ...passing, about: 'user' }),
  storedKind(ConnectionOwner, { ...passing, about: 'user' }),
  storedKind(FeedEntry, passing),
  // A digest of the request, for a week.
  storedKind(IdempotencyRecord, { ...passing, about: 'customer', onErasure: 'keep_hash' }),
  storedKind(QueueProbe, passing),
];

/** Kinds that the nightly check reads under each customer and judges. */
export const judgedForms = storedKinds.filter(({ audit }) => audit === 'judged').map(({ form }) => form);
