/** Creates a customer with its addresses in one transaction (A5, E2, Q12, Q13). */
import type { CustomerCreate } from '#contract/customers.ts';
import type { Metadata } from '#contract/metadata.ts';
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import { type Action, putAction } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { assessPage, gateInStep, withSummary } from './assess-page.ts';
import { checkMetadata } from './check-metadata.ts';
import { countriesOf } from './customer-country.ts';
import { noDebts } from './debts.ts';
import { type Document, normalizeDocument } from './documents.ts';
import { Address, type AddressValue, Customer, type CustomerValue, DocumentOwner, Gate, Owner } from './entities.ts';
import { type CustomerTarget, getCustomer, type ViewDeps } from './get-customer.ts';
import { requireSameRut } from './metadata.ts';
import { newAddresses } from './new-address.ts';
import type { PageValues } from './page-values.ts';
import { type RefreshDeps, refreshContactability } from './refresh-contactability.ts';
import { type FindUser, requireAdvisor } from './require-advisor.ts';
import type { CustomerStore } from './store.ts';
import type { CustomerView } from './view.ts';

export interface CreateDeps extends ViewDeps, RefreshDeps {
  readonly findUser: FindUser;
  readonly customers: Pick<
    CustomerStore,
    'findPage' | 'findFavorites' | 'findDocumentOwners' | 'commit' | 'save' | 'saveGate'
  >;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
}

export interface CreateInput extends CustomerTarget {
  readonly body: CustomerCreate;
  /** Time of the request, of the first one on a repeat; epoch ms. */
  readonly at: number;
  /** A repeat under an idempotency key: the customer may be there already. */
  readonly repeated: boolean;
  /** What an import has read already, and under what it finds the customer again; else the body's document is read. */
  readonly read?: { readonly document: Document | null; readonly key: Document };
}

/** The address and, in the address's own partition, its owner. */
export const addressActions = (address: AddressValue): readonly Action[] => {
  const { tenant, channel, hash, customerId, addressId } = address;
  return [
    putAction(Address, address, 'absent'),
    putAction(Owner, { tenant, channel, hash, customerId, addressId }, 'any'),
  ];
};

/** Holds the document for this customer; its condition fails when another one has it (Q13). */
export const documentAction = (customer: CustomerValue, document: Document): Action =>
  putAction(DocumentOwner, { tenant: customer.tenant, customerId: customer.customerId, ...document }, 'absent');

/** @param customerId who has it; undefined: not looked up */
export const documentTaken = (customerId?: string): Refusal => {
  const detail = 'Another customer has this document. Search for it and edit that one.';
  return Refusal.at('documentNumber', 'DOCUMENT_EXISTS', detail, { customerId });
};

const newPage = (
  input: Omit<CreateInput, 'repeated' | 'userId'>,
  document: Document | null,
  metadata: Metadata,
  addresses: readonly AddressValue[],
): PageValues => {
  const { tenant, customerId, body, at } = input;
  return {
    customer: {
      tenant,
      customerId,
      name: body.name.trim(),
      documentType: document?.documentType ?? null,
      documentNumber: document?.documentNumber ?? null,
      advisorId: body.advisorId ?? null,
      portfolios: body.portfolios ?? [],
      tags: body.tags ?? [],
      influencer: body.influencer ?? false,
      metadata,
      timeZone: body.timeZone ?? null,
      contactability: 'none',
      contactabilityReason: 'NO_ADDRESS',
      callOnly: false,
      alerts: 0,
      channels: [],
      debtSummary: noDebts,
      createdAt: at,
      updatedAt: at,
      version: 1,
    },
    gate: {
      tenant,
      customerId,
      pausedUntil: null,
      dnd: [],
      activeAddressIds: addresses.map(({ addressId }) => addressId),
      wrongNumberAddressIds: [],
      lastInboundAt: {},
      promise: null,
      stopped: null,
    },
    addresses,
  };
};

/**
 * The page of a new customer, before its addresses are assessed, and under which document it is found.
 * @throws Refusal DOCUMENT_INVALID, METADATA_FIELD_UNKNOWN, METADATA_VALUE_INVALID, and the codes of addresses
 */
export const newPageOf = (
  company: CompanyValue,
  addressKey: string,
  input: Omit<CreateInput, 'repeated' | 'userId'>,
): { readonly page: PageValues; readonly key: Document | null } => {
  const { tenant, customerId, body, at } = input;
  const document =
    input.read === undefined
      ? normalizeDocument(body.documentType, body.documentNumber, company.defaultCountry)
      : input.read.document;
  const known = { timeZone: body.timeZone ?? null, documentType: document?.documentType ?? null };
  const context = { tenant, customerId, customer: known, company, addressKey, now: at };
  // A millisecond apart: ids sort in the order in which the addresses were given.
  const addresses = newAddresses(context, body.addresses, (position) => newId(at + position));
  const metadata = checkMetadata(metadataFieldsOf(company), {}, body.metadata ?? {}, countriesOf(known, company));
  requireSameRut(metadata, document);
  return { page: newPage(input, document, metadata, addresses), key: input.read?.key ?? document };
};

/**
 * @throws Refusal USER_NOT_FOUND, DOCUMENT_EXISTS, DOCUMENT_INVALID, METADATA_FIELD_UNKNOWN, METADATA_VALUE_INVALID, and
 *   the codes of addresses (§5.6 B), each with its place
 */
export const createCustomer = async (deps: CreateDeps, input: CreateInput): Promise<CustomerView> => {
  const { tenant, customerId, body } = input;
  const company = await deps.findCompany(tenant);
  if (input.repeated && (await deps.customers.findPage(tenant, customerId, { consistent: true })) !== undefined) {
    return getCustomer(deps, input, { consistent: true });
  }
  await requireAdvisor(deps, { tenant, advisorId: body.advisorId });
  const { page, key } = newPageOf(company, deps.addressKey, input);
  const assessment = await assessPage(deps.assess, company, page);
  const customer = withSummary(page, assessment);
  const actions = [
    putAction(Customer, customer, 'absent'),
    putAction(Gate, gateInStep(page, assessment), 'absent'),
    ...(key === null ? [] : [documentAction(customer, key)]),
    ...page.addresses.flatMap(addressActions),
  ];
  await writeOnce(
    () => deps.customers.commit(actions),
    // Where the customer is there, a repeat under the same key ran beside this one: what it made is the answer.
    async ({ positions }) => {
      if (positions.includes(0)) return;
      const [owner] = key === null ? [] : await deps.customers.findDocumentOwners(tenant, [key]);
      throw documentTaken(owner?.customerId);
    },
  );
  // An alert or a refusal told while this ran could not see the new owner yet; asked again, it is seen.
  await refreshContactability(deps, tenant, customerId);
  return getCustomer(deps, input, { consistent: true });
};
