import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { KeptState } from './kept-state.ts';
import { ProviderError } from './provider-double.ts';
import { judged, mistakeIn, paramsOf } from './whatsapp-review.ts';

/** Meta's statuses of a template as far as the double gives them. */
export const templateStatuses = ['PENDING', 'APPROVED', 'REJECTED', 'PAUSED', 'DISABLED'] as const;
export type TemplateStatus = (typeof templateStatuses)[number];

const componentSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  example: z.looseObject({ body_text: z.array(z.array(z.string())).optional() }).optional(),
});

const templateSchema = z.object({
  id: z.string(),
  /** AWS's id of the business account. */
  account: z.string(),
  name: z.string(),
  language: z.string(),
  category: z.string(),
  components: z.array(componentSchema),
  status: z.enum(templateStatuses),
  reason: z.string().nullable(),
  /** What the review ends with, and when (epoch ms); null when nothing is to come by itself. */
  review: z.object({ at: z.number(), status: z.enum(templateStatuses), reason: z.string().nullable() }).nullable(),
  /** Epoch ms; its name is taken for 30 days more (Meta: "Delete templates"). */
  deletedAt: z.number().nullable(),
});
export type KnownTemplate = z.infer<typeof templateSchema>;

const definitionSchema = z.looseObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2,4})?$/),
  category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
  components: z.array(componentSchema),
});

const updateSchema = z.looseObject({
  id: z.string(),
  metaTemplateId: z.string().optional(),
  templateName: z.string().optional(),
  templateLanguageCode: z.string().optional(),
  templateComponents: z.base64().optional(),
});

const thirtyDaysMs = 30 * 86_400_000;
/** Statuses in which Meta takes another text. */
const editable: readonly TemplateStatus[] = ['APPROVED', 'REJECTED', 'PAUSED'];
/** Milliseconds that a review takes, where nobody looks longer. */
export const reviewMs = 150;

const invalid = (code: number, message: string): ProviderError =>
  new ProviderError(400, 'InvalidParametersException', `(#${code}) ${message}`);
const absent = (): ProviderError =>
  new ProviderError(404, 'ResourceNotFoundException', 'The message template does not exist.');

/** Answers of a template's standing at the moment that is asked for. */
const standing = (template: KnownTemplate, now: number): Pick<KnownTemplate, 'status' | 'reason'> =>
  template.review !== null && template.review.at <= now ? template.review : template;

/**
 * The templates of business accounts as Meta keeps and reviews them, over restarts.
 * https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_CreateWhatsAppMessageTemplate.html
 */
export class TemplateBook {
  readonly #kept: KeptState<KnownTemplate[]>;
  readonly #now: () => number;

  constructor(dataDir: string, now: () => number = Date.now) {
    this.#kept = KeptState.open(join(dataDir, 'templates.json'), z.array(templateSchema), []);
    this.#now = now;
  }

  /** CreateWhatsAppMessageTemplate. @throws ProviderError as Meta refuses a definition */
  create(body: unknown): { readonly answer: object; readonly template: KnownTemplate } {
    const request = z.looseObject({ id: z.string(), templateDefinition: z.base64() }).safeParse(body);
    if (!request.success) throw new ProviderError(400, 'ValidationException', z.prettifyError(request.error));
    const definition = definitionSchema.safeParse(decoded(request.data.templateDefinition));
    if (!definition.success) throw invalid(100, `Invalid parameter: ${z.prettifyError(definition.error)}`);
    const { name, language, category, components } = definition.data;
    const account = request.data.id;
    const same = this.#kept.value.find(
      (each) => each.account === account && each.name === name && each.language === language,
    );
    if (same?.deletedAt === null) throw invalid(2388024, 'There is already content in this language for the template.');
    if (same?.deletedAt != null && this.#now() - same.deletedAt < thirtyDaysMs) {
      throw invalid(2388023, 'The language of the message template is being deleted; try again in 4 weeks.');
    }
    checkComponents(components);
    const verdict = judged(bodyOf(components));
    const template: KnownTemplate = {
      id: String(randomInt(1e14, 2.8e14)),
      account,
      name,
      language,
      category,
      components,
      status: 'PENDING',
      reason: null,
      review: verdict.status === 'PENDING' ? null : { ...verdict, at: this.#now() + reviewMs },
      deletedAt: null,
    };
    this.#kept.replace([...this.#kept.value.filter((each) => each !== same), template]);
    return { answer: { metaTemplateId: template.id, templateStatus: 'PENDING', category }, template };
  }

