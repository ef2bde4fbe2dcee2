/** Alerts of a whole company as a work list: every address with one, whose it is, since when (F9, ADR 61). */
import * as z from 'zod';
import { DaySchema, IdSchema, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { valuesField } from './filter-values.ts';
import { defineRoute, readers } from './route.ts';
import { alertClasses } from './vocabulary.ts';
import { AlertReasonSchema, ChannelSchema, FailureClassSchema } from './vocabulary-schemas.ts';

const resource = 'contactability';

export const AlertClassSchema = FailureClassSchema.extract(alertClasses);

/** Orders of the list: by the time of the failure that decides the alert. */
export const alertSorts = ['raisedAt', '-raisedAt'] as const;

/** Most owners of an address that a row names; how many more there are it says as a number. */
export const ownersShown = 5;
/** Owners of one address that are counted; where there are more, the count stays here. */
export const mostOwnersCounted = 100;

export const AlertFilterSchema = z.strictObject({
  channel: valuesField(ChannelSchema).optional(),
  class: valuesField(AlertClassSchema).optional(),
  reason: valuesField(AlertReasonSchema).optional(),
  /** Days on which alerts were raised, both included, in the company's time zone. */
  from: DaySchema.optional(),
  to: DaySchema.optional(),
  /** Only alerts on addresses of this customer. */
  customer: IdSchema.optional(),
  sort: z.enum(alertSorts).optional(),
  ...pageQuery,
});
export type AlertFilter = z.output<typeof AlertFilterSchema>;

export const AlertedAddressSchema = z.strictObject({
  channel: ChannelSchema,
  value: z.string(),
  reason: AlertReasonSchema,
  class: AlertClassSchema,
  /** The provider's code. */
  code: z.string(),
  /** When the failure happened that decides the alert. */
  raisedAt: TimestampSchema,
  /** True while the provider's own list could not be cleared: clear it again (Q9). */
  providerPending: z.boolean(),
  /** Some of the customers that have the address: those that the caller sees. */
  owners: z.array(z.strictObject({ customerId: z.string(), addressId: z.string(), name: z.string() })),
  /** How many more have it, whom the caller may not see among them. */
  otherOwners: z.int(),
});
export type AlertedAddress = z.infer<typeof AlertedAddressSchema>;

export const listAlerts = defineRoute({
  id: 'listAlerts',
  method: 'GET',
  path: '/v1/alerts',
  resource,
  summary: 'Lists all addresses with an alert: reason, class, since when, whose they are; newest first (F9)',
  roles: readers,
  scope: 'list',
  params: undefined,
  query: AlertFilterSchema,
  body: undefined,
  status: 200,
  answer: pageOf(AlertedAddressSchema),
  errors: ['LIMIT_INVALID', 'CURSOR_INVALID', 'FILTER_INVALID', 'RANGE_INVALID', 'DATE_FORMAT', 'DATE_INVALID'],
});

export const alertRoutes = [listAlerts] as const;
