/** Fills a template with values (C10, C12; reliability §5.6 #52–55). Pure. */
import { bodyLimits } from '#contract/body-limits.ts';
import { isCleanText } from '#contract/fields.ts';
import { type MergeTag, mergeTags } from '#contract/merge-tags.ts';
import { Refusal } from '#platform/errors.ts';
import { type ContentPart, textOfParts } from '../content/content-parts.ts';
import { checkLinks } from '../content/links.ts';
import { type Part, readMergeText, tagNames } from '../content/merge-text.ts';
import { checkFilledLength, flatValue } from './provider-values.ts';
import type { SystemValues } from './system-values.ts';

/** The parts of a template that hold merge tags. */
export interface MergeTemplate {
  readonly subject: string | null;
  readonly body: string;
}

export interface TemplateValues {
  /** By the caller of the API; only tags that the system does not fill. */
  readonly given: Readonly<Record<string, string>>;
  /** By the system: null where the customer has no such datum. */
  readonly system: SystemValues;
  /** The provider puts them in by itself, by its own rules (WhatsApp); else they stand as they are. */
  readonly byProvider?: boolean;
}

const isMergeTag = (name: string): name is MergeTag => Object.hasOwn(mergeTags, name);

/** Tags that the caller must fill, in the order of their first use; those of the system are left out. */
export const variablesOf = (template: MergeTemplate): string[] =>
  tagNamesOf(template).filter((name) => !isMergeTag(name));

const quoted = (names: readonly string[]): string =>
  names
    .slice(0, 20)
    .map((name) => name.slice(0, 40))
    .join(', ');

const partOf = (value: string | ContentPart): ContentPart =>
  typeof value === 'string' ? { kind: 'text', text: value } : value;
const textOf = (value: string | ContentPart): string => textOfParts([partOf(value)]);

const fill = (parts: readonly Part[], values: ReadonlyMap<string, string | ContentPart>): ContentPart[] =>
  parts.map((part) => ('text' in part ? { kind: 'text', text: part.text } : partOf(values.get(part.variable) ?? '')));

/** Names of a template's tags, each once, subject first. @throws Refusal TEMPLATE_INVALID */
export const tagNamesOf = (template: MergeTemplate): string[] =>
  tagNames(readMergeText(template.subject ?? '', 'subject'), readMergeText(template.body, 'body'));

/**
 * Values of the template's tags by name, in the order of their first use, and the names that have none.
 * @throws Refusal TEMPLATE_VARIABLE_UNKNOWN, INVALID_CHARACTER, URL_SCHEME; for a provider's rules also TEXT_TOO_LONG
 */
export const lookUpValues = (
  template: MergeTemplate,
  values: TemplateValues,
): { readonly resolved: ReadonlyMap<string, string | ContentPart>; readonly missing: readonly string[] } => {
  const names = tagNamesOf(template);
  const unknown = Object.keys(values.given).filter((name) => isMergeTag(name) || !names.includes(name));
  if (unknown.length > 0) {
    throw new Refusal('TEMPLATE_VARIABLE_UNKNOWN', `Not variables of this template: ${quoted(unknown)}.`);
  }
  const resolved = new Map<string, string | ContentPart>();
  const missing: string[] = [];
  for (const name of names) {
    const given = Object.hasOwn(values.given, name) ? values.given[name] : undefined;
    const value = isMergeTag(name) ? values.system[name] : given;
    if (value == null || textOf(value).trim() === '') missing.push(name);
    else resolved.set(name, value);
  }
  if (values.byProvider === true) {
    for (const [name, value] of resolved) resolved.set(name, flatValue(name, textOf(value)));
  }
  for (const [name, value] of resolved) {
    if (!isCleanText(textOf(value))) {
      throw Refusal.at(`variables.${name}`, 'INVALID_CHARACTER', 'remove control characters and broken Unicode.');
    }
    checkLinks(textOf(value), `variables.${name}`);
  }
  return { resolved, missing };
};

