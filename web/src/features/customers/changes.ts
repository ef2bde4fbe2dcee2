import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import type { Answer, Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { type Customer, customerQuery } from './queries.ts';

type CustomersPage = Answer<'listCustomers'>;

/** What a change answers is the customer as it is now; lists read again. */
const keep = (queryClient: QueryClient, customer: Customer) => {
  queryClient.setQueryData(queryKeys.customers.one(customer.customerId), customer);
  void queryClient.invalidateQueries({ queryKey: queryKeys.customers.history(customer.customerId) });
  // List rows follow the table's stream, a moment later.
  void queryClient.invalidateQueries({ queryKey: queryKeys.customers.lists });
};

/** Marks or unmarks a favourite: the heart changes at once and goes back when that fails (E5, E6). */
export const useFavorite = () => {
  const queryClient = useQueryClient();
  const show = (customerId: string, favorite: boolean) => {
    queryClient.setQueriesData<CustomersPage>(
      { queryKey: queryKeys.customers.lists },
      (page) =>
        page && {
          ...page,
          items: page.items.map((row) => (row.customerId === customerId ? { ...row, favorite } : row)),
        },
    );
    queryClient.setQueryData<Customer>(
      queryKeys.customers.one(customerId),
      (customer) => customer && { ...customer, favorite },
    );
  };
  return useMutation({
    mutationFn: ({ customerId, favorite }: { customerId: string; favorite: boolean }) =>
      dataOf(api.PUT('/v1/customers/{customerId}/favorite', { params: { path: { customerId } }, body: { favorite } })),
    onMutate: ({ customerId, favorite }) => show(customerId, favorite),
    onError: (_error, { customerId, favorite }) => show(customerId, !favorite),
    // The favourites list loses who is none any more, but not under the pointer: it is read when it is opened again.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.customers.lists, refetchType: 'none' }),
  });
};

/** Clears the alert of an address: it disappears at once and comes back when the service refuses (A18, A26). */
export const useClearAlert = (customerId: string) => {
  const queryClient = useQueryClient();
  const { queryKey } = customerQuery(customerId);
  return useMutation({
    mutationFn: ({ addressId, ...body }: { addressId: string } & Body<'clearAlert'>) =>
      dataOf(
        api.POST('/v1/customers/{customerId}/addresses/{addressId}/alert/clear', {
          params: { path: { customerId, addressId } },
          body,
        }),
      ),
    onMutate: async ({ addressId }) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData(queryKey);
      queryClient.setQueryData(
        queryKey,
        (customer) =>
          customer && {
            ...customer,
            addresses: customer.addresses.map((address) =>
              address.addressId === addressId ? { ...address, alert: null, softFailures: 0 } : address,
            ),
          },
      );
      return before;
    },
    onError: (_error, _change, before) => queryClient.setQueryData(queryKey, before),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.customers.all }),
  });
};

/** Creates a customer with its addresses (A5, E2). */
export const useCreateCustomer = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ idempotencyKey, ...body }: Body<'createCustomer'> & { idempotencyKey: string }) =>
      dataOf(api.POST('/v1/customers', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body })),
    onSuccess: (customer) => {
      keep(queryClient, customer);
      // A new portfolio or tag is offered from now on.
      void queryClient.invalidateQueries({ queryKey: queryKeys.companies.options });
    },
  });
};

/** Adds a contact address (A9). */
export const useAddAddress = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ idempotencyKey, ...body }: Body<'addAddress'> & { idempotencyKey: string }) =>
      dataOf(
        api.POST('/v1/customers/{customerId}/addresses', {
          params: { path: { customerId }, header: { 'Idempotency-Key': idempotencyKey } },
          body,
        }),
      ),
    onSuccess: (customer) => keep(queryClient, customer),
  });
};

/** Replaces an address: the new one has a new id and no alert (A24, A25). */
export const useReplaceAddress = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ addressId, ...body }: { addressId: string } & Body<'replaceAddress'>) =>
      dataOf(
        api.PUT('/v1/customers/{customerId}/addresses/{addressId}', {
          params: { path: { customerId, addressId } },
          body,
        }),
      ),
    onSuccess: (customer) => keep(queryClient, customer),
  });
};

/** Deletes an address; messages that wait for it are cancelled. */
export const useDeleteAddress = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (addressId: string) =>
      dataOf(
        api.DELETE('/v1/customers/{customerId}/addresses/{addressId}', { params: { path: { customerId, addressId } } }),
      ),
    onSuccess: (customer) => keep(queryClient, customer),
  });
};

/** Changes the customer's own data; refused when somebody else has changed them since they were read. */
export const usePatchCustomer = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ version, body }: { version: number; body: Body<'patchCustomer'> }) =>
      dataOf(
        api.PATCH('/v1/customers/{customerId}', {
          params: { path: { customerId }, header: ifMatch(version) },
          body,
        }),
      ),
    onSuccess: (customer) => keep(queryClient, customer),
    onError: () => queryClient.invalidateQueries({ queryKey: queryKeys.customers.one(customerId) }),
  });
};

/** Adds a note (E29). */
export const useCreateNote = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ text, idempotencyKey }: { text: string; idempotencyKey: string }) =>
      dataOf(
        api.POST('/v1/customers/{customerId}/notes', {
          params: { path: { customerId }, header: { 'Idempotency-Key': idempotencyKey } },
          body: { text },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.customers.notes(customerId) }),
  });
};
