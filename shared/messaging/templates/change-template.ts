/** Changes or archives a template; another text of a WhatsApp template is submitted to Meta (E23). */
import type { TemplatePatch } from '#contract/templates.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { TemplateValue } from '../entities.ts';
import { requireTemplate } from './find-template.ts';
import type { FindTemplateAccount, SubmitTemplate } from './reconcile-template.ts';
import { changedTemplate } from './template.ts';
import type { TemplateStore } from './template-store.ts';

/**
 * @param input.expectedVersion version that the caller read (`If-Match`); undefined: whatever stands there
 * @throws Refusal TEMPLATE_NOT_FOUND, VERSION_CONFLICT, and as `changedTemplate`
 */
export const changeTemplate = async (
  deps: {
    templates: Pick<TemplateStore, 'find' | 'change'>;
    findAccount: FindTemplateAccount;
    submit: SubmitTemplate;
    clock: Clock;
  },
  input: { tenant: string; templateId: string; patch: TemplatePatch; expectedVersion: number | undefined },
): Promise<TemplateValue> => {
  const before = requireTemplate(await deps.templates.find(input.tenant, input.templateId, { consistent: true }));
  const conflict = () => new Refusal('VERSION_CONFLICT', 'The template was changed meanwhile. Read it again.');
  if (input.expectedVersion !== undefined && input.expectedVersion !== before.value.version) throw conflict();
  const account = before.value.channel === 'whatsapp' ? await deps.findAccount(input.tenant) : undefined;
  const after = changedTemplate(before.value, input.patch, deps.clock.now(), account !== undefined);
  let stored: Stored<TemplateValue>;
  try {
    stored = await deps.templates.change(before, after);
  } catch (error) {
    if (error instanceof ConditionFailed) throw conflict();
    throw error;
  }
  return account !== undefined && after.state === 'pending' ? deps.submit(account, stored) : after;
};
