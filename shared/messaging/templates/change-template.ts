/** Changes or archives a template; another text of a WhatsApp template is submitted to Meta (E23). */
import type { TemplatePatch } from '#contract/templates.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { TemplateValue } from './entities.ts';
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
  input: {
    tenant: string;
    userId: string;
    templateId: string;
    patch: TemplatePatch;
    expectedVersion: number | undefined;
  },
): Promise<TemplateValue> => {
  const before = requireTemplate(await deps.templates.find(input.tenant, input.templateId, { consistent: true }));
  const conflict = () => {
    throw new Refusal('VERSION_CONFLICT', 'The template has changed in the meantime. Read it again.');
  };
  if (input.expectedVersion !== undefined && input.expectedVersion !== before.value.version) conflict();
  const account = before.value.channel === 'whatsapp' ? await deps.findAccount(input.tenant) : undefined;
  const now = deps.clock.now();
  const after = changedTemplate(before.value, input.patch, now, account !== undefined);
  const stored = await writeOnce(() => deps.templates.change(before, after, signedByUser(input.userId, now)), conflict);
  return account !== undefined && after.state === 'pending' ? deps.submit(account, stored) : after;
};
