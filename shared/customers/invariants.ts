/** What must be true of a customer (reliability §5.1): derived items equal their base (I6), references hold (Q3, Q13). */
import { isDeepStrictEqual } from 'node:util';
import {
  type CustomerInvariant,
  type CustomerItems,
  type Damage,
  revisionsOf,
  storedOf,
} from '#platform/table/invariant.ts';
import { fromItem, type Item, type Stored, type Table } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { assessPage, gateInStep, withSummary } from './assess-page.ts';
import type { Assess } from './assessment.ts';
import { type CountListedDeps, countListed } from './count-listed.ts';
import { summarizeDebts } from './debts.ts';
import { Address, Customer, Debt, DocumentOwner, documentKey, familyOf, Gate, Owner } from './entities.ts';
import { listingOf } from './facets.ts';
import { Counted, countersOf } from './list-counts.ts';
import { FacetRow, facetRowKey, Listing, SearchToken } from './listing.ts';
import type { ListingStore } from './listing-store.ts';
import { valuesOf } from './page-values.ts';
import { projectCustomer } from './project-customer.ts';
import { refreshContactability } from './refresh-contactability.ts';
import type { CustomerPage, CustomerStore } from './store.ts';

export interface CustomerInvariantDeps extends CountListedDeps {
  readonly table: Pick<Table, 'get' | 'batchGet' | 'put'>;
  readonly customers: Pick<CustomerStore, 'findPage' | 'findDebts' | 'save' | 'saveGate'>;
  readonly listings: Pick<ListingStore, 'find' | 'advance' | 'refresh' | 'settle' | 'remove' | 'offer'>;
  readonly findCompany: FindCompany;
  /** Must read consistently. */
  readonly assess: Assess;
}

const customerPageOf = ({ items }: CustomerItems): CustomerPage | undefined => {
  const [customer] = storedOf(Customer, items);
  const [gate] = storedOf(Gate, items);
  return customer === undefined || gate === undefined
    ? undefined
    : { customer, gate, addresses: storedOf(Address, items) };
};

/** Part of another customer: what it owed is as it was then. */
const isMerged = ({ customer }: CustomerPage): boolean => customer.value.mergedInto !== undefined;

type Judge = (
  deps: CustomerInvariantDeps,
  page: CustomerPage,
  customer: CustomerItems,
) => Promise<readonly Omit<Damage, 'invariant' | 'place'>[]>;

/** A repair that others have overtaken is theirs. */
const unlessOvertaken = async (write: Promise<unknown>): Promise<void> => {
  await writeOnce(
    () => write,
    () => undefined,
  );
};

const summary: Judge = async (deps, page) => {
  const { tenant, customerId } = page.customer.value;
  const company = await deps.findCompany(tenant);
  const values = valuesOf(page);
  const assessment = await assessPage(deps.assess, company, values);
  const right = withSummary(values, assessment);
  const wrong = Object.keys(right).filter(
    (name) => !isDeepStrictEqual(right[name as keyof typeof right], page.customer.value[name as keyof typeof right]),
  );
  if (gateInStep(values, assessment) !== values.gate) wrong.push('gate');
  if (wrong.length === 0) return [];
  return [
    {
      what: `${wrong.join(', ')} are not those of its addresses`,
      basis: revisionsOf(page.customer, page.gate, ...page.addresses),
      repair: () => refreshContactability(deps, tenant, customerId),
    },
  ];
};

const debts: Judge = async (deps, page, { items }) => {
  if (isMerged(page)) return [];
  const isAlone = page.customer.value.merged === undefined;
  // Those of customers that were merged into it lie elsewhere.
  const stored = isAlone
    ? storedOf(Debt, items)
    : await deps.customers.findDebts(page.customer.value, { consistent: true });
  const right = summarizeDebts(stored.map(({ value }) => value));
  if (isDeepStrictEqual(right, page.customer.value.debtSummary)) return [];
  const { value, revision } = page.customer;
  return [
    {
      what: 'its debt summary is not that of its debts',
      basis: revisionsOf(page.customer),
      repair: () => unlessOvertaken(deps.table.put(Customer, { ...value, debtSummary: right }, revision)),
    },
  ];
};

/** Rows and words of the listing as they stand, by their keys. */
const standingRows = async (
  { table }: CustomerInvariantDeps,
  { tenant, customerId, places, tokens }: Stored<ReturnType<typeof listingOf>>['value'],
): Promise<{ readonly missing: number; readonly rows: readonly Item[] }> => {
  const keys = [
    ...places.map(([facet, order]) => facetRowKey(tenant, facet, order)),
    ...tokens.map((token) => SearchToken.keys({ tenant, token, customerId })),
  ].map(({ pk, sk }) => ({ pk, sk }));
  const found = await table.batchGet(keys, { consistent: true });
  return { missing: keys.length - found.length, rows: found.filter(({ type }) => type === FacetRow.type) };
};

