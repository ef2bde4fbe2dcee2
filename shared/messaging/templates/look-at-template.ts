/**
 * Meta's news of a template (webhook `message_template_status_update`) is a bell: how the template stands is asked of
 * Meta itself. So the order of the news does not matter, and one that somebody made up changes nothing (E23).
 */
import type { Clock } from '#platform/clock.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { nextStep } from './meta-template.ts';
import type { FindTemplateAccount } from './reconcile-template.ts';
import type { TemplateStore } from './template-store.ts';
import type { TemplateDirectory } from './whatsapp-templates.ts';

/** What a piece of news names. */
export interface TemplateNews {
  /** Name at Meta. */
  readonly name: string;
  /** Code or words of a refusal; Meta's list may not repeat them. */
  readonly reason: string | null;
}

export interface LookAtTemplateDeps {
  readonly templates: Pick<TemplateStore, 'findByProviderName' | 'change'>;
  readonly directory: Pick<TemplateDirectory, 'find'>;
  readonly findAccount: FindTemplateAccount;
  readonly clock: Clock;
}

/**
 * Only takes over a standing: what is to be asked of Meta, the hourly run asks.
 * @returns whether it is a template of ours
 * @throws the provider's error
 */
export const lookAtTemplate = async (deps: LookAtTemplateDeps, { name, reason }: TemplateNews): Promise<boolean> => {
  const stored = await deps.templates.findByProviderName(name);
  if (stored === undefined) return false;
  const account = await deps.findAccount(stored.value.tenant);
  if (account === undefined) return false;
  const seen = await deps.directory.find(account, name, stored.value.language);
  // News speak of what Meta has; what is missing there, the hourly run tells from what is late.
  if (seen === undefined) return true;
  const now = deps.clock.now();
  const next = nextStep(stored.value, { ...seen, reason: seen.reason ?? reason }, now);
  if (next.kind !== 'told') return true;
  await writeOnce(
    () => deps.templates.change(stored, next.after, signedBySystem(now)),
    // Somebody changed it meanwhile; the hourly run looks at it again.
    () => undefined,
  );
  return true;
};
