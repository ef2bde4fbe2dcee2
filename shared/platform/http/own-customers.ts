/** Holds who sees only their own customers to them, before a route looks at its request (MA13, ADR 59). */
import type { Scope } from '#contract/route.ts';
import { Refusal } from '../errors.ts';

/** What is asked about the customers of a user who sees only those that are assigned to them. */
export interface OwnCustomers {
  /** The user, as customers name their advisor. */
  readonly advisorId: string;
  /** Those of the customers that are the user's at this moment. */
  among(customerIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Customers by the ids of their messages; a message that the company has not is left out. */
  customersOf(messageIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Names under which requests carry ids of customers and of messages, in path and body. */
export const customerIdNames: readonly string[] = ['customerId'];
export const messageIdNames: readonly string[] = ['messageId', 'messageIds'];

const idsIn = (parts: readonly unknown[], names: readonly string[]): readonly string[] =>
  parts.flatMap((part) =>
    typeof part !== 'object' || part === null
      ? []
      : Object.entries(part).flatMap(([name, value]: [string, unknown]) => {
          if (!names.includes(name)) return [];
          return [value].flat().filter((id) => typeof id === 'string');
        }),
  );

/** @throws Refusal FORBIDDEN where the route crosses customers */
export const requireOpen = (scope: Scope, own: OwnCustomers | undefined): void => {
  if (own === undefined || scope !== 'closed') return;
  throw new Refusal('FORBIDDEN', 'You see only your own customers, and this is about those of others too.');
};

/**
 * Somebody else's customer is answered as one that does not exist.
 * @param parts path and body of the request; what a query names narrows a list, whose use case knows whose
 * @throws Refusal NOT_FOUND
 */
export const requireOwn = async (parts: readonly unknown[], own: OwnCustomers | undefined): Promise<void> => {
  if (own === undefined) return;
  const customerIds = idsIn(parts, customerIdNames);
  const mine = await own.among(customerIds);
  if (customerIds.some((id) => !mine.has(id))) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
  const messageIds = idsIn(parts, messageIdNames);
  if (messageIds.length === 0) return;
  const owners = await own.customersOf(messageIds);
  const seen = await own.among([...owners.values()]);
  const isSeen = (id: string): boolean => {
    const customerId = owners.get(id);
    return customerId !== undefined && seen.has(customerId);
  };
  if (!messageIds.every(isSeen)) throw new Refusal('NOT_FOUND', 'No message with this id.');
};

/** The refusal without the customer that it names, where the caller does not see that one. */
export const withoutOthers = async (refusal: Refusal, own: OwnCustomers | undefined): Promise<Refusal> => {
  const { code, detail, faults, retryAfter, customerId } = refusal;
  if (own === undefined || customerId === undefined || (await own.among([customerId])).has(customerId)) return refusal;
  return new Refusal(code, detail, { faults, ...(retryAfter === undefined ? {} : { retryAfter }) });
};