  /** UpdateWhatsAppMessageTemplate: another text, which is reviewed anew. @throws ProviderError */
  update(body: unknown): KnownTemplate {
    const request = updateSchema.safeParse(body);
    if (!request.success) throw new ProviderError(400, 'ValidationException', z.prettifyError(request.error));
    const { id, metaTemplateId, templateName, templateLanguageCode, templateComponents } = request.data;
    const before = this.#require(id, { metaTemplateId, templateName, templateLanguageCode });
    if (!editable.includes(standing(before, this.#now()).status)) {
      throw invalid(100, 'Invalid parameter: the template is not in a state in which it can be edited.');
    }
    if (templateComponents === undefined) throw invalid(100, 'Invalid parameter: nothing to change.');
    const components = z.array(componentSchema).parse(decoded(templateComponents));
    checkComponents(components);
    const verdict = judged(bodyOf(components));
    return this.#put(before, {
      ...before,
      components,
      status: 'PENDING',
      reason: null,
      review: verdict.status === 'PENDING' ? null : { ...verdict, at: this.#now() + reviewMs },
    });
  }

  /** GetWhatsAppMessageTemplate: Meta's own object, as text. @throws ProviderError */
  find(query: URLSearchParams): object {
    const template = this.#require(query.get('id') ?? '', {
      metaTemplateId: query.get('metaTemplateId') ?? undefined,
      templateName: query.get('templateName') ?? undefined,
      templateLanguageCode: query.get('templateLanguageCode') ?? undefined,
    });
    const { id, name, language, category, components } = template;
    const { status, reason } = standing(template, this.#now());
    const shown = { id, name, language, category, parameter_format: 'POSITIONAL', components, status };
    return { template: JSON.stringify({ ...shown, ...(reason === null ? {} : { rejected_reason: reason }) }) };
  }

  /** ListWhatsAppMessageTemplates, by pages. */
  list(query: URLSearchParams): object {
    const all = this.#kept.value.filter(({ account, deletedAt }) => account === query.get('id') && deletedAt === null);
    const start = Number(query.get('nextToken') ?? 0);
    const end = start + Number(query.get('maxResults') ?? 25);
    const templates = all.slice(start, end).map((template) => ({
      templateName: template.name,
      metaTemplateId: template.id,
      templateStatus: standing(template, this.#now()).status,
      templateQualityScore: 'UNKNOWN',
      templateLanguage: template.language,
      templateCategory: template.category,
    }));
    return { templates, ...(end < all.length ? { nextToken: String(end) } : {}) };
  }

  /** DeleteWhatsAppMessageTemplate: one language by Meta's id, or all of the name. @throws ProviderError */
  delete(query: URLSearchParams): readonly KnownTemplate[] {
    const [account, name, id] = [query.get('id'), query.get('templateName'), query.get('metaTemplateId')];
    const gone = this.#kept.value.filter(
      (each) =>
        each.account === account && each.name === name && each.deletedAt === null && (id === null || each.id === id),
    );
    if (gone.length === 0) throw absent();
    for (const template of gone) this.#put(template, { ...template, deletedAt: this.#now() });
    return gone;
  }

  /** Meta decides, on demand: whatever was to come of a review is off. @throws ProviderError when no name fits */
  decide(name: string, status: TemplateStatus, reason: string | null): KnownTemplate {
    const before = this.#kept.value.find((each) => each.name === name && each.deletedAt === null);
    if (before === undefined) throw absent();
    return this.#put(before, { ...before, status, reason, review: null });
  }

  /** Somebody deletes it in Meta's own console. @throws ProviderError when no name fits */
  drop(name: string): KnownTemplate {
    const before = this.#kept.value.find((each) => each.name === name && each.deletedAt === null);
    if (before === undefined) throw absent();
    return this.#put(before, { ...before, deletedAt: this.#now() });
  }

  /** Why a message with this template cannot be sent, as one of Meta's codes; undefined when it can. */
  faultOf(
    account: string,
    wanted: { readonly name: string; readonly language: string; readonly values: readonly string[] },
  ): number | undefined {
    const template = this.#kept.value.find(
      (each) =>
        each.account === account &&
        each.name === wanted.name &&
        each.language === wanted.language &&
        each.deletedAt === null,
    );
    const status = template && standing(template, this.#now()).status;
    if (status === 'PAUSED') return 132015;
    if (status === 'DISABLED') return 132016;
    if (template === undefined || status !== 'APPROVED') return 132001;
    const body = bodyOf(template.components);
    if (paramsOf(body) !== wanted.values.length) return 132000;
    const filled = body.replace(/\{\{(\d+)\}\}/g, (_, number) => wanted.values[Number(number) - 1] ?? '');
    return filled.length > 1024 ? 132005 : undefined;
  }

  clear(): void {
    this.#kept.replace([]);
  }

  #require(
    account: string,
    by: {
      metaTemplateId: string | undefined;
      templateName: string | undefined;
      templateLanguageCode: string | undefined;
    },
  ): KnownTemplate {
    const found = this.#kept.value.find(
      (each) =>
        each.account === account &&
        each.deletedAt === null &&
        (by.metaTemplateId === undefined
          ? each.name === by.templateName && each.language === by.templateLanguageCode
          : each.id === by.metaTemplateId),
    );
    if (found === undefined) throw absent();
    return found;
  }

  #put(before: KnownTemplate, after: KnownTemplate): KnownTemplate {
    this.#kept.replace(this.#kept.value.map((each) => (each === before ? after : each)));
    return after;
  }
}

const bodyOf = (components: KnownTemplate['components']): string =>
  components.find(({ type }) => type.toUpperCase() === 'BODY')?.text ?? '';

const checkComponents = (components: KnownTemplate['components']): void => {
  const body = components.find(({ type }) => type.toUpperCase() === 'BODY');
  const mistake = mistakeIn(body?.text ?? '', body?.example?.body_text?.[0]?.length ?? 0);
  if (mistake !== undefined) throw invalid(100, `Invalid parameter: ${mistake}`);
};

/** @throws ProviderError when the blob is not JSON */
const decoded = (base64: string): unknown => {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
  } catch (cause) {
    throw invalid(100, `Invalid parameter: not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};
