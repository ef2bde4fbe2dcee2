/** Values that filters and forms of a company offer. */
import type * as z from 'zod';
import type { getOptions } from '#contract/companies.ts';
import type { SendingChannel, TemplateState } from '#contract/vocabulary.ts';
import type { CompanyValue } from './entities.ts';
import { catalogueOf, recordsResults } from './results.ts';
import { segmentNames } from './segments.ts';
import type { CompanyStore } from './store.ts';

export interface TemplateOption {
  readonly templateId: string;
  readonly name: string;
  readonly channel: SendingChannel;
  readonly state: TemplateState;
}

/** A result as people choose it, its label in the company's language. */
type ResultOption = z.input<(typeof getOptions)['answer']>['results'][number];

/** Port: templates belong to a slice above this one, so the composition passes them in. */
export type ListTemplateOptions = (tenant: string) => Promise<readonly TemplateOption[]>;

/** Segments (No contactable first), portfolios and tags in use, templates, and the catalogue of results (Q10). */
export const listOptions = async (
  deps: { companies: Pick<CompanyStore, 'listChoices'>; templates: ListTemplateOptions },
  company: CompanyValue,
): Promise<{
  segments: string[];
  portfolios: string[];
  tags: string[];
  templates: TemplateOption[];
  results: ResultOption[];
}> => {
  const [choices, templates] = await Promise.all([
    deps.companies.listChoices(company.tenant),
    deps.templates(company.tenant),
  ]);
  const sorted = (kind: 'portfolio' | 'tag') =>
    choices
      .filter((choice) => choice.kind === kind)
      .map((choice) => choice.value)
      .sort((a, b) => a.localeCompare(b, company.language));
  return {
    segments: segmentNames(company.segments, company.noDebtSegment),
    portfolios: sorted('portfolio'),
    tags: sorted('tag'),
    templates: [...templates],
    results: recordsResults(company)
      ? catalogueOf(company).map(({ label, ...result }) => ({ ...result, label: label[company.language] }))
      : [],
  };
};
