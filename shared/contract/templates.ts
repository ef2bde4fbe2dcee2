/** Templates of messages: logic-less text with merge tags (C12, E23; reliability §4.2 Templates). */
import * as z from 'zod';
import { IdSchema, lineField, pageOf, pageQuery, TimestampSchema, textField } from './fields.ts';
import { VariablesSchema } from './messages.ts';
import { defineRoute, readers, supervisors } from './route.ts';
import { usefulHoursRange } from './useful-hours.ts';
import { SendingChannelSchema, TemplateStateSchema } from './vocabulary-schemas.ts';

const resource = 'templates';

export const TemplateSchema = z.strictObject({
  templateId: z.string(),
  channel: SendingChannelSchema,
  name: z.string(),
  language: z.string(),
  subject: z.string().nullable(),
  body: z.string(),
  /** Merge tags that the caller must give; the customer's own (mergeTags) are filled in by the system. */
  variables: z.array(z.string()),
  state: TemplateStateSchema,
  /** One of `templateReasons`, or Meta's own text. */
  stateReason: z.string().nullable(),
  /** Name under which Meta has it, or will have it; null where it is not synchronised with Meta. */
  providerName: z.string().nullable(),
  /** Hours in which its messages are of use after they are to go; null: 24. */
  usefulHours: z.int().nullable(),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
  version: z.int(),
});

const UsefulHoursSchema = z.int().min(usefulHoursRange.min).max(usefulHoursRange.max);

const LanguageSchema = z.string().regex(/^[a-z]{2}(_[A-Z]{2})?$/);
/**
 * Meta decides on WhatsApp templates (E23): `pending` submits one, `draft` does not. Only where the company's WhatsApp
 * Business Account is not connected do supervisors record `approved` and `rejected`.
 */
export const WhatsAppStateSchema = z.enum(['draft', 'pending', 'approved', 'rejected']);

export const TemplateCreateSchema = z.strictObject({
  channel: SendingChannelSchema,
  name: lineField(80),
  language: LanguageSchema.default('es'),
  subject: lineField(200).optional(),
  body: textField(20_000),
  state: WhatsAppStateSchema.optional(),
  usefulHours: UsefulHoursSchema.optional(),
});
export type TemplateCreate = z.infer<typeof TemplateCreateSchema>;

export const TemplatePatchSchema = z.strictObject({
  name: lineField(80).optional(),
  subject: lineField(200).optional(),
  body: textField(20_000).optional(),
  state: TemplateStateSchema.optional(),
  stateReason: lineField(300).optional(),
  /** Null: 24 again. */
  usefulHours: UsefulHoursSchema.nullable().optional(),
});
export type TemplatePatch = z.infer<typeof TemplatePatchSchema>;

/** Whose data the tags are filled with, as in a message (C12). */
export const PreviewRequestSchema = z.strictObject({
  customerId: IdSchema,
  variables: VariablesSchema.optional(),
  /** The debt that merge tags speak of; left out: the open one that is due longest. */
  debtCode: lineField(60).optional(),
});
export type PreviewRequest = z.infer<typeof PreviewRequestSchema>;

export const TextPreviewRequestSchema = PreviewRequestSchema.extend({
  channel: SendingChannelSchema,
  subject: lineField(200).optional(),
  body: textField(100_000),
});

export const ContentPreviewSchema = z.strictObject({
  channel: SendingChannelSchema,
  subject: z.string().nullable(),
  /** As text; tags without a value stand as they are. */
  body: z.string(),
  /** HTML part of an e-mail, every value escaped; null on other channels. */
  html: z.string().nullable(),
  /** Tags that have no value: variables that were not given, and data that the customer lacks. */
  missing: z.array(z.string()),
  /** Characters of `body`, as limits count them. */
  length: z.int(),
  /** Parts that the SMS needs and the provider bills (GSM 03.38 or UCS-2); null on other channels. */
  parts: z.int().nullable(),
});
export type ContentPreview = z.infer<typeof ContentPreviewSchema>;

const previewErrors = [
  'NOT_FOUND',
  'TEMPLATE_INVALID',
  'TEMPLATE_VARIABLE_UNKNOWN',
  'PAYMENTS_DISABLED',
  'DEBT_NOT_FOUND',
  'SUBJECT_LENGTH',
  'TEXT_TOO_LONG',
  'TEXT_EMPTY',
  'INVALID_CHARACTER',
  'URL_SCHEME',
] as const;

