/**
 * What is kept of a customer. ADDR#, GATE and HEAD stand side by side in one partition, so that one query reads the
 * customer's page; debts, which can be long, notes and history stand after them. OWN# stands with the address, so that
 * an alert finds every owner (Q3).
 */
import * as z from 'zod';
import { DebtSummarySchema } from '#contract/customers.ts';
import { DebtChangeSchema, DebtInputSchema } from '#contract/debts.ts';
import { restrictionKinds } from '#contract/privacy-words.ts';
import {
  ChannelSchema,
  ContactabilitySchema,
  TicketNetworkSchema,
  TicketStateSchema,
} from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { keyPart, tenantKey, timeKey } from '#platform/table/keys.ts';
import { StoredDndEntrySchema } from './dnd-entry.ts';
import { GatePromiseSchema } from './gate-promise.ts';
import { openDebtKeys } from './open-debts.ts';

export const customerPartition = (tenant: string, customerId: string) => tenantKey(tenant, 'C', customerId);

/** Into whom, when (epoch ms) and by whom a customer was merged. */
export const MergeMarkSchema = z.object({ customerId: z.string(), at: z.number(), by: z.string() });

/** The customer itself. `version` is what people see and send as If-Match; the kernel's revision guards every write. */
export const Customer = defineEntity({
  type: 'customer',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    name: z.string(),
    documentType: z.string().nullable(),
    documentNumber: z.string().nullable(),
    advisorId: z.string().nullable(),
    portfolios: z.array(z.string()),
    tags: z.array(z.string()),
    influencer: z.boolean(),
    metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    timeZone: z.string().nullable(),
    /** Summary of the addresses, recomputed after every change of them or of their alerts (Q2, Q2b, I6). */
    contactability: ContactabilitySchema,
    contactabilityReason: z.enum(['NO_ADDRESS', 'ALL_ALERTED']).nullable(),
    callOnly: z.boolean(),
    alerts: z.number(),
    channels: z.array(ChannelSchema),
    /** Kind of the gate's restriction, for lists; absent: none. */
    restriction: z.enum(restrictionKinds).exactOptional(),
    /**
     * As the debts were written. Days overdue and the segment move at midnight without a write, so they are not kept
     * but computed for the day of the question: `debtSummaryOn`, `segmentOn` (Q15).
     */
    debtSummary: DebtSummarySchema.omit({ daysOverdue: true }),
    createdAt: z.number(),
    updatedAt: z.number(),
    version: z.number(),
    /** Further documents that find the customer: those of customers that were merged into it. */
    otherDocuments: z.array(z.object({ documentType: z.string(), documentNumber: z.string() })).exactOptional(),
    /** Customers that were merged into this one, the latest last: what was written of them is read with it, and their names find it. */
    merged: z.array(z.object({ customerId: z.string(), name: z.string(), at: z.number() })).exactOptional(),
    /** Set while the customer is being erased, by this process (ADR 62). */
    erasing: z.object({ processId: z.string(), at: z.number() }).exactOptional(),
    /** Set once the customer is one with another, whose id stands here; what the head says else is as it was then. */
    mergedInto: MergeMarkSchema.exactOptional(),
  }),
  keys: (customer) => ({
    ...customerKey(customer.tenant, customer.customerId),
    g2: [customersPartition(customer.tenant), customer.customerId],
  }),
});
export type CustomerValue = z.infer<typeof Customer.schema>;
/** A customer and those merged into it: under whose ids notes, history, debts, tickets and messages lie. */
export const familyOf = ({
  customerId,
  merged = [],
}: {
  readonly customerId: string;
  readonly merged?: readonly { readonly customerId: string }[];
}): readonly [string, ...string[]] => [customerId, ...merged.map((member) => member.customerId)];
/** Whom to read, and how. */
export interface Family {
  readonly tenant: string;
  readonly customerId: string;
  readonly merged?: readonly { readonly customerId: string }[];
}
/** The customer whose head has this key; undefined for every other item. */
export const customerOfHead = ({ pk, sk }: { pk: string; sk: string }) => {
  const match = sk === 'HEAD' ? /^T#([a-z0-9-]{3,40})#C#([^#]+)$/.exec(pk) : null;
  return match?.[1] === undefined || match[2] === undefined ? undefined : { tenant: match[1], customerId: match[2] };
};
/** Index partition of all customers of a company, keys only: the base from which lists can be rebuilt. */
export const customersPartition = (tenant: string) => tenantKey(tenant, 'CUSTOMERS');
/** Sort keys of the customer's page: its addresses, gate and head. */
export const customerPageRange = { from: 'ADDR#', to: 'HEAD' } as const;
export const customerKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: 'HEAD',
});

