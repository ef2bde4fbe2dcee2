/** Rights of the people whose data a company keeps (Chile: Ley 21.719; Brazil: LGPD). */
import * as z from 'zod';
import { IdSchema, TimestampSchema } from './fields.ts';
import {
  type ErasureReason,
  type ErasureStage,
  erasureReasons,
  erasureStages,
  restrictionKinds,
} from './privacy-words.ts';
import { defineRoute, supervisors } from './route.ts';
import { ProcessStateSchema } from './vocabulary-schemas.ts';

const resource = 'privacy';

export const RestrictionKindSchema = z.enum(restrictionKinds);

export const ErasureReasonSchema = z.enum(Object.keys(erasureReasons) as [ErasureReason, ...ErasureReason[]]);
const ErasureStageSchema = z.enum(Object.keys(erasureStages) as [ErasureStage, ...ErasureStage[]]);

/** Number under which the company keeps the request itself: letters, digits and `. _ / -`, no words about the person. */
const ReferenceSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/);

/** What an erasure has deleted or made nameless so far; nothing of it is about the person. */
export const ErasureCountsSchema = z.strictObject({
  /** Interactions that stay in the register without the person. */
  messages: z.int(),
  /** Files in the bucket with all their versions: attachments, recordings, mails, documents. */
  fileVersions: z.int(),
  /** Processes whose files named the person and were deleted whole. */
  processes: z.int(),
  /** Messages of unknown senders and events of providers that named an address of the person. */
  waiting: z.int(),
  /** Addresses that stay as a keyed hash, with what was refused from them. */
  addresses: z.int(),
  /** Notes, debts, tickets, history and whatever else stood with the customer. */
  records: z.int(),
  /** Saved views and standing reports that named the person. */
  views: z.int(),
});
export type ErasureCounts = z.infer<typeof ErasureCountsSchema>;

/** Of a process that erases a customer. */
export const ErasureStateSchema = z.strictObject({
  /** Under which the interactions stay: it names nobody any more. */
  customerId: z.string(),
  /** Name in the interactions that stay. */
  pseudonym: z.string(),
  reason: ErasureReasonSchema,
  reference: z.string().nullable(),
  stage: ErasureStageSchema,
  counts: ErasureCountsSchema,
});
export type ErasureState = z.infer<typeof ErasureStateSchema>;

/** Of a process that makes the file of all that is known of a customer. */
export const PortabilityStateSchema = z.strictObject({
  customerId: z.string(),
  /** Users who were given a link to the file. */
  takenBy: z.array(z.string()),
});

const customerParams = z.strictObject({ customerId: IdSchema });

export const eraseCustomer = defineRoute({
  id: 'eraseCustomer',
  method: 'POST',
  path: '/v1/customers/{customerId}/erase',
  resource,
  summary: 'Erases a person for good, as a process: what names it goes, its interactions stay under a pseudonym',
  roles: supervisors,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ reason: ErasureReasonSchema, reference: ReferenceSchema.optional() }),
  status: 202,
  answer: z.strictObject({
    processId: z.string(),
    customerId: z.string(),
    pseudonym: z.string(),
    state: ProcessStateSchema,
    requestedAt: TimestampSchema,
  }),
  errors: ['NOT_FOUND'],
});

export const getPortability = defineRoute({
  id: 'getPortability',
  method: 'GET',
  path: '/v1/customers/{customerId}/portability',
  resource,
  summary:
    'Everything about one customer as one file: asked first it begins a process, asked again it tells of it, then the link',
  roles: supervisors,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({
    processId: z.string(),
    customerId: z.string(),
    state: ProcessStateSchema,
    requestedAt: TimestampSchema,
    /** Records that are in the file so far. */
    done: z.int(),
    /** Why there is no file; null while it is made. */
    error: z.string().nullable(),
    /** Null until it is there; the link is valid for 5 minutes. */
    file: z
      .strictObject({
        name: z.string(),
        contentType: z.string(),
        size: z.int(),
        url: z.string(),
        expiresAt: TimestampSchema,
      })
      .nullable(),
  }),
  errors: ['NOT_FOUND'],
});

export const privacyRoutes = [eraseCustomer, getPortability] as const;
