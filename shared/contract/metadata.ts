/** What a company records of its customers beside the profile: default fields and its own, typed (E11, E13, E16, E17). */
import * as z from 'zod';
import { lineField, rule } from './fields.ts';
import { administrators, defineRoute, readers } from './route.ts';
import { LabelInputSchema, MetadataTypeSchema } from './vocabulary-schemas.ts';

const resource = 'companies';

/** Fields that are not archived; a customer has at most as many values. */
export const activeFieldLimit = 40;
const fieldLimit = 80;

export const MetadataKeySchema = z
  .string()
  .refine(
    (key) => /^[a-z][A-Za-z0-9_]{0,39}$/.test(key),
    rule('VALUE_INVALID', 'A key starts with a lower-case letter, then letters, digits and _; at most 40 characters.'),
  );

const once = (values: readonly string[]): boolean => new Set(values).size === values.length;

export const MetadataFieldInputSchema = z.strictObject({
  key: MetadataKeySchema,
  label: LabelInputSchema,
  type: MetadataTypeSchema,
  /** Only of a list, and at least one there. */
  options: z.array(lineField(60)).min(1).max(100).refine(once, { error: 'Options must be unique.' }).optional(),
  /** Hidden: no longer shown or offered. Its values stay. */
  archived: z.boolean().optional(),
});
export type MetadataFieldInput = z.infer<typeof MetadataFieldInputSchema>;

export const MetadataFieldSchema = z.strictObject({
  ...MetadataFieldInputSchema.shape,
  archived: z.boolean(),
  /** True for those that every company begins with (E16). */
  builtIn: z.boolean(),
});
export type MetadataField = z.infer<typeof MetadataFieldSchema>;

/** Fields that every company begins with, in their order (E16). */
export const defaultMetadataFields: readonly MetadataFieldInput[] = [
  { key: 'email', label: { es: 'Email', en: 'E-mail' }, type: 'email' },
  { key: 'clientNumber', label: { es: 'Número de cliente', en: 'Customer number' }, type: 'text' },
  { key: 'rut', label: { es: 'RUT', en: 'RUT' }, type: 'rut' },
  {
    key: 'gender',
    label: { es: 'Género', en: 'Gender' },
    type: 'list',
    options: ['Femenino', 'Masculino', 'No binario', 'Otro'],
  },
  { key: 'phone', label: { es: 'Teléfono', en: 'Phone' }, type: 'phone' },
  { key: 'address', label: { es: 'Dirección', en: 'Address' }, type: 'text' },
];

/** Value of a field as it is kept and answered; its type follows from the field's. */
export const MetadataValueSchema = z.union([lineField(200), z.number(), z.boolean()]);

/** Values by key, as they are sent: checked against the company's fields when they are kept. */
export const MetadataSchema = z
  .record(MetadataKeySchema, MetadataValueSchema)
  .refine((fields) => Object.keys(fields).length <= activeFieldLimit, { error: `At most ${activeFieldLimit} fields.` });
export type Metadata = z.infer<typeof MetadataSchema>;

export const MetadataFieldsSchema = z.strictObject({ fields: z.array(MetadataFieldSchema), version: z.int() });

export const getMetadataFields = defineRoute({
  id: 'getMetadataFields',
  method: 'GET',
  path: '/v1/metadata-fields',
  resource,
  summary: 'Lists the fields that the company records about its customers, in order (E16, E17)',
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: MetadataFieldsSchema,
  errors: [],
});

export const putMetadataFields = defineRoute({
  id: 'putMetadataFields',
  method: 'PUT',
  path: '/v1/metadata-fields',
  resource,
  summary:
    'Replaces the fields: renames, adds, reorders, archives; existing fields cannot be left out or change their type',
  roles: administrators,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: z.strictObject({ fields: z.array(MetadataFieldInputSchema).max(fieldLimit) }),
  status: 200,
  answer: MetadataFieldsSchema,
  errors: ['VERSION_CONFLICT', 'METADATA_FIELD_KEPT'],
  ifMatch: true,
});

export const metadataRoutes = [getMetadataFields, putMetadataFields] as const;