/**
 * Everything of the customer that decides whether a message may go, besides the address itself. Any change of it moves
 * its revision, which is a condition of every claim: a pause, a DND, a replaced or deleted address holds at claim time.
 */
export const Gate = defineEntity({
  type: 'gate',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    pausedUntil: z.number().nullable(),
    dnd: z.array(StoredDndEntrySchema),
    activeAddressIds: z.array(z.string()),
    wrongNumberAddressIds: z.array(z.string()),
    /** Epoch ms of the customer's last message to us, by address: WhatsApp's window. */
    lastInboundAt: z.record(z.string(), z.number()),
    /** Account of ours that the customer wrote to last, by address: it answers (E25). */
    lastInboundTo: z.record(z.string(), z.string()).optional(),
    /** The latest one. */
    promise: GatePromiseSchema.nullable().default(null),
    /** Nothing goes to the customer on any channel until a supervisor lifts it (Q10). */
    stopped: z.object({ at: z.number(), by: z.string(), reason: z.string() }).nullable().default(null),
    /** The person objects to automatic messages, or the data are blocked (Ley 21.719, LGPD); absent: neither. */
    restriction: z
      .object({ kind: z.enum(restrictionKinds), at: z.number(), by: z.string(), reason: z.string() })
      .exactOptional(),
    /** Epoch ms since when the person is being erased: nothing goes any more, and nobody lifts that (ADR 62). */
    erasingSince: z.number().exactOptional(),
    /**
     * Addresses of merged customers that this one had already, by the id of its own: messages that were accepted for one
     * of them go to the same person.
     */
    sameAddress: z.record(z.string(), z.string()).exactOptional(),
    /** Set once the customer is part of another: the one whose gate decides. */
    decidedBy: z.string().exactOptional(),
  }),
  keys: (gate) => gateKey(gate.tenant, gate.customerId),
});
export type GateValue = z.infer<typeof Gate.schema>;
export const gateKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: 'GATE',
});

/** One contact address of a customer. A replacement is a new address with a new id (A25). */
export const Address = defineEntity({
  type: 'address',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    addressId: z.string(),
    channel: ChannelSchema,
    /** Normalised: lower-case e-mail or E.164. */
    value: z.string(),
    /** Keyed hash of the value: what stands in keys. */
    hash: z.string(),
    label: z.string().nullable(),
    warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
    createdAt: z.number(),
  }),
  keys: (address) => addressItemKey(address.tenant, address.customerId, address.addressId),
});
export type AddressValue = z.infer<typeof Address.schema>;
export const addressItemKey = (tenant: string, customerId: string, addressId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: `ADDR#${addressId}`,
});

/**
 * How a customer was merged into another: everything that the merge wrote as it was before, and what it made of the other.
 * Lies beside the merged one's head until the merge is undone.
 */
export const Merge = defineEntity({
  type: 'merge',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    into: z.string(),
    at: z.number(),
    by: z.string(),
    /** The merged customer. */
    own: z.object({ customer: Customer.schema, gate: Gate.schema, addresses: z.array(Address.schema) }),
    /** The other one before and after. */
    before: z.object({ customer: Customer.schema, gate: Gate.schema }),
    after: z.object({ customer: Customer.schema, gate: Gate.schema }),
  }),
  keys: (merge) => mergeKey(merge.tenant, merge.customerId),
});
export type MergeValue = z.infer<typeof Merge.schema>;
export const mergeKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: 'MERGE',
});

/** Partition of an address, shared by all its owners and the alert state. */
export const addressPartition = (tenant: string, channel: string, hash: string) =>
  tenantKey(tenant, 'A', channel, hash);

/** The customer owns the address. */
export const Owner = defineEntity({
  type: 'owner',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    channel: ChannelSchema,
    hash: z.string(),
    customerId: z.string(),
    addressId: z.string(),
  }),
  keys: (owner) => ({
    pk: addressPartition(owner.tenant, owner.channel, owner.hash),
    sk: `OWN#${owner.customerId}#${owner.addressId}`,
  }),
});
export type OwnerValue = z.infer<typeof Owner.schema>;
export const ownerPrefix = 'OWN#';

/** Holds type and number unique within the company (Q13). */
export const DocumentOwner = defineEntity({
  type: 'document',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    documentType: z.string(),
    documentNumber: z.string(),
    customerId: z.string(),
  }),
  keys: (document) => documentKey(document.tenant, document.documentType, document.documentNumber),
});
export type DocumentOwnerValue = z.infer<typeof DocumentOwner.schema>;
export const documentKey = (tenant: string, documentType: string, documentNumber: string) => ({
  pk: tenantKey(tenant, 'DOC', keyPart(documentType), keyPart(documentNumber)),
  sk: 'DOC',
});

