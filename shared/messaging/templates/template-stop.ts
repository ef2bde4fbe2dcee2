/**
 * Whether Meta would refuse a message that was accepted with a template (E23, F11): a campaign is not sent on with one
 * that was paused meanwhile. A draft or an archived one does not stop it, since Meta has its text as it was.
 */
import type { TemplateState } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { TemplateStore } from './template-store.ts';

/** @returns the state that stands against it; undefined when nothing does, or when people record the states */
export type FindTemplateStop = (
  message: Pick<MessageValue, 'tenant' | 'template'>,
) => Promise<TemplateState | undefined>;

const stops: ReadonlySet<TemplateState> = new Set<TemplateState>(['pending', 'rejected', 'paused', 'disabled']);

/** How long a worker goes by a state that it has read, ms; a message that goes out meanwhile Meta refuses itself. */
const rememberedMs = 5_000;
/** Templates that one worker remembers; beyond it the oldest is forgotten. */
const remembered = 500;

export const createFindTemplateStop = (deps: {
  readonly templates: Pick<TemplateStore, 'find'>;
  readonly clock: Clock;
}): FindTemplateStop => {
  const known = new Map<string, { readonly state: TemplateState | undefined; readonly until: number }>();
  return async ({ tenant, template }) => {
    // Of a template that is not synchronised, nobody here knows how it stands at Meta.
    if (template?.providerName === undefined) return undefined;
    const now = deps.clock.now();
    const key = `${tenant}#${template.templateId}`;
    const hit = known.get(key);
    if (hit !== undefined && now < hit.until) return hit.state;
    known.delete(key);
    const state = (await deps.templates.find(tenant, template.templateId))?.value.state;
    const stop = state !== undefined && stops.has(state) ? state : undefined;
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(key, { state: stop, until: now + rememberedMs });
    return stop;
  };
};
