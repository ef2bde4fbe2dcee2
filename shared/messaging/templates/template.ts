/**
 * Life of a template (C12, E23). E-mail and SMS templates hold at once; of WhatsApp's, Meta decides. Where the company's
 * business account is connected, people ask for a review (`pending`) and Meta's answer is synchronised; elsewhere a
 * supervisor records it. Meta approves a text, so a text that changes is up for review again. Pure.
 */
import { templateBodyLimits } from '#contract/body-limits.ts';
import type { TemplateCreate, TemplatePatch } from '#contract/templates.ts';
import type { SendingChannel, TemplateState } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';
import { checkLinks } from '../content/links.ts';
import type { TemplateValue } from './entities.ts';
import { metaName } from './meta-template.ts';
import { tagNamesOf, variablesOf } from './render.ts';

type Kind = 'connected' | 'whatsapp' | 'others';

/** What people may make of a state. */
const next: Readonly<Record<Kind, Readonly<Record<TemplateState, readonly TemplateState[]>>>> = {
  connected: {
    draft: ['pending', 'archived'],
    // Meta is looking at it.
    pending: ['archived'],
    approved: ['draft', 'archived'],
    rejected: ['draft', 'pending', 'archived'],
    paused: ['draft', 'archived'],
    // Meta takes no other text of it: a new template takes its place.
    disabled: ['archived'],
    archived: ['draft', 'pending'],
  },
  whatsapp: {
    draft: ['pending', 'approved', 'rejected', 'archived'],
    pending: ['draft', 'approved', 'rejected', 'archived'],
    approved: ['draft', 'pending', 'rejected', 'archived'],
    rejected: ['draft', 'pending', 'approved', 'archived'],
    // Left from a connection that is no more.
    paused: ['draft', 'pending', 'approved', 'rejected', 'archived'],
    disabled: ['draft', 'archived'],
    archived: ['draft'],
  },
  others: {
    draft: [],
    pending: [],
    approved: ['archived'],
    rejected: [],
    paused: [],
    disabled: [],
    archived: ['approved'],
  },
};

const invalid = (path: string, detail: string): Refusal => Refusal.at(path, 'TEMPLATE_INVALID', detail);

/**
 * Bodies are text on every channel: e-mail escapes the whole of it when it makes its HTML part.
 *
 * @throws Refusal TEMPLATE_INVALID, TEXT_TOO_LONG, URL_SCHEME
 */
export const checkText = (channel: SendingChannel, subject: string | null, body: string): void => {
  if (subject !== null && channel !== 'email') throw invalid('subject', 'only e-mail templates have one.');
  if (body.length > templateBodyLimits[channel]) {
    throw Refusal.at('body', 'TEXT_TOO_LONG', `at most ${templateBodyLimits[channel]} characters for ${channel}.`);
  }
  if (channel !== 'email' && tagNamesOf({ subject, body }).includes('accountStatement')) {
    throw invalid('body', '{{accountStatement}} is for e-mails only; elsewhere attach the PDF.');
  }
  checkLinks(body, 'body');
  if (subject !== null) checkLinks(subject, 'subject');
};

const decidedByMeta = (what: string): Refusal =>
  Refusal.at(what, 'FIELD_NOT_WRITABLE', 'Meta decides, and its answer arrives by itself; send draft or pending.');

/** Where a template stands of which Meta has not been told yet. */
const notAtMeta = (templateId: string, name: string): NonNullable<TemplateValue['atMeta']> => ({
  name: metaName(templateId, name),
  id: null,
  asked: null,
  toldAt: null,
});

/**
 * A new template.
 *
 * @param now epoch ms
 * @param connected whether Meta can be asked for the company
 * @throws Refusal TEMPLATE_INVALID, TEXT_TOO_LONG, URL_SCHEME; FIELD_NOT_WRITABLE for a state of e-mail or SMS, and
 *   for one that Meta decides
 */
