/** Clearing and raising the alerts of many addresses at once, with the number first and a day to undo it (F9, ADR 61). */
import * as z from 'zod';
import { AlertFilterSchema, ownersShown } from './alerts.ts';
import { ClearReasonSchema } from './contactability.ts';
import { IdSchema, lineField, rule } from './fields.ts';
import { defineRoute, supervisors } from './route.ts';
import type { AlertReason } from './vocabulary.ts';
import { AlertReasonSchema, ChannelSchema, ProcessStateSchema } from './vocabulary-schemas.ts';

const resource = 'contactability';

/** Most addresses of one action; a filter that matches more must be narrowed. */
export const alertActionLimit = 5_000;
/** Most addresses that a request may name one by one. */
export const namedAddressLimit = 1_000;
/** Hours after its end in which an action can be undone. */
export const undoHours = 24;
/** Addresses of which an answer says whose else they are. */
export const sharedShown = 10;

/** What people may say when they mark addresses; the first is preselected. */
export const raiseReasons = [
  'MARKED_BY_HAND',
  'ADDRESS_NOT_FOUND',
  'NUMBER_INVALID',
  'NO_WHATSAPP_ACCOUNT',
] as const satisfies readonly AlertReason[];

export const alertActions = ['clear', 'raise', 'undo'] as const;

/** Every address of an action is in exactly one of these. */
export const AlertActionCountsSchema = z.strictObject({
  changed: z.int(),
  /** There was nothing to do: somebody had done it already. */
  unchanged: z.int(),
  /** Of an undo: changed by others since, so it was left alone. */
  changedSince: z.int(),
  /** The provider's list could not be cleared: still blocked, to be tried again. */
  failed: z.int(),
});
export type AlertActionCounts = z.infer<typeof AlertActionCountsSchema>;

/** Of a process that changes alerts. */
export const AlertActionStateSchema = z.strictObject({
  action: z.enum(alertActions),
  /** Code of the reason, with the person's words after a colon; of an undo that of what it undoes. */
  reason: z.string(),
  /** The list's filter as it was asked for; absent where addresses were named. */
  filter: z.record(z.string(), z.string()).exactOptional(),
  counts: AlertActionCountsSchema,
  /** Process whose changes it undoes. */
  undoes: z.string().exactOptional(),
  /** Process that undoes it, or has. */
  undoneBy: z.string().exactOptional(),
});
export type AlertActionState = z.infer<typeof AlertActionStateSchema>;

const { limit: _limit, cursor: _cursor, sort: _sort, customer: _customer, ...filterFields } = AlertFilterSchema.shape;
export const AlertActionFilterSchema = z.strictObject(filterFields);
export type AlertActionFilter = z.output<typeof AlertActionFilterSchema>;

/** An address as people write it; it is looked for as it is kept. */
export const NamedAddressSchema = z.strictObject({ channel: ChannelSchema, value: lineField(300) });

const AddressesSchema = z.array(NamedAddressSchema).min(1).max(namedAddressLimit);

/** With `dryRun` nothing is done: the answer says what would be. Else `expected` is the number that it said. */
const announced = {
  comment: lineField(200).optional(),
  dryRun: z.boolean().default(false),
  expected: z.int().min(0).max(alertActionLimit).optional(),
};

const hasExpected = (body: { dryRun: boolean; expected?: number | undefined }): boolean =>
  body.dryRun || body.expected !== undefined;
const expectedRule = rule('FIELD_REQUIRED', 'Say how many addresses are expected, as a dry run tells it.');

export const AlertActionAnswerSchema = z.strictObject({
  /** Addresses that would be changed, or are being changed. */
  addresses: z.int(),
  /** Customers that have them; one that has two of them counts twice. */
  customers: z.int(),
  /** Addresses that several customers have. */
  shared: z.int(),
  /** Addresses that were named and need no change: unknown, or as they are to be. */
  skipped: z.int(),
  /** Whose the shared addresses are, the first ones. */
  sharedWith: z.array(
    z.strictObject({
      channel: ChannelSchema,
      value: z.string(),
      owners: z.array(z.strictObject({ customerId: z.string(), name: z.string() })).max(ownersShown),
      otherOwners: z.int(),
    }),
  ),
  /** Null for a dry run, and where there is nothing to do. */
  process: z.strictObject({ processId: z.string(), state: ProcessStateSchema }).nullable(),
});
export type AlertActionAnswer = z.infer<typeof AlertActionAnswerSchema>;

const errors = ['ALERTS_CHANGED', 'ALERT_ACTION_TOO_LARGE'] as const;

export const clearAlerts = defineRoute({
  id: 'clearAlerts',
  method: 'POST',
  path: '/v1/alerts/clear',
  resource,
  summary: 'Clears the alerts of a filter or of named addresses, as a process; a dry run says how many, and whose (F9)',
  roles: supervisors,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: z
    .strictObject({
      filter: AlertActionFilterSchema.optional(),
      addresses: AddressesSchema.optional(),
      reason: ClearReasonSchema,
      ...announced,
    })
    .refine(
      ({ filter, addresses }) => (filter === undefined) !== (addresses === undefined),
      rule('VALUE_INVALID', 'Give either a filter or addresses.'),
    )
    .refine(hasExpected, expectedRule),
  status: 200,
  answer: AlertActionAnswerSchema,
  errors: [...errors, 'FILTER_INVALID', 'RANGE_INVALID'],
  idempotency: 'optional',
});

export const raiseAlerts = defineRoute({
  id: 'raiseAlerts',
  method: 'POST',
  path: '/v1/alerts/raise',
  resource,
  summary: 'Marks named addresses of customers as bad, as a process; a dry run says how many (F9)',
  roles: supervisors,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: z
    .strictObject({
      addresses: AddressesSchema,
      reason: AlertReasonSchema.extract(raiseReasons).default('MARKED_BY_HAND'),
      ...announced,
    })
    .refine(hasExpected, expectedRule),
  status: 200,
  answer: AlertActionAnswerSchema,
  errors: [...errors],
  idempotency: 'optional',
});

export const undoAlerts = defineRoute({
  id: 'undoAlerts',
  method: 'POST',
  path: '/v1/alerts/undo',
  resource,
  summary: 'Undoes a clearing or marking of the last 24 hours: what it changed and nobody has changed since (F9)',
  roles: supervisors,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: z.strictObject({ processId: IdSchema }),
  status: 202,
  answer: z.strictObject({ processId: z.string(), state: ProcessStateSchema }),
  errors: ['NOT_FOUND', 'ALERT_ACTION_RUNNING', 'UNDO_EXPIRED'],
});

export const alertActionRoutes = [clearAlerts, raiseAlerts, undoAlerts] as const;
