/** Templates, by which their name at the provider is found again. */
import * as z from 'zod';
import { SendingChannelSchema, TemplateStateSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { keyPart, tenantKey } from '#platform/table/keys.ts';

export const Template = defineEntity({
  type: 'template',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    templateId: z.string(),
    channel: SendingChannelSchema,
    name: z.string(),
    language: z.string(),
    subject: z.string().nullable(),
    body: z.string(),
    variables: z.array(z.string()),
    state: TemplateStateSchema,
    stateReason: z.string().nullable(),
    /** WhatsApp's, of a company whose business account is connected: where it stands with Meta. Times in epoch ms. */
    atMeta: z
      .object({
        name: z.string(),
        /** Meta's id; null until it is known. */
        id: z.string().nullable(),
        /** Text that Meta was last asked to review, with numbered variables, and what it said: `open` until an answer came. */
        asked: z.object({ text: z.string(), at: z.number(), answer: z.enum(['open', 'taken', 'refused']) }).nullable(),
        /** When the present state was told; null: Meta has told none yet. */
        toldAt: z.number().nullable(),
      })
      .exactOptional(),
    /** Hours in which its messages are of use after they are to go. */
    usefulHours: z.number().exactOptional(),
    createdAt: z.number(),
    updatedAt: z.number(),
    version: z.number(),
  }),
  keys: (template) => ({
    ...templateKey(template.tenant, template.templateId),
    g4: template.atMeta === undefined ? undefined : providerTemplateKey(template.atMeta.name),
  }),
});
export type TemplateValue = z.infer<typeof Template.schema>;
/** Key by which Meta's news of a template find it; without tenant, since none is known yet. */
export const providerTemplateKey = (name: string): readonly [string, string] => [
  `P#whatsapp-template#${keyPart(name)}`,
  'TEMPLATE',
];
export const templatePartition = (tenant: string) => tenantKey(tenant, 'TPL');
export const templateKey = (tenant: string, templateId: string) => ({
  pk: templatePartition(tenant),
  sk: templateId,
});
