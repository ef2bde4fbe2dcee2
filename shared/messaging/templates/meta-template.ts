/**
 * A WhatsApp template as Meta knows it (E23): its name, its text with numbered variables, and what is to be done when
 * our template and Meta's are held side by side. Pure.
 */
import type { TemplateState } from '#contract/vocabulary.ts';
import { readMergeText, tagNames } from '../content/merge-text.ts';
import type { TemplateValue } from './entities.ts';

/** What Meta tells of a template. */
export interface MetaTemplate {
  readonly id: string;
  /** Such as APPROVED; the values grow. */
  readonly status: string;
  /** Text of the body; null where only a summary was read. */
  readonly body: string | null;
  /** Code such as INVALID_FORMAT, or Meta's own words; null where it gives none. */
  readonly reason: string | null;
}

/** Longest part of the name that people gave: it makes Meta's console readable, the id makes the name unique. */
const readableLength = 60;
/** Longest reason that is kept, characters. */
const reasonLength = 300;

/**
 * How long Meta's lists may lag behind its own answers, ms: until then a template that is not there yet, or that still
 * shows its last text, says nothing. An assumption, since Meta documents no bound; the next hour looks again.
 */
export const metaSettleMs = 10 * 60_000;
/** How long an unanswered question holds others off, ms: longer than a request or a run can take to ask and note. */
export const askingMs = 60_000;

/**
 * Name at Meta: lower case, digits and `_`, at most 512 (Meta: message templates). It ends in the template's id, so
 * that companies never meet, and a submission whose answer was lost is found again.
 */
export const metaName = (templateId: string, name: string): string => {
  const readable = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, readableLength)
    .replace(/^_+|_+$/g, '');
  return readable === '' ? `t_${templateId}` : `${readable}_${templateId}`;
};

/** The body with `{{1}}`, `{{2}}`, … in the order in which `resolveValues` gives their values. */
export const metaBody = (body: string): string => {
  const parts = readMergeText(body, 'body');
  const names = tagNames(parts);
  return parts.map((part) => ('text' in part ? part.text : `{{${names.indexOf(part.variable) + 1}}}`)).join('');
};

/** Components of Meta's definition. Meta wants an example of each variable: the tag's own name says what it is. */
export const metaComponents = (body: string): readonly object[] => {
  const names = tagNames(readMergeText(body, 'body'));
  return [{ type: 'BODY', text: metaBody(body), ...(names.length === 0 ? {} : { example: { body_text: [names] } }) }];
};

/** What a new template is called, in which language, and under which category: messages about one's own account. */
export const metaDefinition = (template: Pick<TemplateValue, 'language' | 'body'>, name: string): object => ({
  name,
  language: template.language,
  category: 'UTILITY',
  parameter_format: 'POSITIONAL',
  components: metaComponents(template.body),
});

const states: Readonly<Record<string, TemplateState>> = {
  APPROVED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  DISABLED: 'disabled',
  DELETED: 'disabled',
  PENDING_DELETION: 'disabled',
  ARCHIVED: 'disabled',
};
/** Statuses in which Meta takes another text (Meta: template management). */
const editable: ReadonlySet<string> = new Set(['APPROVED', 'REJECTED', 'PAUSED']);

/** Whether the status is one that we know; one that is not changes nothing. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(states, status);

type Standing = Pick<TemplateValue, 'state' | 'stateReason'>;

/** State and reason by Meta's status; a status that is not known leaves both as they are. */
const standingOf = ({ status, reason }: MetaTemplate, before: TemplateValue): Standing => {
  const state = isKnownStatus(status) ? states[status] : undefined;
  if (state === undefined) return { state: before.state, stateReason: before.stateReason };
  const told = reason === null || reason === 'NONE' ? null : reason.slice(0, reasonLength);
  if (state === 'approved' || state === 'pending') return { state, stateReason: null };
  if (state === 'disabled' && status !== 'DISABLED') return { state, stateReason: 'DELETED' };
  // Meta does not repeat everywhere why it is so.
  return { state, stateReason: told ?? (before.state === state ? before.stateReason : null) };
};

type AtMeta = NonNullable<TemplateValue['atMeta']>;

