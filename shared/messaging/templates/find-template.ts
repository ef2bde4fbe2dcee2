/** Reads a template, and shows it as the contract says. */
import type * as z from 'zod';
import type { TemplateSchema } from '#contract/templates.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { TemplateValue } from './entities.ts';
import type { TemplateStore } from './template-store.ts';

/** The contract's shape of a template. */
export const templateView = ({
  tenant: _tenant,
  atMeta,
  ...template
}: TemplateValue): z.input<typeof TemplateSchema> => ({
  ...template,
  providerName: atMeta?.name ?? null,
  usefulHours: template.usefulHours ?? null,
  createdAt: isoTime(template.createdAt),
  updatedAt: isoTime(template.updatedAt),
});

/** @throws Refusal TEMPLATE_NOT_FOUND, also for a template of another company */
export const requireTemplate = <Found>(found: Found | undefined): Found => {
  if (found === undefined)
    throw new Refusal('TEMPLATE_NOT_FOUND', 'No template has this id. Choose one from the list.');
  return found;
};

/** @throws Refusal TEMPLATE_NOT_FOUND */
export const findTemplate = async (
  deps: { templates: Pick<TemplateStore, 'find'> },
  tenant: string,
  templateId: string,
): Promise<TemplateValue> => requireTemplate(await deps.templates.find(tenant, templateId)).value;
