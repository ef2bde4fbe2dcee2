/** What a message will say: the request's own text, or its template's, with the merge tags filled in (C10–C13). */
import type { MessageCreate } from '#contract/messages.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { CustomerValue, DebtValue } from '#shared/customers/entities.ts';
import type { ContentPart } from '../content/content-parts.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { TemplateValue } from './entities.ts';
import { type MergeTemplate, renderTemplate, resolveValues, type TemplateValues, tagNamesOf } from './render.ts';
import { checkPayTags, needsDebts, systemValues } from './system-values.ts';

export interface ComposeDeps {
  readonly findTemplate: (tenant: string, templateId: string) => Promise<TemplateValue>;
  /** Called only where a tag speaks of debts. */
  readonly readDebts: (customer: CustomerValue) => Promise<readonly DebtValue[]>;
}

interface Context {
  readonly company: CompanyValue;
  readonly customer: CustomerValue;
  readonly channel: SendingChannel;
  /** Epoch ms. */
  readonly now: number;
}

export interface ComposedContent {
  readonly subject: string | undefined;
  readonly body: string;
  readonly parts: readonly ContentPart[];
  readonly template: MessageValue['template'];
  /** State of the template, for the gate; undefined without one. */
  readonly state: TemplateValue['state'] | undefined;
  /** Hours in which messages of the template are of use. */
  readonly usefulHours?: number | undefined;
}

/**
 * Values of the tags of a text.
 * @throws Refusal PAYMENTS_DISABLED, DEBT_NOT_FOUND, TEMPLATE_INVALID
 */
export const templateValuesOf = async (
  deps: Pick<ComposeDeps, 'readDebts'>,
  text: MergeTemplate,
  { company, customer, now }: Omit<Context, 'channel'>,
  input: Pick<MessageCreate, 'variables' | 'debtCode'>,
): Promise<TemplateValues> => {
  const names = tagNamesOf(text);
  checkPayTags(company, names);
  const wanted = input.debtCode !== undefined || needsDebts(names);
  const debts = wanted ? await deps.readDebts(customer) : [];
  return {
    given: input.variables ?? {},
    system: systemValues({ company, customer, debts, debtCode: input.debtCode, now }),
  };
};

/** Text of the request; with `merge`, its tags of the system are filled in. */
const ownText = async (deps: ComposeDeps, input: MessageCreate, context: Context): Promise<ComposedContent> => {
  const body = input.body ?? '';
  const own = { subject: input.subject, template: null, state: undefined };
  if (input.merge !== true) {
    if (input.variables !== undefined) throw new Refusal('BODY_OR_TEMPLATE', 'variables need a templateId.');
    return { ...own, body, parts: [{ kind: 'text', text: body }] };
  }
  const text = { subject: input.subject ?? null, body };
  if (context.channel !== 'email' && tagNamesOf(text).includes('accountStatement')) {
    throw Refusal.at('body', 'TEMPLATE_INVALID', '{{accountStatement}} is for e-mails only; attach the PDF.');
  }
  const rendered = renderTemplate(text, await templateValuesOf(deps, text, context, input));
  return { ...own, subject: rendered.subject ?? undefined, body: rendered.body, parts: rendered.parts };
};

/** @throws Refusal BODY_OR_TEMPLATE, TEMPLATE_…, PAYMENTS_DISABLED, DEBT_NOT_FOUND, URL_SCHEME, INVALID_CHARACTER, TEXT_TOO_LONG */
export const composeContent = async (
  deps: ComposeDeps,
  tenant: string,
  input: MessageCreate,
  context: Context,
): Promise<ComposedContent> => {
  const fileAlone = context.channel === 'whatsapp' && (input.attachments ?? []).length > 0;
  if (input.body !== undefined ? input.templateId !== undefined : input.templateId === undefined && !fileAlone) {
    throw new Refusal('BODY_OR_TEMPLATE', 'Send either body or templateId.');
  }
  if (input.templateId === undefined) return ownText(deps, input, context);
  const template = await deps.findTemplate(tenant, input.templateId);
  if (template.state === 'archived') throw new Refusal('TEMPLATE_ARCHIVED', 'Choose another template.');
  if (template.channel !== context.channel) {
    throw new Refusal(
      'TEMPLATE_CHANNEL',
      `The template is for ${template.channel}, the address for ${context.channel}.`,
    );
  }
  const values = {
    ...(await templateValuesOf(deps, template, context, input)),
    byProvider: template.channel === 'whatsapp',
  };
  const { subject, body, parts } = renderTemplate(template, values);
  return {
    subject: subject ?? input.subject,
    body,
    parts,
    state: template.state,
    usefulHours: template.usefulHours,
    template: {
      templateId: template.templateId,
      name: template.name,
      ...(template.channel === 'whatsapp'
        ? {
            ...(template.atMeta === undefined ? {} : { providerName: template.atMeta.name }),
            language: template.language,
            values: [...resolveValues(template, values).values()],
          }
        : {}),
    },
  };
};
