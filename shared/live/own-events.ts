/** What is told to users who see only the customers that are assigned to them (MA13, ADR 59). */
import type { LiveEvent } from '#contract/live.ts';
import type { ConnectionValue } from './entities.ts';

/** Advisors of customers as they stand now; those that the company has not are left out. */
export type FindAdvisors = (
  tenant: string,
  customerIds: readonly string[],
) => Promise<ReadonlyMap<string, string | null>>;

/** Ids of the customers that events are about. */
export const customersOf = (events: readonly LiveEvent[]): readonly string[] => [
  ...new Set(events.flatMap((event) => (event.type === 'process' ? [] : [event.customerId]))),
];

/** Of the events those about customers of the connection's user; processes cross customers. */
export const ownEvents = (
  { userId }: Pick<ConnectionValue, 'userId'>,
  events: readonly LiveEvent[],
  advisors: ReadonlyMap<string, string | null>,
): readonly LiveEvent[] =>
  events.filter((event) => event.type !== 'process' && advisors.get(event.customerId) === userId);
