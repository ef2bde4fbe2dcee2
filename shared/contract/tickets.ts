/** Tickets of a customer as another tool keeps them: number, social network, state, date, link (E28). */
import * as z from 'zod';
import { IdSchema, InstantSchema, lineField, pageOf, pageQuery, rule, TimestampSchema } from './fields.ts';
import { defineRoute, readers, writers } from './route.ts';
import { TicketNetworkSchema, TicketStateSchema } from './vocabulary-schemas.ts';

const resource = 'customers';

/** Most tickets of one customer: all of them are read to show the newest first. */
export const ticketLimit = 200;

/** Only https: a link is opened by people (ASVS 1.3.1). */
const LinkSchema = z
  .string()
  .refine(
    (text) => {
      if (text.length > 500 || !URL.canParse(text)) return false;
      const { protocol, username, password } = new URL(text);
      return protocol === 'https:' && username === '' && password === '';
    },
    rule('URL_SCHEME', 'Use an https link of at most 500 characters.'),
  )
  .meta({ format: 'uri', maxLength: 500 });

const facts = {
  state: TicketStateSchema,
  link: LinkSchema.nullable().optional(),
  /** When it changed last, in the tool that keeps it; left out: now. */
  updatedAt: InstantSchema.optional(),
};

/** Number and network together are unique within the company. */
export const TicketInputSchema = z.strictObject({ number: lineField(40), network: TicketNetworkSchema, ...facts });
export type TicketInput = z.infer<typeof TicketInputSchema>;

export const TicketPatchSchema = z.strictObject({ ...facts, state: facts.state.optional() });
export type TicketPatch = z.infer<typeof TicketPatchSchema>;

export const TicketSchema = z.strictObject({
  ticketId: z.string(),
  number: z.string(),
  network: TicketNetworkSchema,
  state: TicketStateSchema,
  link: z.string().nullable(),
  updatedAt: TimestampSchema,
  createdAt: TimestampSchema,
  version: z.int(),
});

const customerParams = z.strictObject({ customerId: IdSchema });
const ticketParams = z.strictObject({ customerId: IdSchema, ticketId: IdSchema });

export const listTickets = defineRoute({
  id: 'listTickets',
  method: 'GET',
  path: '/v1/customers/{customerId}/tickets',
  resource,
  summary: 'Lists the tickets of a customer, latest change first (E28)',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: z.strictObject(pageQuery),
  body: undefined,
  status: 200,
  answer: pageOf(TicketSchema),
  errors: ['NOT_FOUND', 'LIMIT_INVALID', 'CURSOR_INVALID'],
});

export const putTicket = defineRoute({
  id: 'putTicket',
  method: 'PUT',
  path: '/v1/customers/{customerId}/tickets',
  resource,
  summary: 'Creates or replaces the ticket with this number and network (E28)',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: TicketInputSchema,
  status: 200,
  answer: TicketSchema,
  errors: ['NOT_FOUND', 'TICKET_EXISTS', 'TICKET_LIMIT', 'VERSION_CONFLICT', 'URL_SCHEME'],
  ifMatch: true,
});

export const patchTicket = defineRoute({
  id: 'patchTicket',
  method: 'PATCH',
  path: '/v1/customers/{customerId}/tickets/{ticketId}',
  resource,
  summary: 'Changes state, link or date of a ticket (E28)',
  roles: writers,
  scope: 'named',
  params: ticketParams,
  query: undefined,
  body: TicketPatchSchema,
  status: 200,
  answer: TicketSchema,
  errors: ['NOT_FOUND', 'TICKET_NOT_FOUND', 'VERSION_CONFLICT', 'URL_SCHEME'],
  ifMatch: true,
});

export const deleteTicket = defineRoute({
  id: 'deleteTicket',
  method: 'DELETE',
  path: '/v1/customers/{customerId}/tickets/{ticketId}',
  resource,
  summary: 'Deletes a ticket; its number is free again (E28)',
  roles: writers,
  scope: 'named',
  params: ticketParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ ticketId: z.string() }),
  errors: ['NOT_FOUND', 'TICKET_NOT_FOUND', 'VERSION_CONFLICT'],
  ifMatch: true,
});

export const ticketRoutes = [listTickets, putTicket, patchTicket, deleteTicket] as const;
