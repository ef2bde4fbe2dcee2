/** Fills a template with values (C10, C12; reliability §5.6 #52–55). Pure. */
import { isCleanText } from '#contract/fields.ts';
import { type MergeTag, mergeTags } from '#contract/merge-tags.ts';
import { Refusal } from '#platform/errors.ts';
import { checkLinks } from './links.ts';
import { type Part, readMergeText, tagNames } from './merge-text.ts';

/** The parts of a template that hold merge tags. */
export interface MergeTemplate {
  readonly subject: string | null;
  readonly body: string;
}

export interface TemplateValues {
  /** By the caller of the API; only tags that the system does not fill. */
  readonly given: Readonly<Record<string, string>>;
  /** By the system: null where the customer has no such datum. */
  readonly system: Readonly<Record<MergeTag, string | null>>;
}

const isMergeTag = (name: string): name is MergeTag => Object.hasOwn(mergeTags, name);

/** Tags that the caller must fill, in the order of their first use; those of the system are left out. */
export const variablesOf = (template: MergeTemplate): string[] =>
  tagNames(readMergeText(template.subject ?? '', 'subject'), readMergeText(template.body, 'body')).filter(
    (name) => !isMergeTag(name),
  );

const quoted = (names: readonly string[]): string =>
  names
    .slice(0, 20)
    .map((name) => name.slice(0, 40))
    .join(', ');

const fill = (parts: readonly Part[], values: ReadonlyMap<string, string>): string =>
  parts.map((part) => ('text' in part ? part.text : (values.get(part.variable) ?? ''))).join('');

/**
 * Values of the template's tags, those of the system included, by name in the order of their first use: what a
 * provider gets that renders by itself.
 *
 * @throws Refusal TEMPLATE_VARIABLE_UNKNOWN, TEMPLATE_VARIABLE_MISSING (all of them listed), INVALID_CHARACTER,
 *   URL_SCHEME
 */
export const resolveValues = (template: MergeTemplate, values: TemplateValues): ReadonlyMap<string, string> => {
  const names = tagNames(readMergeText(template.subject ?? '', 'subject'), readMergeText(template.body, 'body'));
  const unknown = Object.keys(values.given).filter((name) => isMergeTag(name) || !names.includes(name));
  if (unknown.length > 0) {
    throw new Refusal('TEMPLATE_VARIABLE_UNKNOWN', `Not variables of this template: ${quoted(unknown)}.`);
  }
  const resolved = new Map<string, string>();
  const missing: string[] = [];
  for (const name of names) {
    const given = Object.hasOwn(values.given, name) ? values.given[name] : undefined;
    const value = isMergeTag(name) ? values.system[name] : given;
    if (value == null || value.trim() === '') missing.push(name);
    else resolved.set(name, value);
  }
  if (missing.length > 0) throw new Refusal('TEMPLATE_VARIABLE_MISSING', `Missing: ${quoted(missing)}.`);
  for (const [name, value] of resolved) {
    if (!isCleanText(value)) {
      throw new Refusal('INVALID_CHARACTER', `variables.${name}: remove control characters and broken Unicode.`);
    }
    checkLinks(value, `variables.${name}`);
  }
  return resolved;
};

/**
 * The text that goes out, plain on every channel: an e-mail is escaped as a whole when it is made HTML
 * (channels/email.ts). Values are put in once and never read as template text, so `{{` in a value stays as it is.
 *
 * @throws Refusal as `resolveValues`; also INVALID_CHARACTER for a line break in the subject, and URL_SCHEME for a
 *   link that only the values make
 */
export const renderTemplate = (
  template: MergeTemplate,
  values: TemplateValues,
): { subject: string | null; body: string } => {
  const resolved = resolveValues(template, values);
  const body = fill(readMergeText(template.body, 'body'), resolved);
  // Two values may make a scheme together.
  checkLinks(body, 'body');
  if (template.subject === null) return { subject: null, body };
  const subject = fill(readMergeText(template.subject, 'subject'), resolved);
  // Line breaks would add headers (ASVS 1.3.11): refused, not stripped.
  if (/[\r\n\t]/.test(subject)) {
    throw new Refusal('INVALID_CHARACTER', 'subject: a value with a line break cannot stand in a subject.');
  }
  return { subject, body };
};
