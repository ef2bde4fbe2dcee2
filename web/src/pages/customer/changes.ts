import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import type { Ticket } from './queries.ts';

type PutTicket = Body<'putTicket'>;

/** A new ticket, or changes of one that was read: refused when somebody else has changed it since (E28). */
export const useSaveTicket = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({
      known,
      ticket: { number, network, ...facts },
    }: {
      known?: Ticket | undefined;
      ticket: PutTicket;
    }) =>
      known === undefined
        ? dataOf(
            api.PUT('/v1/customers/{customerId}/tickets', {
              params: { path: { customerId } },
              body: { number, network, ...facts },
            }),
          )
        : dataOf(
            api.PATCH('/v1/customers/{customerId}/tickets/{ticketId}', {
              params: { path: { customerId, ticketId: known.ticketId }, header: ifMatch(known.version) },
              body: facts,
            }),
          ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.customers.tickets(customerId) }),
  });
};

/** Its number is free again afterwards. */
export const useDeleteTicket = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ ticketId, version }: Ticket) =>
      dataOf(
        api.DELETE('/v1/customers/{customerId}/tickets/{ticketId}', {
          params: { path: { customerId, ticketId }, header: ifMatch(version) },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.customers.tickets(customerId) }),
  });
};

/** Changes the text of one's own note (E29). */
export const usePatchNote = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ noteId, text }: { noteId: string; text: string }) =>
      dataOf(
        api.PATCH('/v1/customers/{customerId}/notes/{noteId}', {
          params: { path: { customerId, noteId } },
          body: { text },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.customers.notes(customerId) }),
  });
};

/** Deletes one's own note; supervisors delete any (E29). */
export const useDeleteNote = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (noteId: string) =>
      dataOf(api.DELETE('/v1/customers/{customerId}/notes/{noteId}', { params: { path: { customerId, noteId } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.customers.notes(customerId) }),
  });
};