const complete = (template: MergeTemplate, values: TemplateValues): ReadonlyMap<string, string | ContentPart> => {
  const { resolved, missing } = lookUpValues(template, values);
  if (missing.length > 0) {
    const faults = missing
      .filter((name) => !isMergeTag(name))
      .map((name) => ({ path: `variables.${name}`, code: 'FIELD_REQUIRED', detail: 'the template needs it.' }));
    throw new Refusal('TEMPLATE_VARIABLE_MISSING', `Missing: ${quoted(missing)}.`, { faults });
  }
  return resolved;
};

/**
 * Values of the template's tags, those of the system included, by name in the order of their first use, as text: what
 * a provider gets that renders by itself.
 *
 * @throws Refusal as `lookUpValues`; TEMPLATE_VARIABLE_MISSING (all of them listed)
 */
export const resolveValues = (template: MergeTemplate, values: TemplateValues): ReadonlyMap<string, string> =>
  new Map([...complete(template, values)].map(([name, value]) => [name, textOf(value)]));

export interface Rendered {
  readonly subject: string | null;
  /** The parts as text. */
  readonly body: string;
  /** Text and what stands between it, in order: an e-mail makes its HTML of them. */
  readonly parts: readonly ContentPart[];
}

/** Joins texts that stand side by side: a message of text alone is one part. */
const joined = (parts: readonly ContentPart[]): ContentPart[] => {
  const result: ContentPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      result[result.length - 1] = { ...last, text: last.text + part.text };
    else result.push(part);
  }
  return result;
};

/**
 * Before anything of that length is put together: one tag may stand for a whole table, and stand there 200 times.
 * @throws Refusal TEXT_TOO_LONG
 */
const checkLength = (parts: readonly ContentPart[]): void => {
  const lengths = new Map<ContentPart, number>();
  let total = 0;
  for (const part of parts) {
    const length = lengths.get(part) ?? textOfParts([part]).length;
    lengths.set(part, length);
    total += length;
    if (total <= bodyLimits.email) continue;
    throw Refusal.at('body', 'TEXT_TOO_LONG', `with its values it has more than ${bodyLimits.email} characters.`);
  }
};

/** @throws Refusal INVALID_CHARACTER, URL_SCHEME, TEXT_TOO_LONG */
const rendered = (template: MergeTemplate, values: ReadonlyMap<string, string | ContentPart>): Rendered => {
  const filled = fill(readMergeText(template.body, 'body'), values);
  checkLength(filled);
  const parts = joined(filled);
  const body = textOfParts(parts);
  // Two values may make a scheme together.
  checkLinks(body, 'body');
  if (template.subject === null) return { subject: null, body, parts };
  const subject = textOfParts(fill(readMergeText(template.subject, 'subject'), values));
  // Line breaks would add headers (ASVS 1.3.11): refused, not stripped.
  if (/[\r\n\t]/.test(subject)) {
    throw Refusal.at('subject', 'INVALID_CHARACTER', 'a value with a line break cannot stand in a subject.');
  }
  return { subject, body, parts };
};

/**
 * What goes out. Text on every channel; values are put in once and never read as template text, so `{{` in a value
 * stays as it is.
 *
 * @throws Refusal as `resolveValues`; also INVALID_CHARACTER for a line break in the subject, and URL_SCHEME for a
 *   link that only the values make
 */
export const renderTemplate = (template: MergeTemplate, values: TemplateValues): Rendered => {
  const resolved = complete(template, values);
  const result = rendered(template, resolved);
  if (values.byProvider === true) checkFilledLength(result.body, lengthsOf(resolved));
  return result;
};

const lengthsOf = (values: ReadonlyMap<string, string | ContentPart>): ReadonlyMap<string, number> =>
  new Map([...values].map(([name, value]) => [name, textOf(value).length]));

/** The same for people who look at it first: what is missing stays as its tag, and is listed (C12). */
export const previewTemplate = (
  template: MergeTemplate,
  values: TemplateValues,
): Rendered & { readonly missing: readonly string[] } => {
  const { resolved, missing } = lookUpValues(template, values);
  const shown = new Map([...resolved, ...missing.map((name) => [name, `{{${name}}}`] as const)]);
  const result = rendered(template, shown);
  // A gap has a length that nobody knows yet.
  if (values.byProvider === true && missing.length === 0) checkFilledLength(result.body, lengthsOf(resolved));
  return { ...result, missing };
};
