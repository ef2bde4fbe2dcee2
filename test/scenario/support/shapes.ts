/**
 * What the tests read of the API's answers, written down here once more on purpose: the suite must not take its
 * expectations from the code that it tests.
 */
import * as z from 'zod';

export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.looseObject({ path: z.string(), code: z.string(), detail: z.string() })).optional(),
  requestId: z.string(),
});

const alertSchema = z.looseObject({
  reason: z.string(),
  class: z.string(),
  code: z.string(),
  diagnostic: z.string().nullable(),
  raisedAt: z.string(),
  messageId: z.string().nullable(),
  providerSuppressed: z.boolean(),
});

export const addressSchema = z.looseObject({
  addressId: z.string(),
  channel: z.string(),
  value: z.string(),
  softFailures: z.int(),
  softFailureThreshold: z.int(),
  alert: alertSchema.nullable(),
  warnings: z.array(z.looseObject({ code: z.string() })),
});

export const customerSchema = z.looseObject({
  customerId: z.string(),
  name: z.string(),
  documentType: z.string().nullable(),
  documentNumber: z.string().nullable(),
  contactability: z.string(),
  contactabilityReason: z.string().nullable(),
  callOnly: z.boolean(),
  segment: z.string(),
  addresses: z.array(addressSchema),
  dnd: z.array(z.looseObject({ channel: z.string(), scope: z.string(), source: z.string(), at: z.string() })),
  pausedUntil: z.string().nullable(),
  debtSummary: z.looseObject({ daysOverdue: z.int(), balances: z.record(z.string(), z.int()), state: z.string() }),
  favorite: z.boolean(),
  createdAt: z.string(),
  version: z.int(),
});
export type Customer = z.output<typeof customerSchema>;

export const customerRowSchema = z.looseObject({
  customerId: z.string(),
  name: z.string(),
  contactability: z.string(),
  segment: z.string(),
  channels: z.array(z.string()),
  favorite: z.boolean(),
});

export type CustomerRow = z.output<typeof customerRowSchema>;

export const acceptedSchema = z.looseObject({ messageId: z.string(), status: z.string() });

export const messageSchema = z.looseObject({
  messageId: z.string(),
  customerId: z.string(),
  addressId: z.string().nullable(),
  channel: z.string(),
  direction: z.string(),
  recipient: z.string().nullable(),
  subject: z.string().nullable(),
  body: z.string().nullable(),
  status: z.string(),
  progress: z.string(),
  failure: z
    .looseObject({ class: z.string(), code: z.string(), diagnostic: z.string().nullable(), retryable: z.boolean() })
    .nullable(),
  attachments: z.array(
    z.object({ attachmentId: z.string(), fileName: z.string(), contentType: z.string(), size: z.number() }),
  ),
  unverified: z.boolean(),
  source: z.enum(['platform', 'outside']),
  received: z
    .looseObject({
      sender: z.object({ address: z.string(), name: z.string() }).nullable(),
      quoted: z.string().nullable(),
      hasHtml: z.boolean(),
      refused: z.array(z.object({ fileName: z.string(), size: z.number().nullable(), reason: z.string() })),
      notices: z.array(z.string()),
    })
    .nullable(),
  purpose: z.string(),
  acceptedAt: z.string(),
  sendAt: z.string().nullable(),
  sentAt: z.string().nullable(),
  attempts: z.array(z.looseObject({ attemptId: z.string(), providerId: z.string().nullable(), outcome: z.string() })),
  events: z.array(
    z.looseObject({
      kind: z.string(),
      at: z.string(),
      code: z.string().optional(),
      reasons: z.array(z.string()).optional(),
    }),
  ),
});
export type Message = z.output<typeof messageSchema>;

export const contactCheckSchema = z.looseObject({
  allowed: z.boolean(),
  reasons: z.array(
    z.looseObject({
      code: z.string(),
      detail: z.string(),
      blocking: z.boolean(),
      until: z.string().optional(),
      nextAction: z.string().optional(),
    }),
  ),
});

export const historySchema = z.looseObject({
  items: z.array(z.looseObject({ at: z.string(), kind: z.string(), by: z.string(), reason: z.string().nullable() })),
  nextCursor: z.string().optional(),
});

export const interactionSchema = z.looseObject({
  messageId: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  direction: z.string(),
  channel: z.string(),
  recipient: z.string().nullable(),
  status: z.string(),
  purpose: z.string(),
  origin: z.looseObject({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  template: z.looseObject({ templateId: z.string(), name: z.string() }).nullable(),
  scheduledAt: z.string(),
  sentAt: z.string().nullable(),
  advisorId: z.string().nullable(),
  author: z.strictObject({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  segment: z.string().nullable(),
  portfolios: z.array(z.string()),
  previousMessageId: z.string().nullable(),
  failure: z.looseObject({ class: z.string(), code: z.string(), message: z.string().nullable() }).nullable(),
  subject: z.string().nullable(),
  preview: z.string().nullable(),
  source: z.string(),
});

export const templateSchema = z.looseObject({
  templateId: z.string(),
  channel: z.string(),
  state: z.string(),
  stateReason: z.string().nullable(),
  providerName: z.string().nullable(),
  variables: z.array(z.string()),
  version: z.int(),
});

export const settingsSchema = z.looseObject({
  timeZone: z.string(),
  channels: z.record(z.string(), z.looseObject({ enabled: z.boolean(), softFailureThreshold: z.int() })),
  senders: z.looseObject({
    sms: z.looseObject({ originationIdentity: z.string() }).nullable(),
    whatsapp: z
      .looseObject({
        phoneNumberId: z.string(),
        displayNumber: z.string(),
        businessAccountId: z.string().optional(),
      })
      .nullable(),
  }),
  version: z.int(),
});

export const unmatchedSchema = z.looseObject({
  id: z.string(),
  channel: z.string(),
  from: z.string(),
  text: z.string(),
  reason: z.string(),
  candidates: z.array(z.string()),
});

export const processSchema = z.looseObject({
  processId: z.string(),
  kind: z.string(),
  state: z.string(),
  date: z.string().nullable(),
  export: z.looseObject({ tray: z.string() }).nullable(),
  files: z.array(
    z.looseObject({ name: z.string(), size: z.int(), rows: z.int().nullable(), sha256: z.string().nullable() }),
  ),
});

export const userSchema = z.looseObject({ userId: z.string(), name: z.string(), roles: z.array(z.string()) });

const labelSchema = z.object({ es: z.string(), en: z.string() });
export const glossarySchema = z.looseObject({
  status: z.string(),
  communication: labelSchema,
  message: labelSchema,
  meaning: labelSchema,
});

/** A page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.looseObject({ items: z.array(item), nextCursor: z.string().optional() });
