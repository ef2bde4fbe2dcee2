/** Under which values a customer stands in lists (A15, E8–E11, design §5). Pure. */
import type { Channel, Contactability } from '#contract/vocabulary.ts';
import type { AddressValue, CustomerValue } from './entities.ts';
import { type FacetOrder, facetName, type ListingRow, type ListingValue, rowOrder } from './listing.ts';
import { searchTokens } from './search-terms.ts';
import { markTokens } from './sort-marks.ts';

/**
 * The facet that answers a filter of contactability: `problems` asks for any alert, so it finds customers who are not
 * contactable too (Q2b).
 */
export const contactabilityFacet: Readonly<Record<Contactability, string>> = {
  ok: 'ok',
  problems: 'alerts',
  none: 'none',
};

/** Values of the filter of contactability that a row answers; `problems` by its alerts alone (Q2b). */
export const contactabilitiesOf = ({
  contactability,
  alerts,
}: Pick<ListingRow, 'contactability' | 'alerts'>): readonly Contactability[] => [
  ...(contactability === 'problems' ? [] : [contactability]),
  ...(alerts > 0 ? (['problems'] as const) : []),
];

/** Facets that are kept in both orders, by name and by creation; the others are kept by name. */
export const inBothOrders: ReadonlySet<string> = new Set(['all', ...Object.values(contactabilityFacet)]);

/** Of a number that several channels have, the one that people write by. */
const numberChannels = ['whatsapp', 'sms', 'call'] as const;

/** What a list shows of the addresses: one e-mail address and one number, of each the oldest. Null for none. */
const contactsOf = (addresses: readonly AddressValue[]): ListingRow['contacts'] => {
  const first = (channel: Channel) => addresses.find((address) => address.channel === channel);
  const number = numberChannels.map(first).find((address) => address !== undefined);
  const shown = [first('email'), number].filter((address) => address !== undefined);
  return shown.length === 0 ? null : shown.map(({ channel, value }) => [channel, value]);
};

const rowOf = (customer: CustomerValue, addresses: readonly AddressValue[]): ListingRow => ({
  customerId: customer.customerId,
  name: customer.name,
  documentType: customer.documentType,
  documentNumber: customer.documentNumber,
  contactability: customer.contactability,
  callOnly: customer.callOnly,
  alerts: customer.alerts,
  advisorId: customer.advisorId,
  portfolios: customer.portfolios,
  tags: customer.tags,
  influencer: customer.influencer,
  untyped: Object.keys(customer.metadata).length === 0,
  channels: customer.channels,
  debtSummary: customer.debtSummary,
  createdAt: customer.createdAt,
  version: customer.version,
  // Null for nobody, so that the rows of all others are as they were.
  merged: customer.merged?.length ? customer.merged.map(({ customerId }) => customerId) : null,
  contacts: contactsOf(addresses),
  restriction: customer.restriction ?? null,
});

/** Facet and value, without the order. */
export const facetsOf = (row: ListingRow): readonly (readonly [facet: string, value?: string])[] => {
  const facets: [string, string?][] = [['all']];
  if (row.contactability === 'ok') facets.push([contactabilityFacet.ok]);
  if (row.contactability === 'none') facets.push([contactabilityFacet.none]);
  if (row.alerts > 0) facets.push([contactabilityFacet.problems]);
  facets.push(row.advisorId === null ? ['nobody'] : ['advisor', row.advisorId]);
  for (const portfolio of row.portfolios) facets.push(['portfolio', portfolio]);
  for (const tag of row.tags) facets.push(['tag', tag]);
  if (row.influencer) facets.push(['influencer']);
  if (row.untyped) facets.push(['untyped']);
  if (row.debtSummary.dueDate === null) facets.push(['nodebt']);
  return facets;
};

const placesOf = (row: ListingRow): [string, string][] => {
  const place = (order: FacetOrder, facet: string, value?: string): [string, string] => [
    facetName(order, facet, value),
    rowOrder(row, order),
  ];
  const places = facetsOf(row).flatMap(([facet, value]) => [
    place('name', facet, value),
    ...(inBothOrders.has(facet) ? [place('created', facet, value)] : []),
  ]);
  return row.debtSummary.dueDate === null ? places : [...places, place('due', 'debt')];
};

/** All that is to stand in lists and search of a customer as it is now. */
export const listingOf = (customer: CustomerValue, addresses: readonly AddressValue[]): ListingValue => {
  const row = rowOf(customer, addresses);
  return {
    tenant: customer.tenant,
    customerId: customer.customerId,
    row,
    places: placesOf(row),
    tokens: [...searchTokens(customer, addresses), ...markTokens(row)].sort(),
  };
};
