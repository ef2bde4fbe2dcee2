/** Holds: sending is stopped for a while, and nothing that waits is lost (F18). */
import * as z from 'zod';
import { IdSchema, lineField, TimestampSchema } from './fields.ts';
import { administrators, defineRoute, readers } from './route.ts';
import { SendingChannelSchema } from './vocabulary-schemas.ts';

const resource = 'companies';

/** What a company can hold: all of its sending, what goes by itself, a channel, an account, a template. */
const CompanyScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('company') }),
  z.strictObject({ kind: z.literal('automatic') }),
  z.strictObject({ kind: z.literal('channel'), id: SendingChannelSchema }),
  z.strictObject({ kind: z.literal('account'), id: IdSchema }),
  z.strictObject({ kind: z.literal('template'), id: IdSchema }),
]);
export type CompanyScope = z.infer<typeof CompanyScopeSchema>;
export type HoldScope =
  | { readonly kind: 'deployment' | 'company' | 'automatic' }
  | { readonly kind: 'channel' | 'account' | 'template'; readonly id: string };

export const HoldScopeKindSchema = z.enum(['deployment', 'company', 'automatic', 'channel', 'account', 'template']);
export const HeldScopeSchema = z.strictObject({
  kind: HoldScopeKindSchema,
  /** Channel, account id or template id; null for the others. */
  id: z.string().nullable(),
  /** Address of the account or name of the template, where it is known. */
  name: z.string().nullable(),
});

export const HoldSchema = z.strictObject({
  scope: HeldScopeSchema,
  /** `system`: the breaker made it. */
  source: z.enum(['person', 'operator', 'system']),
  /** Words of whoever made it; of the system's, one of `holdCauses`. */
  reason: z.string(),
  /** User id, or the operator's name; null for the system. */
  by: z.string().nullable(),
  since: TimestampSchema,
  /** When it ends by itself; null: when a person lifts it. */
  until: TimestampSchema.nullable(),
  /**
   * Messages that wait under it, counted each minute up to 100; those in a send queue join them when their turn comes.
   * Null for the operator's hold of everything.
   */
  waiting: z.int().nullable(),
});

/** Half of what makes an account or template hold itself (G73). */
export const HoldWarningSchema = z.strictObject({
  scope: HeldScopeSchema,
  /** One of `holdCauses`. */
  reason: z.string(),
  at: TimestampSchema,
});

export const HoldsSchema = z.strictObject({ holds: z.array(HoldSchema), warnings: z.array(HoldWarningSchema) });

export const getHolds = defineRoute({
  id: 'getHolds',
  method: 'GET',
  path: '/v1/settings/holds',
  resource,
  summary: "Lists the holds on the company's sending, and why (F18)",
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: HoldsSchema,
  errors: [],
});

export const putHold = defineRoute({
  id: 'putHold',
  method: 'PUT',
  path: '/v1/settings/holds',
  resource,
  summary: 'Holds sending for a scope within 5 seconds, or resumes it; waiting messages are not lost (F18)',
  roles: administrators,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: z.strictObject({
    scope: CompanyScopeSchema,
    held: z.boolean(),
    /** Why; people read it beside what waits. */
    reason: lineField(200),
  }),
  status: 200,
  answer: HoldsSchema,
  errors: ['NOT_FOUND'],
});

export const holdRoutes = [getHolds, putHold] as const;
