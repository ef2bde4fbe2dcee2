import { useQuery } from '@tanstack/react-query';
import { nobody } from '#contract/values-text.ts';
import { useTexts } from '#web/language/texts.ts';
import type { ValuesFilter } from '#web/lists/filters.ts';
import { usersQuery } from '#web/session/options.ts';
import { customerTexts } from './texts.ts';

/** Advisors that a filter offers, "Sin asignar" first: whose customers nobody cares for is asked most (D16). */
export const useAdvisorOptions = (): ValuesFilter<string>['options'] => {
  const t = useTexts(customerTexts);
  const { data: users } = useQuery(usersQuery);
  return [
    { value: nobody, label: t('nobody') },
    ...(users?.items ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
  ];
};
