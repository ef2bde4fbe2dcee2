/**
 * Life of a template (C12, E23). E-mail and SMS templates hold at once; of WhatsApp's, Meta decides, and a supervisor
 * records its answer. Meta approves a text, so a WhatsApp template whose text changes is a draft again. Pure.
 */
import { bodyLimits } from '#contract/body-limits.ts';
import type { TemplateCreate, TemplatePatch } from '#contract/templates.ts';
import type { SendingChannel, TemplateState } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';
import type { TemplateValue } from '../entities.ts';
import { checkLinks } from './links.ts';
import { namesOf, variablesOf } from './render.ts';

const next: Readonly<Record<'whatsapp' | 'others', Readonly<Record<TemplateState, readonly TemplateState[]>>>> = {
  whatsapp: {
    draft: ['pending', 'approved', 'rejected', 'archived'],
    pending: ['draft', 'approved', 'rejected', 'archived'],
    approved: ['draft', 'pending', 'rejected', 'archived'],
    rejected: ['draft', 'pending', 'approved', 'archived'],
    archived: ['draft'],
  },
  others: { draft: [], pending: [], approved: ['archived'], rejected: [], archived: ['approved'] },
};

const invalid = (detail: string): Refusal => new Refusal('TEMPLATE_INVALID', detail);

/**
 * Bodies are text on every channel: e-mail escapes the whole of it when it makes its HTML part.
 *
 * @throws Refusal TEMPLATE_INVALID, TEXT_TOO_LONG, URL_SCHEME
 */
export const checkText = (channel: SendingChannel, subject: string | null, body: string): void => {
  if (subject !== null && channel !== 'email') throw invalid('subject: only templates of e-mail have one.');
  if (body.length > bodyLimits[channel]) {
    throw new Refusal('TEXT_TOO_LONG', `body: at most ${bodyLimits[channel]} characters for ${channel}.`);
  }
  if (channel !== 'email' && namesOf({ subject, body }).includes('accountStatement')) {
    throw invalid('body: {{accountStatement}} stands in e-mails only; elsewhere attach the PDF.');
  }
  checkLinks(body, 'body');
  if (subject !== null) checkLinks(subject, 'subject');
};

/**
 * A new template.
 *
 * @param now epoch ms
 * @throws Refusal TEMPLATE_INVALID, TEXT_TOO_LONG, URL_SCHEME; FIELD_NOT_WRITABLE for a state of e-mail or SMS
 */
export const newTemplate = (tenant: string, templateId: string, input: TemplateCreate, now: number): TemplateValue => {
  if (input.channel !== 'whatsapp' && input.state !== undefined && input.state !== 'approved') {
    throw new Refusal('FIELD_NOT_WRITABLE', 'state: templates of e-mail and SMS are approved at once; leave it out.');
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
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
};

const stateAfter = (
  template: TemplateValue,
  wanted: TemplateState | undefined,
  textChanged: boolean,
): TemplateState => {
  const { channel, state } = template;
  if (wanted !== undefined && wanted !== state) {
    const allowed = next[channel === 'whatsapp' ? 'whatsapp' : 'others'][state];
    if (!allowed.includes(wanted)) {
      throw invalid(`state: from ${state}, a template of ${channel} becomes ${allowed.join(' or ')}.`);
    }
    return wanted;
  }
  return wanted === undefined && textChanged && channel === 'whatsapp' && state !== 'archived' ? 'draft' : state;
};

/**
 * The template after a change; messages accepted before keep their text.
 *
 * @param now epoch ms
 * @throws Refusal TEMPLATE_INVALID, TEXT_TOO_LONG, URL_SCHEME
 */
export const changedTemplate = (template: TemplateValue, patch: TemplatePatch, now: number): TemplateValue => {
  const text = { subject: patch.subject ?? template.subject, body: patch.body ?? template.body };
  const textChanged = text.body !== template.body || text.subject !== template.subject;
  if (textChanged) checkText(template.channel, text.subject, text.body);
  const state = stateAfter(template, patch.state, textChanged);
  return {
    ...template,
    name: patch.name ?? template.name,
    ...text,
    variables: textChanged ? variablesOf(text) : template.variables,
    state,
    stateReason: patch.stateReason ?? (state === template.state ? template.stateReason : null),
    updatedAt: now,
    version: template.version + 1,
  };
};