const templateParams = z.strictObject({ templateId: IdSchema });

export const listTemplates = defineRoute({
  id: 'listTemplates',
  method: 'GET',
  path: '/v1/templates',
  resource,
  summary: 'Lists templates by channel and state',
  roles: readers,
  scope: 'company',
  params: undefined,
  query: z.strictObject({
    channel: SendingChannelSchema.optional(),
    state: TemplateStateSchema.optional(),
    ...pageQuery,
  }),
  body: undefined,
  status: 200,
  answer: pageOf(TemplateSchema),
  errors: ['LIMIT_INVALID', 'FILTER_INVALID', 'CURSOR_INVALID'],
});

export const createTemplate = defineRoute({
  id: 'createTemplate',
  method: 'POST',
  path: '/v1/templates',
  resource,
  summary: 'Creates a template; for WhatsApp, `pending` submits it to Meta (E23)',
  roles: supervisors,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: TemplateCreateSchema,
  status: 201,
  answer: TemplateSchema,
  errors: ['TEMPLATE_INVALID', 'SUBJECT_LENGTH', 'TEXT_TOO_LONG', 'URL_SCHEME', 'FIELD_NOT_WRITABLE'],
  idempotency: 'optional',
});

export const getTemplate = defineRoute({
  id: 'getTemplate',
  method: 'GET',
  path: '/v1/templates/{templateId}',
  resource,
  summary: 'Reads a template',
  roles: readers,
  scope: 'company',
  params: templateParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: TemplateSchema,
  errors: ['TEMPLATE_NOT_FOUND'],
});

export const patchTemplate = defineRoute({
  id: 'patchTemplate',
  method: 'PATCH',
  path: '/v1/templates/{templateId}',
  resource,
  summary:
    'Changes or archives a template; messages already accepted keep their text. A changed text is submitted again',
  roles: supervisors,
  scope: 'company',
  params: templateParams,
  query: undefined,
  body: TemplatePatchSchema,
  status: 200,
  answer: TemplateSchema,
  errors: [
    'TEMPLATE_NOT_FOUND',
    'TEMPLATE_INVALID',
    'VERSION_CONFLICT',
    'SUBJECT_LENGTH',
    'TEXT_TOO_LONG',
    'URL_SCHEME',
    'FIELD_NOT_WRITABLE',
  ],
  ifMatch: true,
});

export const previewTemplate = defineRoute({
  id: 'previewTemplate',
  method: 'POST',
  path: '/v1/templates/{templateId}/preview',
  resource,
  summary: "Previews a template with a customer's data, as it would be sent (C12)",
  roles: readers,
  scope: 'named',
  params: templateParams,
  query: undefined,
  body: PreviewRequestSchema,
  status: 200,
  answer: ContentPreviewSchema,
  errors: ['TEMPLATE_NOT_FOUND', ...previewErrors],
});

export const previewText = defineRoute({
  id: 'previewText',
  method: 'POST',
  path: '/v1/templates/preview',
  resource,
  summary: "Previews an unsaved text with a customer's data, for the editor and the composer (C10, C12)",
  roles: readers,
  scope: 'named',
  params: undefined,
  query: undefined,
  body: TextPreviewRequestSchema,
  status: 200,
  answer: ContentPreviewSchema,
  errors: previewErrors,
});

export const synchroniseTemplates = defineRoute({
  id: 'synchroniseTemplates',
  method: 'POST',
  path: '/v1/templates/synchronise',
  resource,
  summary:
    "Synchronises the state and reason of the company's WhatsApp templates from Meta, as happens every hour (E23)",
  roles: supervisors,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({
    /** WhatsApp templates that Meta has or is to have. */
    templates: z.int(),
    /** Those whose state or reason is another now. */
    changed: z.int(),
    /** Those that could not be brought together now; the next hour tries again. */
    left: z.int(),
  }),
  errors: ['ACCOUNT_NOT_CONNECTED', 'PROVIDER_UNAVAILABLE'],
});

export const templateRoutes = [
  listTemplates,
  createTemplate,
  getTemplate,
  patchTemplate,
  previewTemplate,
  previewText,
  synchroniseTemplates,
] as const;