export const newTemplate = (
  tenant: string,
  templateId: string,
  input: TemplateCreate,
  now: number,
  connected: boolean,
): TemplateValue => {
  const isSubmitted = connected && input.channel === 'whatsapp';
  if (isSubmitted && (input.state === 'approved' || input.state === 'rejected')) throw decidedByMeta('state');
  if (input.channel !== 'whatsapp' && input.state !== undefined && input.state !== 'approved') {
    throw Refusal.at('state', 'FIELD_NOT_WRITABLE', 'e-mail and SMS templates are approved at once; omit it.');
  }
  const text = { subject: input.subject ?? null, body: input.body };
  checkText(input.channel, text.subject, text.body);
  return {
    tenant,
    templateId,
    channel: input.channel,
    name: input.name,
    language: input.language,
    ...text,
    variables: variablesOf(text),
    state: input.channel === 'whatsapp' ? (input.state ?? 'draft') : 'approved',
    stateReason: null,
    ...(isSubmitted ? { atMeta: notAtMeta(templateId, input.name) } : {}),
    ...(input.usefulHours === undefined ? {} : { usefulHours: input.usefulHours }),
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
};

const stateAfter = (
  kind: Kind,
  template: TemplateValue,
  wanted: TemplateState | undefined,
  textChanged: boolean,
): TemplateState => {
  const { channel, state } = template;
  if (wanted !== undefined && wanted !== state) {
    const allowed = next[kind][state];
    if (!allowed.includes(wanted)) {
      throw invalid('state', `from ${state}, a ${channel} template can become ${allowed.join(' or ')}.`);
    }
    return wanted;
  }
  if (!textChanged || kind === 'others' || state === 'archived' || state === 'draft') return state;
  if (kind === 'connected') {
    if (state === 'disabled')
      throw invalid('body', 'WhatsApp accepts no new text for a disabled template; create another one.');
    return 'pending';
  }
  return wanted === undefined ? 'draft' : state;
};

/** A text that was asked for before and is asked for again: refused once, it is a new question now. */
const askedAnew = (template: TemplateValue, state: TemplateState): Pick<TemplateValue, 'atMeta'> => {
  const { atMeta = notAtMeta(template.templateId, template.name) } = template;
  const isAsked = state === 'pending' && template.state !== 'pending';
  return { atMeta: isAsked && atMeta.asked?.answer === 'refused' ? { ...atMeta, asked: null } : atMeta };
};

/**
 * The template after a change; messages accepted before keep their text.
 *
 * @param now epoch ms
 * @param connected whether Meta can be asked for the company
 * @throws Refusal TEMPLATE_INVALID, TEXT_TOO_LONG, URL_SCHEME; FIELD_NOT_WRITABLE for a reason that Meta gives
 */
export const changedTemplate = (
  template: TemplateValue,
  patch: TemplatePatch,
  now: number,
  connected: boolean,
): TemplateValue => {
  const isSubmitted = connected && template.channel === 'whatsapp';
  if (isSubmitted && patch.stateReason !== undefined) throw decidedByMeta('stateReason');
  const text = { subject: patch.subject ?? template.subject, body: patch.body ?? template.body };
  const textChanged = text.body !== template.body || text.subject !== template.subject;
  if (textChanged) checkText(template.channel, text.subject, text.body);
  const kind = isSubmitted ? 'connected' : template.channel === 'whatsapp' ? 'whatsapp' : 'others';
  const state = stateAfter(kind, template, patch.state, textChanged);
  const { usefulHours: hoursBefore, ...rest } = template;
  const usefulHours = patch.usefulHours === undefined ? hoursBefore : (patch.usefulHours ?? undefined);
  return {
    ...rest,
    ...(usefulHours === undefined ? {} : { usefulHours }),
    name: patch.name ?? template.name,
    ...text,
    variables: textChanged ? variablesOf(text) : template.variables,
    state,
    stateReason: patch.stateReason ?? (state === template.state ? template.stateReason : null),
    // From before the account was connected: its own name stays Meta's until it is submitted from here.
    ...(isSubmitted && (state === 'pending' || template.atMeta !== undefined) ? askedAnew(template, state) : {}),
    updatedAt: now,
    version: template.version + 1,
  };
};
