/** Two customers who are one person: what a merge would move, the merge itself, and taking it back (Q13). */
import * as z from 'zod';
import { AdviceSchema, CustomerSchema } from './customers.ts';
import { IdSchema, TimestampSchema } from './fields.ts';
import { defineRoute, supervisors } from './route.ts';
import { ChannelSchema, DebtStateSchema, DndSourceSchema, TicketNetworkSchema } from './vocabulary-schemas.ts';

const resource = 'customers';

export const mergeMoveKinds = [
  'addresses',
  'debts',
  'notes',
  'tickets',
  'messages',
  'tags',
  'portfolios',
  'metadata',
  'dnd',
  'documents',
] as const;
export type MergeMoveKind = (typeof mergeMoveKinds)[number];

export const mergeConflictFields = [
  'name',
  'document',
  'advisorId',
  'timeZone',
  'metadata',
  'address',
  'debt',
  'pausedUntil',
  'promise',
  'stopped',
] as const;
export type MergeConflictField = (typeof mergeConflictFields)[number];

/**
 * How two values become one. `survivor`: that of the customer that stays. `stricter`: the one that holds more back.
 * `newest`: the one that was written last. `both`: the other one stays beside it, and still finds the customer.
 */
export const mergeResolutions = ['survivor', 'stricter', 'newest', 'both'] as const;

/** A piece of what is compared: words as they stand, or what is written in the language of who reads it. */
export const MergePartSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('channel'), channel: ChannelSchema }),
  z.strictObject({ kind: z.literal('dndSource'), source: DndSourceSchema }),
  z.strictObject({ kind: z.literal('network'), network: TicketNetworkSchema }),
  z.strictObject({ kind: z.literal('debtState'), state: DebtStateSchema }),
  /** Minor units. */
  z.strictObject({ kind: z.literal('money'), amount: z.int(), currency: z.string() }),
  /** Calendar date. */
  z.strictObject({ kind: z.literal('day'), day: z.string() }),
  z.strictObject({ kind: z.literal('time'), at: TimestampSchema }),
  z.strictObject({ kind: z.literal('user'), userId: z.string() }),
]);
export type MergePart = z.infer<typeof MergePartSchema>;

export const MergeSchema = z.strictObject({
  /** The customer that stays. */
  customerId: z.string(),
  name: z.string(),
  /** The one that becomes part of it. */
  mergedId: z.string(),
  mergedName: z.string(),
  /** When it was merged; null in a preview. */
  mergedAt: TimestampSchema.nullable(),
  /** Until when it can be undone; null in a preview. */
  undoUntil: TimestampSchema.nullable(),
  /** What the other one brings along. */
  moves: z.array(
    z.strictObject({
      kind: z.enum(mergeMoveKinds),
      count: z.int(),
      /** There are more than were counted. */
      more: z.boolean(),
      /** The first of them, each in its parts. */
      values: z.array(z.array(MergePartSchema)),
    }),
  ),
  conflicts: z.array(
    z.strictObject({
      field: z.enum(mergeConflictFields),
      /** Field of the metadata, code of the debt, channel of the address; null where the field says it all. */
      key: z.string().nullable(),
      kept: z.array(MergePartSchema),
      other: z.array(MergePartSchema),
      resolution: z.enum(mergeResolutions),
    }),
  ),
  /** What stands against the merge, each with the code with which it would be refused. None: it may be done. */
  obstacles: z.array(AdviceSchema),
});
export type MergeAnswer = z.input<typeof MergeSchema>;

const customerParams = z.strictObject({ customerId: IdSchema });

export const mergeCustomer = defineRoute({
  id: 'mergeCustomer',
  method: 'POST',
  path: '/v1/customers/{customerId}/merge',
  resource,
  summary: 'Merges the customer named in the body into this one; with `preview`, only reports what would move (Q13)',
  roles: supervisors,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ customerId: IdSchema, preview: z.boolean().optional() }),
  status: 200,
  answer: MergeSchema,
  errors: [
    'NOT_FOUND',
    'MERGE_SELF',
    'CUSTOMER_MERGED',
    'MERGE_LIMIT',
    'ADDRESS_LIMIT',
    'DEBT_LIMIT',
    'TICKET_LIMIT',
    'TAG_LIMIT',
  ],
});

export const unmergeCustomer = defineRoute({
  id: 'unmergeCustomer',
  method: 'POST',
  path: '/v1/customers/{customerId}/unmerge',
  resource,
  summary: 'Undoes a merge within 24 hours: that of this customer into another, or the latest into this one',
  roles: supervisors,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({
    /** The customer that had taken in the other. */
    customer: CustomerSchema,
    /** The one that stands for itself again. */
    restored: CustomerSchema,
  }),
  errors: ['NOT_FOUND', 'NOT_MERGED', 'MERGE_FINAL', 'MERGE_COVERED', 'DOCUMENT_EXISTS'],
});

export const mergeRoutes = [mergeCustomer, unmergeCustomer] as const;