export const Note = defineEntity({
  type: 'note',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    noteId: z.string(),
    text: z.string(),
    author: z.string(),
    createdAt: z.number(),
    editedAt: z.number().nullable().default(null),
  }),
  keys: (note) => noteKey(note.tenant, note.customerId, note.noteId),
});
export type NoteValue = z.infer<typeof Note.schema>;
export const notePrefix = 'NOTE#';
export const noteKey = (tenant: string, customerId: string, noteId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: `${notePrefix}${noteId}`,
});

/**
 * A debt. Version 1 had neither `createdAt` nor `version`: those count from their last write. While it is open it stands in
 * an index, so that the debts of a portfolio are found without their customers.
 */
export const Debt = defineEntity({
  type: 'debt',
  version: 2,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    ...DebtInputSchema.shape,
    createdAt: z.number(),
    updatedAt: z.number(),
    version: z.number(),
  }),
  keys: (debt) => ({ ...debtKey(debt.tenant, debt.customerId, debt.code), g2: openDebtKeys(debt) }),
  unpack: (item) => (item.v === 1 ? { createdAt: item.updatedAt, version: 1, ...item } : item),
});
export type DebtValue = z.infer<typeof Debt.schema>;
export const debtPrefix = 'OWED#';
export const debtKey = (tenant: string, customerId: string, code: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: `${debtPrefix}${keyPart(code)}`,
});

/** That a debt was created, changed or deleted: who, when, what (C32). Stays when the debt is deleted. */
export const DebtChange = defineEntity({
  type: 'debtChange',
  version: 1,
  schema: z.object({
    ...DebtChangeSchema.shape,
    tenant: z.string(),
    customerId: z.string(),
    changeId: z.string(),
    at: z.number(),
  }),
  keys: ({ tenant, customerId, changeId }) => debtChangeKey(tenant, customerId, changeId),
});
export type DebtChangeValue = z.infer<typeof DebtChange.schema>;
export const debtChangePrefix = 'OWEDLOG#';
export const debtChangeKey = (tenant: string, customerId: string, changeId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: `${debtChangePrefix}${changeId}`,
});

/** A ticket that another tool keeps (E28); `updatedAt` is that tool's, epoch ms. */
export const Ticket = defineEntity({
  type: 'ticket',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    ticketId: z.string(),
    number: z.string(),
    network: TicketNetworkSchema,
    state: TicketStateSchema,
    link: z.string().nullable(),
    createdAt: z.number(),
    updatedAt: z.number(),
    version: z.number(),
  }),
  keys: (ticket) => ({
    pk: customerPartition(ticket.tenant, ticket.customerId),
    sk: `${ticketPrefix}${ticket.ticketId}`,
  }),
});
export type TicketValue = z.infer<typeof Ticket.schema>;
export const ticketPrefix = 'TICKET#';

/** Holds network and number unique within the company. */
export const TicketOwner = defineEntity({
  type: 'ticketOwner',
  version: 1,
  schema: z.object({ tenant: z.string(), network: z.string(), number: z.string(), customerId: z.string() }),
  keys: ({ tenant, network, number }: { tenant: string; network: string; number: string }) => ({
    pk: tenantKey(tenant, 'TKT', network, keyPart(number)),
    sk: 'TICKET',
  }),
});

/**
 * A user's favourites (E5, E6): one item, so that a page of any list knows its hearts with one small read (4 KB hold
 * about 110 of them). `customerIds`: id → epoch ms when it was marked.
 */
export const Favorites = defineEntity({
  type: 'favorites',
  version: 1,
  schema: z.object({ tenant: z.string(), userId: z.string(), customerIds: z.record(z.string(), z.number()) }),
  keys: (favorites) => favoritesKey(favorites.tenant, favorites.userId),
});
export type FavoritesValue = z.infer<typeof Favorites.schema>;
export const favoritesKey = (tenant: string, userId: string) => ({
  pk: tenantKey(tenant, 'U', keyPart(userId)),
  sk: 'FAVORITES',
});

/** What happened to a customer's permission and addresses: who, when, why (F5). Alerts' history stands with the address. */
export const CustomerHistory = defineEntity({
  type: 'customerHistory',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    entryId: z.string(),
    at: z.number(),
    kind: z.string(),
    by: z.string(),
    channel: ChannelSchema.nullable(),
    addressId: z.string().nullable(),
    /** Where the address's own history stands; null where the entry is not about one. */
    hash: z.string().nullable(),
    reason: z.string().nullable(),
    messageId: z.string().nullable(),
    detail: z.string().nullable(),
  }),
  keys: (entry) => ({
    pk: customerPartition(entry.tenant, entry.customerId),
    sk: `HIST#${timeKey(entry.at)}#${entry.entryId}`,
  }),
});
export type CustomerHistoryValue = z.infer<typeof CustomerHistory.schema>;
export const historyPrefix = 'HIST#';
