/**
 * Tickets of a customer (E28). Number and network are unique within the company: an item under both names the customer,
 * and is written and removed together with the ticket.
 */
import type * as z from 'zod';
import { parseInstant } from '#contract/fields.ts';
import { type TicketInput, type TicketPatch, type TicketSchema, ticketLimit } from '#contract/tickets.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { Refusal } from '#platform/errors.ts';
import { keyedHash } from '#platform/ids.ts';
import { checkAction, deleteAction, putAction, type Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { notFound } from './change-customer.ts';
import { type CustomerValue, customerKey, Ticket, TicketOwner, type TicketValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

export type TicketView = z.input<typeof TicketSchema>;

export interface TicketDeps {
  readonly customers: Pick<CustomerStore, 'find' | 'findTickets' | 'commit'>;
  readonly clock: Clock;
}

interface Target {
  readonly tenant: string;
  readonly customerId: string;
  /** Version that the caller saw; without it the change applies to what is there. */
  readonly ifMatch?: number | undefined;
}

/** Follows from network and number, which may hold characters that a path cannot. */
const ticketIdOf = ({ network, number }: Pick<TicketInput, 'network' | 'number'>): string =>
  keyedHash('ticket', `${network}\n${number}`, 80);

const view = ({
  tenant: _tenant,
  customerId: _customerId,
  createdAt,
  updatedAt,
  ...fields
}: TicketValue): TicketView => ({
  ...fields,
  createdAt: isoTime(createdAt),
  updatedAt: isoTime(updatedAt),
});

const newestFirst = (a: TicketValue, b: TicketValue): number => (orderOf(a) > orderOf(b) ? -1 : 1);
const orderOf = ({ updatedAt, ticketId }: TicketValue): string => `${String(updatedAt).padStart(15, '0')}#${ticketId}`;

const defaultLimit = 50;

/** @throws Refusal NOT_FOUND, CURSOR_INVALID */
export const listTickets = async (
  deps: Pick<TicketDeps, 'customers'> & { readonly cursors: Cursors },
  input: Target & { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<{ items: TicketView[]; nextCursor?: string }> => {
  const { tenant, customerId, limit = defaultLimit } = input;
  const scope = `${tenant}:tickets:${customerId}`;
  const after = deps.cursors.open<string>(scope, input.cursor);
  const customer = await deps.customers.find(tenant, customerId);
  if (customer === undefined) throw notFound();
  const stored = await deps.customers.findTickets(customer.value);
  const rest = stored
    .map(({ value }) => value)
    .sort(newestFirst)
    .filter((ticket) => after === undefined || orderOf(ticket) < after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const items = page.map(view);
  return rest.length > page.length && last !== undefined
    ? { items, nextCursor: deps.cursors.seal(scope, orderOf(last)) }
    : { items };
};

const requireVersion = (ticket: TicketValue | undefined, ifMatch: number | undefined): void => {
  if (ifMatch === undefined || ifMatch === ticket?.version) return;
  throw new Refusal('VERSION_CONFLICT', 'The ticket was changed or deleted meanwhile. Read the tickets again.');
};

/** The tickets as they now are; a customer that does not exist has none. */
const readTickets = async (deps: TicketDeps, { tenant, customerId }: Target) => {
  const customer = await deps.customers.find(tenant, customerId, { consistent: true });
  if (customer === undefined) throw notFound();
  const tickets = await deps.customers.findTickets(customer.value, { consistent: true });
  return { customer, tickets };
};

const timeOf = (text: string | undefined, otherwise: number): number => {
  const parsed = text === undefined ? { ms: otherwise } : parseInstant(text);
  if ('code' in parsed) throw new TypeError('The contract lets only valid times through.');
  return parsed.ms;
};

const save = async (
  deps: TicketDeps,
  before: Stored<TicketValue> | undefined,
  after: TicketValue,
  customer: Stored<CustomerValue> | undefined,
): Promise<TicketView> => {
  const { tenant, customerId, network, number } = after;
  const actions = [putAction(Ticket, after, before?.revision ?? 'absent')];
  // A new ticket holds its number, and makes sure that the customer is still there.
  if (before === undefined) actions.push(putAction(TicketOwner, { tenant, network, number, customerId }, 'absent'));
  if (customer !== undefined)
    actions.push(checkAction(customerKey(tenant, customer.value.customerId), customer.revision));
  await writeOnce(
    () => deps.customers.commit(actions),
    (failed) => {
      const isTaken = before === undefined && failed.positions.join() === '1';
      if (!isTaken) throw failed;
      throw Refusal.at('number', 'TICKET_EXISTS', 'another customer has this ticket of the network.');
    },
  );
  return view(after);
};

/**
 * Creates or replaces; the same facts again write nothing.
 * @throws Refusal NOT_FOUND, TICKET_EXISTS, TICKET_LIMIT, VERSION_CONFLICT
 */
export const putTicket = async (
  deps: TicketDeps,
  input: Target & { readonly body: TicketInput },
): Promise<TicketView> => {
  const { tenant, body } = input;
  const { customer, tickets } = await readTickets(deps, input);
  const ticketId = ticketIdOf(body);
  const stored = tickets.find(({ value }) => value.ticketId === ticketId);
  const before = stored?.value;
  requireVersion(before, input.ifMatch);
  if (before === undefined && tickets.length >= ticketLimit) {
    throw new Refusal('TICKET_LIMIT', `A customer has at most ${ticketLimit} tickets. Delete some that are closed.`);
  }
  const now = deps.clock.now();
  const { number, network, state } = body;
  const link = body.link ?? null;
  const customerId = before?.customerId ?? customer.value.customerId;
  const same = before?.state === state && before.link === link;
  if (before !== undefined && same && timeOf(body.updatedAt, before.updatedAt) === before.updatedAt)
    return view(before);
  const version = (before?.version ?? 0) + 1;
  const createdAt = before?.createdAt ?? now;
  const updatedAt = timeOf(body.updatedAt, now);
  const after = { tenant, customerId, ticketId, number, network, state, link, updatedAt, createdAt, version };
  return save(deps, stored, after, stored === undefined ? customer : undefined);
};

const requireTicket = (tickets: readonly Stored<TicketValue>[], ticketId: string): Stored<TicketValue> => {
  const found = tickets.find(({ value }) => value.ticketId === ticketId);
  if (found === undefined) throw new Refusal('TICKET_NOT_FOUND', 'The customer has no ticket with this id.');
  return found;
};

/** @throws Refusal NOT_FOUND, TICKET_NOT_FOUND, VERSION_CONFLICT */
export const patchTicket = async (
  deps: TicketDeps,
  input: Target & { readonly ticketId: string; readonly body: TicketPatch },
): Promise<TicketView> => {
  const { tickets } = await readTickets(deps, input);
  const stored = requireTicket(tickets, input.ticketId);
  const before = stored.value;
  requireVersion(before, input.ifMatch);
  const { state = before.state, link = before.link } = input.body;
  const updatedAt = timeOf(input.body.updatedAt, deps.clock.now());
  return save(deps, stored, { ...before, state, link, updatedAt, version: before.version + 1 }, undefined);
};

/** @throws Refusal NOT_FOUND, TICKET_NOT_FOUND, VERSION_CONFLICT */
export const deleteTicket = async (
  deps: TicketDeps,
  input: Target & { readonly ticketId: string },
): Promise<{ ticketId: string }> => {
  const { tickets } = await readTickets(deps, input);
  const { value: ticket, revision } = requireTicket(tickets, input.ticketId);
  requireVersion(ticket, input.ifMatch);
  await deps.customers.commit([
    deleteAction(Ticket.keys(ticket), revision),
    deleteAction(TicketOwner.keys(ticket), 'any'),
  ]);
  return { ticketId: ticket.ticketId };
};
