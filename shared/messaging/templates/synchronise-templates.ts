/** Takes over what Meta says of a company's WhatsApp templates, and submits what waits for it (E23). */
import { Refusal, reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import type { TemplateValue } from './entities.ts';
import { isKnownStatus, isWithMeta, type MetaTemplate, metaBody } from './meta-template.ts';
import { type ReconcileDeps, reconcileTemplate } from './reconcile-template.ts';
import type { TemplateStore } from './template-store.ts';
import { nameAt, type TemplateDirectory } from './whatsapp-templates.ts';

export interface SynchroniseDeps extends ReconcileDeps {
  readonly templates: Pick<TemplateStore, 'change' | 'listStored'>;
  readonly directory: TemplateDirectory;
  readonly log: Pick<Log, 'warn' | 'error' | 'count'>;
  /** Whether the time of the request or run is over; what was not reached is `left`. */
  readonly isOver: () => boolean;
}

export interface Synchronised {
  /** WhatsApp templates that Meta has or is to have. */
  readonly templates: number;
  /** Those whose state or reason is another now. */
  readonly changed: number;
  /** Those that could not be brought together now; the next hour tries again. */
  readonly left: number;
}

/**
 * Recorded by hand before the account was connected: Meta's template of that name is it, or it is a draft again. Its
 * text is taken to be Meta's, as people said.
 */
const adopted = (template: TemplateValue, listed: MetaTemplate | undefined): TemplateValue =>
  listed === undefined
    ? { ...template, state: 'draft', stateReason: 'NOT_AT_META' }
    : {
        ...template,
        atMeta: {
          name: template.name,
          id: listed.id,
          asked: { text: metaBody(template.body), at: template.createdAt, answer: 'taken' },
          toldAt: null,
        },
      };

const isByHand = ({ channel, atMeta, state }: TemplateValue): boolean =>
  channel === 'whatsapp' && atMeta === undefined && state !== 'draft' && state !== 'archived';

const bringTogether = async (
  deps: SynchroniseDeps,
  account: string,
  stored: Stored<TemplateValue>,
  listed: ReadonlyMap<string, MetaTemplate>,
): Promise<TemplateValue> => {
  const { name, language, atMeta } = stored.value;
  const summary = listed.get(nameAt(atMeta?.name ?? name, language));
  if (summary !== undefined && !isKnownStatus(summary.status)) {
    deps.log.warn('template with a status we do not know', { tenant: stored.value.tenant, reason: summary.status });
    deps.log.count('TemplateStatusUnknown');
  }
  if (!isByHand(stored.value)) return reconcileTemplate(deps, account, stored, summary);
  const now = deps.clock.now();
  const taken = await deps.templates.change(
    stored,
    { ...adopted(stored.value, summary), updatedAt: now },
    signedBySystem(now),
  );
  return reconcileTemplate(deps, account, taken, summary);
};

/**
 * Reads the account's list once, and single templates only where their text or reason is not known.
 * @throws Refusal PROVIDER_UNAVAILABLE when the list cannot be read
 */
export const synchroniseTemplates = async (
  deps: SynchroniseDeps,
  { tenant, account }: { readonly tenant: string; readonly account: string },
): Promise<Synchronised> => {
  const candidates = (await deps.templates.listStored(tenant)).filter(
    ({ value }) => isWithMeta(value) || isByHand(value),
  );
  let [changed, left] = [0, 0];
  if (candidates.length === 0) return { templates: 0, changed, left };
  const listed = await deps.directory.list(account).catch((error: unknown) => {
    deps.log.error('templates at Meta not listed', { tenant, reason: reasonOf(error) });
    throw new Refusal('PROVIDER_UNAVAILABLE', 'WhatsApp did not return its templates. Try again in a few minutes.');
  });
  for (const stored of candidates) {
    if (deps.isOver()) {
      left += 1;
      continue;
    }
    try {
      // Lost: somebody changed it meanwhile, and takes care of it.
      const after = await writeOnce(
        () => bringTogether(deps, account, stored, listed),
        () => stored.value,
      );
      if (after.state !== stored.value.state || after.stateReason !== stored.value.stateReason) changed += 1;
    } catch (error) {
      left += 1;
      deps.log.error('template not synchronised', { tenant, reason: reasonOf(error) });
    }
  }
  return { templates: candidates.length, changed, left };
};
