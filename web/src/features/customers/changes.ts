import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { type Customer, customerKeys } from './queries.ts';

type CustomersPage = Answer<'listCustomers'>;

/** Marks or unmarks a favourite: the heart changes at once and goes back when that fails (E5, E6). */
export const useFavorite = () => {
  const queryClient = useQueryClient();
  const show = (customerId: string, favorite: boolean) => {
    queryClient.setQueriesData<CustomersPage>(
      { queryKey: customerKeys.lists },
      (page) =>
        page && {
          ...page,
          items: page.items.map((row) => (row.customerId === customerId ? { ...row, favorite } : row)),
        },
    );
    queryClient.setQueryData<Customer>(
      customerKeys.one(customerId),
      (customer) => customer && { ...customer, favorite },
    );
  };
  return useMutation({
    mutationFn: ({ customerId, favorite }: { customerId: string; favorite: boolean }) =>
      dataOf(api.PUT('/v1/customers/{customerId}/favorite', { params: { path: { customerId } }, body: { favorite } })),
    onMutate: ({ customerId, favorite }) => show(customerId, favorite),
    onError: (_error, { customerId, favorite }) => show(customerId, !favorite),
    // The favourites list loses who is none any more, but not under the pointer: it is read when it is opened again.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: customerKeys.lists, refetchType: 'none' }),
  });
};
