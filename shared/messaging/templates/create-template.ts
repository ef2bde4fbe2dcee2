/** Creates a template, once per `Idempotency-Key` (F14), and submits it to Meta where that is wanted (E23). */
import type { TemplateCreate } from '#contract/templates.ts';
import type { Clock } from '#platform/clock.ts';
import type { Claimed, claimIdempotencyKey } from '#platform/idempotency.ts';
import { newId } from '#platform/ids.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { TemplateValue } from './entities.ts';
import { requireTemplate } from './find-template.ts';
import type { FindTemplateAccount, SubmitTemplate } from './reconcile-template.ts';
import { newTemplate } from './template.ts';
import type { TemplateStore } from './template-store.ts';

/**
 * @param input.rawBody body as it was sent, for the fingerprint of the key
 * @throws Refusal as `newTemplate`; IDEMPOTENCY_KEY_REUSED
 */
export const createTemplate = async (
  deps: {
    templates: Pick<TemplateStore, 'create' | 'find'>;
    claimKey: (input: Parameters<typeof claimIdempotencyKey>[1]) => Promise<Claimed>;
    findAccount: FindTemplateAccount;
    submit: SubmitTemplate;
    clock: Clock;
  },
  input: {
    tenant: string;
    userId: string;
    template: TemplateCreate;
    idempotencyKey: string | undefined;
    rawBody: string;
  },
): Promise<TemplateValue> => {
  const { tenant, idempotencyKey: key } = input;
  const now = deps.clock.now();
  const fresh = { resourceId: newId(now), at: now };
  const account = input.template.channel === 'whatsapp' ? await deps.findAccount(tenant) : undefined;
  const connected = account !== undefined;
  // Checked before the key is taken: a refused request leaves the key free for the corrected one.
  newTemplate(tenant, fresh.resourceId, input.template, now, connected);
  const { resourceId, at } =
    key === undefined
      ? fresh
      : await deps.claimKey({ tenant, scope: 'createTemplate', key, body: input.rawBody, ...fresh, now });
  const template = newTemplate(tenant, resourceId, input.template, at, connected);
  const stored = await writeOnce(
    () => deps.templates.create(template, signedByUser(input.userId, at)),
    // A repeat: the first request made it, and somebody may have changed it since. It may have died before it submitted.
    async () => requireTemplate(await deps.templates.find(tenant, resourceId, { consistent: true })),
  );
  return account !== undefined && stored.value.state === 'pending' ? deps.submit(account, stored) : stored.value;
};
