/** Templates of messages: logic-less text with merge tags (C12, E23; reliability §4.2 Templates). */
import * as z from 'zod';
import { IdSchema, lineField, pageOf, pageQuery, TimestampSchema, textField } from './fields.ts';
import { defineRoute, readers, supervisors } from './route.ts';
import { SendingChannelSchema, TemplateStateSchema } from './vocabulary.ts';

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
  stateReason: z.string().nullable(),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
  version: z.int(),
});

const LanguageSchema = z.string().regex(/^[a-z]{2}(_[A-Z]{2})?$/);
/** Meta decides on WhatsApp templates; until its answer is synchronised, a supervisor records it here. */
const WhatsAppStateSchema = z.enum(['draft', 'pending', 'approved', 'rejected']);

export const TemplateCreateSchema = z.strictObject({
  channel: SendingChannelSchema,
  name: lineField(80),
  language: LanguageSchema.default('es'),
  subject: lineField(200).optional(),
  body: textField(20_000),
  state: WhatsAppStateSchema.optional(),
});
export type TemplateCreate = z.infer<typeof TemplateCreateSchema>;

export const TemplatePatchSchema = z.strictObject({
  name: lineField(80).optional(),
  subject: lineField(200).optional(),
  body: textField(20_000).optional(),
  state: TemplateStateSchema.optional(),
  stateReason: lineField(300).optional(),
});
export type TemplatePatch = z.infer<typeof TemplatePatchSchema>;

const templateParams = z.strictObject({ templateId: IdSchema });

export const listTemplates = defineRoute({
  id: 'listTemplates',
  method: 'GET',
  path: '/v1/templates',
  resource,
  summary: 'Lists templates by channel and state',
  roles: readers,
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
  summary: 'Creates a template',
  roles: supervisors,
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
  summary: 'Changes or archives a template; messages accepted before keep their text',
  roles: supervisors,
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
  ],
  ifMatch: true,
});

export const templateRoutes = [listTemplates, createTemplate, getTemplate, patchTemplate] as const;
