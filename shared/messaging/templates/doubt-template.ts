/**
 * Meta refused a message for its template (132001, 132015, 132016): nothing more is sent with it until Meta says how it
 * stands, which is asked within the hour (E23). Only of templates that are synchronised; others people put right.
 */
import type { TemplateState } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { withAnswer } from './meta-template.ts';
import type { TemplateStore } from './template-store.ts';

/** Meta's codes (error codes of the Cloud API): not there in this language, paused, disabled for low quality. */
const states: Readonly<Record<string, TemplateState>> = {
  '132001': 'paused',
  '132015': 'paused',
  '132016': 'disabled',
};

export interface TemplateFault {
  readonly tenant: string;
  readonly templateId: string;
  /** Meta's error code. */
  readonly code: string;
  /** Epoch ms of the failure. */
  readonly at: number;
}

export const isTemplateFault = (code: string): boolean => Object.hasOwn(states, code);

/** A fault from before Meta last told its state says nothing new: late events change nothing. */
export const doubtTemplate = async (
  deps: { readonly templates: Pick<TemplateStore, 'find' | 'change'>; readonly clock: Clock },
  { tenant, templateId, code, at }: TemplateFault,
): Promise<void> => {
  const state = states[code];
  const stored = await deps.templates.find(tenant, templateId, { consistent: true });
  if (state === undefined || stored?.value.atMeta === undefined || stored.value.state !== 'approved') return;
  if (at <= (stored.value.atMeta.toldAt ?? 0)) return;
  const now = deps.clock.now();
  const doubted = withAnswer(stored.value, { state, stateReason: code }, now);
  await writeOnce(
    () => deps.templates.change(stored, doubted, signedBySystem(now)),
    // Somebody changed it meanwhile; the next message that fails asks again.
    () => undefined,
  );
};
