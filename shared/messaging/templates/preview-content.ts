/**
 * A template, or a text that nobody has saved, with a customer's data (C12, D1, D20): what an editor and a composer show.
 * Values come as in sending (`valuesOf`), and a text without gaps is held to sending's rules, so that what is shown is
 * what would go out.
 */
import { smsParts } from '#contract/sms-parts.ts';
import type { ContentPreview, PreviewRequest } from '#contract/templates.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import { checkBody, checkSubject } from '../content/content.ts';
import { htmlOfParts } from '../content/content-parts.ts';
import { type ComposeDeps, templateValuesOf } from './compose-content.ts';
import { type MergeTemplate, previewTemplate } from './render.ts';

export interface PreviewContentDeps extends Pick<ComposeDeps, 'readDebts'> {
  readonly findCompany: FindCompany;
  /** @returns undefined when the company has no such customer */
  readonly findCustomer: (tenant: string, customerId: string) => Promise<CustomerValue | undefined>;
  readonly clock: Clock;
}

/**
 * @param text a template's, or an unsaved one that `checkText` let through
 * @throws Refusal NOT_FOUND, PAYMENTS_DISABLED, DEBT_NOT_FOUND, TEMPLATE_INVALID, TEMPLATE_VARIABLE_UNKNOWN, URL_SCHEME,
 *   INVALID_CHARACTER; with nothing missing also TEXT_TOO_LONG and SUBJECT_LENGTH
 */
export const previewContent = async (
  deps: PreviewContentDeps,
  input: {
    readonly tenant: string;
    readonly text: MergeTemplate & { readonly channel: SendingChannel };
    readonly request: PreviewRequest;
    /** A template that the provider fills in by itself. */
    readonly byProvider?: boolean;
  },
): Promise<ContentPreview> => {
  const { tenant, text, request, byProvider = false } = input;
  const { channel } = text;
  const [company, customer] = await Promise.all([
    deps.findCompany(tenant),
    deps.findCustomer(tenant, request.customerId),
  ]);
  if (customer === undefined) throw new Refusal('NOT_FOUND', 'No customer with this id.');
  const context = { company, customer, now: deps.clock.now() };
  const { subject, body, parts, missing } = previewTemplate(text, {
    ...(await templateValuesOf(deps, text, context, request)),
    byProvider,
  });
  // A gap has a length that nobody knows yet.
  if (missing.length === 0) {
    checkBody(channel, body);
    if (subject !== null) checkSubject(channel, subject);
  }
  return {
    channel,
    subject,
    body,
    html: channel === 'email' ? htmlOfParts(parts) : null,
    missing: [...missing],
    length: body.length,
    parts: channel === 'sms' ? smsParts(body).parts : null,
  };
};
