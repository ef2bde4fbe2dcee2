/** Values that filters and forms of a company offer. */
import type { SendingChannel, TemplateState } from '#contract/vocabulary.ts';
import { defaultResults } from './defaults.ts';
import type { CompanyValue } from './entities.ts';
import { segmentNames } from './segments.ts';
import type { CompanyStore } from './store.ts';

export interface TemplateOption {
  readonly templateId: string;
  readonly name: string;
  readonly channel: SendingChannel;
  readonly state: TemplateState;
}

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
  results: string[];
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
    results: defaultResults(company.language),
  };
};
