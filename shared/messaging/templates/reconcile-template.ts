/**
 * Brings one WhatsApp template and Meta together (E23). What is about to be asked of Meta is noted in the table before:
 * whoever finds the note looks the template up by its name first, so that a lost answer never becomes a second template.
 */
import type { Clock } from '#platform/clock.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import type { TemplateValue } from './entities.ts';
import {
  isRefused,
  isSummaryEnough,
  isWithMeta,
  type MetaTemplate,
  metaBody,
  nextStep,
  withAnswer,
} from './meta-template.ts';
import type { TemplateStore } from './template-store.ts';
import { type TemplateDirectory, TemplateRefused } from './whatsapp-templates.ts';

export interface ReconcileDeps {
  readonly templates: Pick<TemplateStore, 'change'>;
  readonly directory: Pick<TemplateDirectory, 'create' | 'update' | 'find'>;
  readonly clock: Clock;
}

/** The company's WhatsApp Business Account; undefined where none is connected. */
export type FindTemplateAccount = (tenant: string) => Promise<string | undefined>;
/** `submitTemplate` with its ports bound. */
export type SubmitTemplate = (account: string, stored: Stored<TemplateValue>) => Promise<TemplateValue>;

const save = async (
  { templates, clock }: Pick<ReconcileDeps, 'templates' | 'clock'>,
  before: Stored<TemplateValue>,
  after: TemplateValue,
): Promise<Stored<TemplateValue>> =>
  JSON.stringify(after) === JSON.stringify(before.value)
    ? before
    : templates.change(before, after, signedBySystem(clock.now()));

/** Asks Meta to review the text as it stands: a new template, or another text of the one with this id. */
const ask = async (
  deps: ReconcileDeps,
  account: string,
  stored: Stored<TemplateValue>,
  id: string | undefined,
): Promise<TemplateValue> => {
  const { directory, clock } = deps;
  const { value: template } = stored;
  const name = template.atMeta?.name ?? '';
  const asked = { text: metaBody(template.body), at: clock.now() };
  const noted = await save(deps, stored, withAnswer(template, { asked: { ...asked, answer: 'open' } }, asked.at));
  const answered = async (change: Parameters<typeof withAnswer>[1]): Promise<Stored<TemplateValue>> =>
    save(deps, noted, withAnswer(noted.value, change, clock.now()));
  try {
    if (id === undefined) {
      const made = await directory.create(account, name, template);
      // Its standing is looked at as on every later day: `nextStep` alone says what a status means.
      const seen = { ...made, body: asked.text, reason: null };
      const taken = await answered({ id: made.id, asked: { ...asked, answer: 'taken' } });
      const next = nextStep(taken.value, seen, clock.now());
      return next.kind === 'told' ? (await save(deps, taken, next.after)).value : taken.value;
    }
    await directory.update(account, id, template);
    const change = { id, asked: { ...asked, answer: 'taken' as const }, state: 'pending' as const, stateReason: null };
    return (await answered(change)).value;
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    // Refused because somebody was faster, or an earlier answer was lost: then Meta has it, and the text is not at fault.
    const seen = await directory.find(account, name, template.language);
    const next = nextStep(noted.value, seen, clock.now());
    if (next.kind === 'told') return (await save(deps, noted, next.after)).value;
    if (id === undefined && seen !== undefined) return noted.value;
    const refused = { asked: { ...asked, answer: 'refused' as const }, state: 'rejected' as const };
    return (await answered({ ...refused, stateReason: error.message })).value;
  }
};

/** The template at Meta; the summary of a list where that says enough. */
const lookUp = async (
  { directory, clock }: Pick<ReconcileDeps, 'directory' | 'clock'>,
  account: string,
  template: TemplateValue,
  listed: MetaTemplate | undefined,
): Promise<MetaTemplate | undefined> => {
  const { atMeta } = template;
  if (atMeta === undefined) return undefined;
  if (listed !== undefined && isSummaryEnough(template, listed, clock.now())) return listed;
  // Never asked for: there is nothing to be found.
  if (listed === undefined && atMeta.asked === null && atMeta.id === null) return undefined;
  return directory.find(account, atMeta.name, template.language);
};

/**
 * @param account WhatsApp Business Account of the company
 * @param listed what a list of the account says of it; left out: Meta is asked for this one
 * @returns the template as it stands now
 * @throws the provider's error, with the note kept; ConditionFailed when somebody changed the template meanwhile
 */
export const reconcileTemplate = async (
  deps: ReconcileDeps,
  account: string,
  stored: Stored<TemplateValue>,
  listed?: MetaTemplate,
): Promise<TemplateValue> => {
  if (!isWithMeta(stored.value) || isRefused(stored.value)) return stored.value;
  const seen = await lookUp(deps, account, stored.value, listed);
  const next = nextStep(stored.value, seen, deps.clock.now());
  if (next.kind === 'keep') return stored.value;
  if (next.kind === 'told') return (await save(deps, stored, next.after)).value;
  return ask(deps, account, stored, next.kind === 'update' ? next.id : undefined);
};

/** As `reconcileTemplate`, within a request: what fails now, the next synchronisation mends. */
export const submitTemplate = async (
  deps: ReconcileDeps & { readonly warn: (reason: unknown) => void },
  account: string,
  stored: Stored<TemplateValue>,
): Promise<TemplateValue> => {
  try {
    return await writeOnce(
      () => reconcileTemplate(deps, account, stored),
      // Somebody changed it meanwhile, and takes care of it.
      () => stored.value,
    );
  } catch (error) {
    deps.warn(error);
    return stored.value;
  }
};
