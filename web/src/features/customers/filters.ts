import { useQuery } from '@tanstack/react-query';
import { contactabilities, contactabilityLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { FilterChoice } from '#web/lists/filters.ts';
import { optionsQuery } from '#web/session/options.ts';
import { useAdvisorOptions } from './advisor-options.ts';
import { customerTexts } from './texts.ts';

/** Filters behind "Filtrar" (A15). */
export const customerFilters = [
  'contactability',
  'segment',
  'advisor',
  'portfolio',
  'tag',
  'daysOverdueFrom',
  'daysOverdueTo',
  'balanceFrom',
  'balanceTo',
] as const;
type FilterName = (typeof customerFilters)[number];

/** Groups that are switched on and off above the list (E5, E8–E12). */
export const groups = ['all', 'influencers', 'new', 'untyped', 'favorites'] as const;
type Group = (typeof groups)[number];

/** What each group asks of the API. */
export const groupQuery: Readonly<Record<Group, Readonly<Record<string, 'true'>>>> = {
  all: {},
  influencers: { influencer: 'true' },
  new: { new: 'true' },
  untyped: { untyped: 'true' },
  favorites: { favorite: 'true' },
};

/** The group that an address names; an unknown one is all. */
export const groupOf = (text: string | undefined): Group => groups.find((group) => group === text) ?? 'all';

/** Problems first: it is what people look for (A15). */
const contactabilityOrder = [...contactabilities].sort((a, b) => Number(a === 'ok') - Number(b === 'ok'));

/** The filters with the values that this company has. */
export const useCustomerFilters = (): readonly FilterChoice<FilterName>[] => {
  const t = useTexts(customerTexts);
  const label = useLabel();
  const { data: options } = useQuery(optionsQuery);
  const advisors = useAdvisorOptions();
  const same = (values: readonly string[] = []) => values.map((value) => ({ value, label: value }));
  const several = true;
  return [
    {
      name: 'contactability',
      label: t('contactability'),
      options: contactabilityOrder.map((value) => ({ value, label: label(contactabilityLabels[value]) })),
      several,
    },
    { name: 'segment', label: t('segment'), options: same(options?.segments), several },
    {
      name: 'advisor',
      label: t('advisor'),
      options: advisors,
      several,
    },
    { name: 'portfolio', label: t('portfolio'), options: same(options?.portfolios), several },
    { name: 'tag', label: t('tag'), options: same(options?.tags), several },
    { from: 'daysOverdueFrom', to: 'daysOverdueTo', label: t('daysOverdue'), of: 'count' },
    { from: 'balanceFrom', to: 'balanceTo', label: t('balance'), of: 'amount' },
  ];
};
