/** Checks an address that a customer is to get (reliability §5.6 B, Q12). Loads the telephone rules. */
import type * as z from 'zod';
import { type AddressInputSchema, addressLimit } from '#contract/customers.ts';
import { type ErrorCode, errorCodes, type Fault } from '#contract/errors.ts';
import type { Channel } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';
import { accountsOf } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { addressHash } from './address-hash.ts';
import { normalizeAddress } from './addresses.ts';
import { countriesOf } from './customer-country.ts';
import type { AddressValue, CustomerValue } from './entities.ts';
import { addressSpellings } from './phone-spellings.ts';

export type AddressInput = z.output<typeof AddressInputSchema>;

/** The company's own accounts: a message from itself to itself would come back as an inbound one (§5.6 #45). */
export const isOwnSender = (company: CompanyValue, channel: Channel, value: string): boolean =>
  accountsOf(company).some((account) =>
    channel === 'email' || account.channel === 'email'
      ? account.channel === channel && account.value.toLowerCase() === value
      : `+${account.value.replace(/\D/g, '')}` === value,
  );

interface AddressContext {
  readonly tenant: string;
  readonly customerId: string;
  /** What tells the customer's country (`countriesOf`). */
  readonly customer: Pick<CustomerValue, 'timeZone' | 'documentType'>;
  readonly company: CompanyValue;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
  /** Epoch ms. */
  readonly now: number;
}

const single = (path: string, code: ErrorCode, detail: string): { fault: Fault } => ({ fault: { path, code, detail } });

const checkAddress = (
  context: AddressContext,
  input: AddressInput,
  options: { addressId: string; others: readonly Pick<AddressValue, 'channel' | 'value'>[]; path: string },
): { readonly address: AddressValue } | { readonly fault: Fault } => {
  const path = options.path === '' ? 'value' : `${options.path}.value`;
  const normal = normalizeAddress(input.channel, input.value, countriesOf(context.customer, context.company));
  if ('code' in normal) return single(path, normal.code, normal.detail);
  const { value, warnings } = normal;
  if (isOwnSender(context.company, input.channel, value)) {
    return single(path, 'RECIPIENT_IS_SENDER', "This is the company's own account: messages would come back to it.");
  }
  const spellings = addressSpellings(input.channel, value);
  if (options.others.some((other) => other.channel === input.channel && spellings.includes(other.value))) {
    return single(path, 'ADDRESS_EXISTS', 'The customer has this address on this channel already.');
  }
  return {
    address: {
      tenant: context.tenant,
      customerId: context.customerId,
      addressId: options.addressId,
      channel: input.channel,
      value,
      hash: addressHash(context.addressKey, input.channel, value),
      label: input.label ?? null,
      warnings: [...warnings],
      createdAt: context.now,
    },
  };
};

const refuse = (faults: readonly Fault[]): never => {
  const [first] = faults;
  const known = (Object.keys(errorCodes) as ErrorCode[]).find((code) => code === first?.code);
  throw new Refusal(known ?? 'VALUE_INVALID', `${first?.path}: ${first?.detail}`, { faults });
};

/** @throws Refusal ADDRESS_LIMIT */
export const requireRoom = (count: number): void => {
  if (count > addressLimit) throw new Refusal('ADDRESS_LIMIT', `A customer has at most ${addressLimit} addresses.`);
};

/**
 * One new address beside those that the customer has.
 * @throws Refusal with the code of §5.6 B, ADDRESS_EXISTS, RECIPIENT_IS_SENDER
 */
export const newAddress = (
  context: AddressContext,
  input: AddressInput,
  addressId: string,
  others: readonly AddressValue[],
): AddressValue => {
  const checked = checkAddress(context, input, { addressId, others, path: '' });
  return 'fault' in checked ? refuse([checked.fault]) : checked.address;
};

/**
 * The addresses of a new customer.
 * @throws Refusal with every fault, each at its place; the first one leads
 */
export const newAddresses = (
  context: AddressContext,
  inputs: readonly AddressInput[],
  newAddressId: (position: number) => string,
): readonly AddressValue[] => {
  requireRoom(inputs.length);
  const addresses: AddressValue[] = [];
  const faults: Fault[] = [];
  for (const [position, input] of inputs.entries()) {
    const options = { addressId: newAddressId(position), others: addresses, path: `addresses.${position}` };
    const checked = checkAddress(context, input, options);
    if ('fault' in checked) faults.push(checked.fault);
    else addresses.push(checked.address);
  }
  return faults.length > 0 ? refuse(faults) : addresses;
};
