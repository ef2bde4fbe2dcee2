/** Adds, replaces and deletes contact addresses (A24, A25, F4, I8): head, gate, address, owner and history at once. */
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import { type Action, deleteAction, putAction } from '#platform/table/kernel.ts';
import { assessPage, gateInStep, withSummary } from './assess-page.ts';
import { changeCustomer } from './change-customer.ts';
import { addressActions, type CreateDeps } from './create-customer.ts';
import { Address, type AddressValue, addressItemKey, CustomerHistory, type GateValue, Owner } from './entities.ts';
import { type CustomerTarget, getCustomer } from './get-customer.ts';
import { type AddressInput, newAddress, requireRoom } from './new-address.ts';
import { type PageValues, valuesOf } from './page-values.ts';
import { refreshContactability } from './refresh-contactability.ts';
import type { CustomerView } from './view.ts';

export type AddressDeps = Omit<CreateDeps, 'findUser'>;

/** What a change of addresses leaves, and what it writes beside head and gate. */
interface AddressChange {
  readonly addresses: readonly AddressValue[];
  readonly actions: readonly Action[];
}

/** The gate lets through only addresses that the customer still has: a claim is conditioned on it (design §5). */
const gateFor = (gate: GateValue, addresses: readonly AddressValue[]): GateValue => {
  const ids = addresses.map(({ addressId }) => addressId);
  const lastInboundAt = Object.fromEntries(Object.entries(gate.lastInboundAt).filter(([id]) => ids.includes(id)));
  const lastInboundTo = Object.fromEntries(Object.entries(gate.lastInboundTo ?? {}).filter(([id]) => ids.includes(id)));
  const wrongNumberAddressIds = gate.wrongNumberAddressIds.filter((id) => ids.includes(id));
  const written = gate.lastInboundTo === undefined ? {} : { lastInboundTo };
  return { ...gate, activeAddressIds: ids, wrongNumberAddressIds, lastInboundAt, ...written };
};

const historyAction = (
  address: AddressValue,
  entry: { kind: 'address_added' | 'address_replaced' | 'address_deleted'; by: string; at: number },
): Action => {
  const { tenant, customerId, channel, addressId, hash, value } = address;
  const entryId = newId(entry.at);
  return putAction(
    CustomerHistory,
    { tenant, customerId, entryId, ...entry, channel, addressId, hash, reason: null, messageId: null, detail: value },
    'absent',
  );
};

const removalActions = (address: AddressValue): readonly Action[] => [
  deleteAction(addressItemKey(address.tenant, address.customerId, address.addressId), 'any'),
  deleteAction(Owner.keys(address), 'any'),
];

const requireAddress = (page: PageValues, addressId: string): AddressValue => {
  const address = page.addresses.find((candidate) => candidate.addressId === addressId);
  if (address === undefined) throw new Refusal('ADDRESS_NOT_FOUND', 'The customer has no address with this id.');
  return address;
};

/** Applies the change with the summary recomputed, and answers the page as it then is. */
const changeAddresses = async (
  deps: AddressDeps,
  target: CustomerTarget & { readonly ifMatch?: number | undefined; readonly at: number },
  change: (page: PageValues) => AddressChange,
): Promise<CustomerView> => {
  const company = await deps.findCompany(target.tenant);
  await changeCustomer(deps, { ...target, now: target.at }, async (stored) => {
    const before = valuesOf(stored);
    const { addresses, actions } = change(before);
    const after = { ...before, addresses, gate: gateFor(before.gate, addresses) };
    const assessment = await assessPage(deps.assess, company, after);
    const gate = gateInStep(after, assessment);
    return { customer: withSummary(after, assessment), gate, actions, result: undefined };
  });
  // An alert or a refusal told while this ran could not see a new owner yet; asked again, it is seen.
  await refreshContactability(deps, target.tenant, target.customerId);
  return getCustomer(deps, target, { consistent: true });
};

/**
 * @param input.addressId id that the new address gets; one that is there already is the answer of a repeat
 * @throws Refusal NOT_FOUND, ADDRESS_LIMIT, and the codes of addresses (§5.6 B)
 */
export const addAddress = async (
  deps: AddressDeps,
  input: CustomerTarget & { readonly body: AddressInput; readonly addressId: string; readonly at: number },
): Promise<CustomerView> => {
  const { tenant, addressId, at } = input;
  const company = await deps.findCompany(tenant);
  return changeAddresses(deps, input, ({ customer, addresses }) => {
    if (addresses.some((address) => address.addressId === addressId)) return { addresses, actions: [] };
    const { customerId } = customer;
    const context = { tenant, customerId, customer, company, addressKey: deps.addressKey, now: at };
    const added = newAddress(context, input.body, addressId, addresses);
    requireRoom(addresses.length + 1);
    const history = historyAction(added, { kind: 'address_added', by: input.userId, at });
    return { addresses: [...addresses, added], actions: [...addressActions(added), history] };
  });
};

/**
 * Puts another value in the place of an address: a new id, without the alert of the old one. The same value with another
 * label only changes the label. Messages that wait for the old address are cancelled when they are claimed.
 * @throws Refusal NOT_FOUND, ADDRESS_NOT_FOUND, VERSION_CONFLICT, ADDRESS_EXISTS, and the codes of addresses
 */
export const replaceAddress = async (
  deps: AddressDeps,
  input: CustomerTarget & {
    readonly addressId: string;
    readonly body: { readonly value: string; readonly label?: string | null | undefined };
    readonly ifMatch: number | undefined;
  },
): Promise<CustomerView> => {
  const { tenant, addressId, body } = input;
  const company = await deps.findCompany(tenant);
  const at = deps.clock.now();
  return changeAddresses(deps, { ...input, at }, (page) => {
    const old = requireAddress(page, addressId);
    const others = page.addresses.filter((address) => address !== old);
    const label = body.label === undefined ? old.label : body.label;
    const { customer } = page;
    const { customerId } = customer;
    const context = { tenant, customerId, customer, company, addressKey: deps.addressKey, now: at };
    const added = { ...newAddress(context, { channel: old.channel, value: body.value }, newId(at), others), label };
    if (added.value === old.value) {
      if (label === old.label) throw Refusal.at('value', 'ADDRESS_EXISTS', 'the address already has this value.');
      const relabelled = { ...old, label };
      return { addresses: [...others, relabelled], actions: [putAction(Address, relabelled, 'any')] };
    }
    const history = historyAction(old, { kind: 'address_replaced', by: input.userId, at });
    return { addresses: [...others, added], actions: [...removalActions(old), ...addressActions(added), history] };
  });
};

/** @throws Refusal NOT_FOUND, ADDRESS_NOT_FOUND, VERSION_CONFLICT */
export const deleteAddress = async (
  deps: AddressDeps,
  input: CustomerTarget & { readonly addressId: string; readonly ifMatch: number | undefined },
): Promise<CustomerView> => {
  const at = deps.clock.now();
  return changeAddresses(deps, { ...input, at }, (page) => {
    const old = requireAddress(page, input.addressId);
    const history = historyAction(old, { kind: 'address_deleted', by: input.userId, at });
    const addresses = page.addresses.filter((address) => address !== old);
    return { addresses, actions: [...removalActions(old), history] };
  });
};