const lists: Judge = async (deps, page, { tenant, customerId, items }) => {
  const right = listingOf(
    page.customer.value,
    page.addresses.map(({ value }) => value),
  );
  const [listing] = storedOf(Listing, items);
  const basis = revisionsOf(page.customer, listing);
  const repair = () => projectCustomer(deps, tenant, customerId, { force: true });
  if (isMerged(page)) {
    return listing === undefined ? [] : [{ what: 'it is part of another and stands in lists', basis, repair }];
  }
  if (listing === undefined) return [{ what: 'it stands in no list', basis, repair }];
  if (!isDeepStrictEqual(listing.value, right))
    return [{ what: 'its listing is not that of the customer', basis, repair }];
  const { missing, rows } = await standingRows(deps, right);
  const different = rows.filter((item) => !isDeepStrictEqual(fromItem(FacetRow, item).value.row, right.row)).length;
  if (missing + different === 0) return [];
  return [{ what: `of its list rows and words ${missing} are missing and ${different} differ`, basis, repair }];
};

const counted: Judge = async (deps, page, { tenant, customerId, items }) => {
  const [stored] = storedOf(Counted, items);
  const addresses = page.addresses.map(({ value }) => value);
  const right = isMerged(page) ? [] : countersOf(listingOf(page.customer.value, addresses).row);
  if (isDeepStrictEqual(right, stored?.value.counters ?? [])) return [];
  return [
    {
      what: 'it is not counted as it stands in lists',
      basis: revisionsOf(page.customer, stored),
      repair: () => countListed(deps, tenant, [customerId]),
    },
  ];
};

const owners: Judge = async ({ table }, page) => {
  const wanted = page.addresses.map(({ value: { tenant, channel, hash, customerId, addressId } }) => ({
    tenant,
    channel,
    hash,
    customerId,
    addressId,
  }));
  const keyOf = (owner: (typeof wanted)[number]) => Owner.keys(owner);
  const found = await table.batchGet(wanted.map(keyOf), { consistent: true });
  const standing = new Set(found.map(({ pk, sk }) => `${pk} ${sk}`));
  return wanted
    .filter((owner) => !standing.has(`${keyOf(owner).pk} ${keyOf(owner).sk}`))
    .map((owner) => ({
      what: `its address ${owner.addressId} does not know its owner`,
      basis: revisionsOf(page.gate, ...page.addresses),
      repair: () => unlessOvertaken(table.put(Owner, owner, 'absent')),
    }));
};

const documents: Judge = async ({ table }, page) => {
  const { tenant, customerId, documentType, documentNumber } = page.customer.value;
  if (documentType === null || documentNumber === null) return [];
  const owner = await table.get(DocumentOwner, documentKey(tenant, documentType, documentNumber), { consistent: true });
  const basis = revisionsOf(page.customer, owner);
  if (owner === undefined) {
    const value = { tenant, customerId, documentType, documentNumber };
    const repair = () => unlessOvertaken(table.put(DocumentOwner, value, 'absent'));
    return [{ what: 'nothing holds its document unique', basis, repair }];
  }
  return familyOf(page.customer.value).includes(owner.value.customerId)
    ? []
    : [{ what: 'its document belongs to another customer', basis }];
};

/** The gate decides whether messages may go: its word is base, and only a person may change it. */
const gate: Judge = async (_deps, page) => {
  const active = [...page.gate.value.activeAddressIds].sort();
  const addresses = page.addresses.map(({ value }) => value.addressId).sort();
  if (isDeepStrictEqual(active, addresses)) return [];
  return [{ what: 'its gate names other addresses than it has', basis: revisionsOf(page.gate, ...page.addresses) }];
};

/** In the order in which they are repaired: lists are made of what stands before them. */
export const createCustomerInvariants = (deps: CustomerInvariantDeps): readonly CustomerInvariant[] => [
  {
    name: 'customer-whole',
    judge: (customer) => {
      const [head] = storedOf(Customer, customer.items);
      if (customerPageOf(customer) !== undefined) return [];
      const what = head === undefined ? 'its head is gone or cannot be read' : 'its gate is gone or cannot be read';
      return [{ invariant: 'customer-whole', place: customer.customerId, what, basis: revisionsOf(head) }];
    },
  },
  ...Object.entries({ gate, owners, documents, debts, summary, lists, counted }).map(
    ([name, judge]): CustomerInvariant => ({
      name: `customer-${name}`,
      async judge(customer) {
        const page = customerPageOf(customer);
        // Told by `customer-whole`.
        if (page === undefined) return [];
        const found = await judge(deps, page, customer);
        return found.map((damage) => ({ ...damage, invariant: `customer-${name}`, place: customer.customerId }));
      },
    }),
  ),
];