/** The template with what was learnt; `toldAt` and `updatedAt` move with its state only. @param now epoch ms */
export const withAnswer = (
  template: TemplateValue,
  change: Partial<Standing> & Partial<Pick<AtMeta, 'id' | 'asked'>>,
  now: number,
): TemplateValue => {
  if (template.atMeta === undefined) return template;
  const { state = template.state, stateReason = template.stateReason, ...more } = change;
  const moved = state !== template.state || stateReason !== template.stateReason;
  return {
    ...template,
    state,
    stateReason,
    atMeta: { ...template.atMeta, ...more, ...(moved ? { toldAt: now } : {}) },
    updatedAt: moved ? now : template.updatedAt,
  };
};

/** What brings the two together. `keep`: nothing, now or at all. */
export type NextStep =
  | { readonly kind: 'keep' }
  | { readonly kind: 'create' }
  | { readonly kind: 'update'; readonly id: string }
  | { readonly kind: 'told'; readonly after: TemplateValue };

const keep: NextStep = { kind: 'keep' };

/** Whether Meta has any say in the template now: it was given to Meta, and people have not taken it back. */
export const isWithMeta = ({ atMeta, state }: Pick<TemplateValue, 'atMeta' | 'state'>): boolean =>
  atMeta !== undefined && state !== 'draft' && state !== 'archived';

/** Equal but for what Meta may tidy up: composed characters, line ends, and space around and in between. */
const isSameText = (a: string, b: string): boolean => {
  const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return plain(a) === plain(b);
};

/** Whether the last text that Meta was asked for is the template's, and answered so. */
const isAnswered = ({ body, atMeta }: TemplateValue, answer: 'taken' | 'refused'): boolean =>
  atMeta?.asked?.answer === answer && atMeta.asked.text === metaBody(body);

/** Whether Meta refused the text as it stands: only another text is a new question. */
export const isRefused = (template: TemplateValue): boolean => isAnswered(template, 'refused');

/**
 * @param seen Meta's template of this name and language; undefined when Meta has none
 * @param now epoch ms
 */
export const nextStep = (template: TemplateValue, seen: MetaTemplate | undefined, now: number): NextStep => {
  const { atMeta } = template;
  if (atMeta === undefined || !isWithMeta(template)) return keep;
  const { asked } = atMeta;
  const since = asked === null ? Number.POSITIVE_INFINITY : now - asked.at;
  // Somebody is asking just now: not twice at the same time.
  const isAsking = asked?.answer === 'open' && since < askingMs;
  if (isRefused(template)) return keep;
  if (seen === undefined) {
    if (atMeta.id === null) return isAsking ? keep : { kind: 'create' };
    if (since < metaSettleMs) return keep;
    return { kind: 'told', after: withAnswer(template, { state: 'disabled', stateReason: 'DELETED' }, now) };
  }
  const wanted = metaBody(template.body);
  const told = (): NextStep => {
    const answered = { text: wanted, at: asked?.at ?? now, answer: 'taken' as const };
    return {
      kind: 'told',
      after: withAnswer(template, { id: seen.id, asked: answered, ...standingOf(seen, template) }, now),
    };
  };
  if (seen.body === null || isSameText(seen.body, wanted)) return told();
  // Meta took this text and shows another: not there yet at first, later its own writing of ours.
  if (isAnswered(template, 'taken')) return since < metaSettleMs ? keep : told();
  if (editable.has(seen.status)) return isAsking ? keep : { kind: 'update', id: seen.id };
  const after = withAnswer(
    template,
    states[seen.status] === 'disabled' ? { id: seen.id, ...standingOf(seen, template) } : { id: seen.id },
    now,
  );
  // Meta takes no other text while it looks at the last one.
  return { kind: 'told', after };
};

/**
 * Whether a summary of the account's list says enough: Meta has had the time to show the text that it took, and the
 * reason of a refusal is known.
 */
export const isSummaryEnough = (template: TemplateValue, { status }: MetaTemplate, now: number): boolean =>
  isAnswered(template, 'taken') &&
  now - (template.atMeta?.asked?.at ?? now) >= metaSettleMs &&
  (status !== 'REJECTED' || (template.state === 'rejected' && template.stateReason !== null));
