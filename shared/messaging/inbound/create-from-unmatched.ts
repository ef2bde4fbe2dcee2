/**
 * A sender whom nobody has becomes a customer in one step (D13): with the address that wrote or called, the message as
 * an interaction, and everything else that waits of the same sender.
 *
 * The customer's id is the message's: whatever dies in between, a repeat finds the same customer and goes on with it.
 */
import type { UnmatchedCustomer } from '#contract/inbound.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { normalizeAddress } from '#shared/customers/addresses.ts';
import type { CreateInput } from '#shared/customers/create-customer.ts';
import { type AssignUnmatchedDeps, assignUnmatched, othersOf } from './assign-unmatched.ts';
import type { UnmatchedInboundValue } from './entities.ts';

export interface CreateFromUnmatchedDeps extends AssignUnmatchedDeps {
  readonly createCustomer: (input: CreateInput) => Promise<unknown>;
  readonly clock: Clock;
}

export interface CreateFromUnmatched {
  readonly tenant: string;
  readonly id: string;
  /** User id. */
  readonly by: string;
  readonly body: UnmatchedCustomer;
}

/** The sender as an address of a customer, or what is wrong with it. */
const addressOf = ({ channel, from }: UnmatchedInboundValue) => normalizeAddress(channel, from);

/**
 * The sender on each channel on which it wrote; of a phone that may be several.
 * @throws Refusal with the code of §5.6 B where the message that was named came from no address: a name, a short code
 */
const addressesOf = async (deps: CreateFromUnmatchedDeps, named: UnmatchedInboundValue) => {
  const own = addressOf(named);
  if ('code' in own) {
    throw new Refusal(
      own.code,
      `The sender cannot be the address of a customer. ${own.detail} Assign the message instead.`,
    );
  }
  const addresses = new Map([[named.channel, own.value]]);
  for await (const { value } of othersOf(deps, named)) {
    const address = addressOf(value);
    if ('value' in address && !addresses.has(value.channel)) addresses.set(value.channel, address.value);
  }
  return [...addresses].map(([channel, value]) => ({ channel, value }));
};

/**
 * A repeat answers the same, whatever its body says: the message has become that customer.
 * @throws Refusal NOT_FOUND when nothing waits under the id, or it went to another customer; those of `createCustomer`
 */
export const createFromUnmatched = async (
  deps: CreateFromUnmatchedDeps,
  { tenant, id, by, body }: CreateFromUnmatched,
): Promise<{ messageId: string; customerId: string }> => {
  const customerId = id;
  const named = await deps.inbound.findUnmatched(tenant, id);
  if (named !== undefined) {
    const addresses = await addressesOf(deps, named.value);
    const at = deps.clock.now();
    await deps.createCustomer({ tenant, userId: by, customerId, body: { ...body, addresses }, at, repeated: true });
  }
  return assignUnmatched(deps, { tenant, id, customerId, by });
};
