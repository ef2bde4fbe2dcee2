import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type MetadataField = Answer<'getMetadataFields'>['fields'][number];

export const metadataFieldsQuery = queryOptions({
  queryKey: queryKeys.companies.metadataFields,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/metadata-fields', { signal })),
  staleTime: 5 * 60_000,
});

/** Fields that the company records of its customers, without the archived ones (E16, E17). */
export const useMetadataFields = (): readonly MetadataField[] => {
  const { data } = useQuery(metadataFieldsQuery);
  return data?.fields.filter(({ archived }) => !archived) ?? [];
};
