/**
 * What lists and search are read from: copies of a customer's row under each value that a filter may ask for, and its
 * search words (design §5 "customer lists", "search"). All of it is made from the base by `project-customer.ts`, and can
 * be made again.
 */
import * as z from 'zod';
import { restrictionKinds } from '#contract/privacy-words.ts';
import { ChannelSchema, ContactabilitySchema } from '#contract/vocabulary-schemas.ts';
import { timePart } from '#platform/ids.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { keyPart, tenantKey, textOfPart } from '#platform/table/keys.ts';
import { column, lateColumn, positionalRow } from '#platform/table/positional-row.ts';
import { spreadPartition } from '#platform/table/spread.ts';
import { Customer, customerPartition } from './entities.ts';
import { foldText, isMarked } from './search-terms.ts';
import { orderMark } from './sort-marks.ts';

/** One row of a list: 50 of them are to cost 4 read units. Days overdue and segment are computed when it is read. */
const listingRow = positionalRow({
  customerId: column(0, z.string()),
  name: column(1, z.string()),
  documentType: column(2, z.string().nullable()),
  documentNumber: column(3, z.string().nullable()),
  contactability: column(4, ContactabilitySchema),
  callOnly: column(5, z.boolean()),
  alerts: column(6, z.number()),
  advisorId: column(7, z.string().nullable()),
  portfolios: column(8, z.array(z.string())),
  tags: column(9, z.array(z.string())),
  influencer: column(10, z.boolean()),
  /** No metadata recorded (E11). */
  untyped: column(11, z.boolean()),
  channels: column(12, z.array(ChannelSchema)),
  debtSummary: column(13, Customer.schema.shape.debtSummary),
  createdAt: column(14, z.number()),
  version: column(15, z.number()),
  /** Ids of the customers that were merged into it: whoever marked one of them has marked it. */
  merged: lateColumn(16, z.array(z.string())),
  /** First e-mail address and first number, each with its channel (E4, E16). */
  contacts: lateColumn(17, z.array(z.tuple([ChannelSchema, z.string()]))),
  /** The person objects to automatic messages, or is blocked (ADR 62). */
  restriction: lateColumn(18, z.enum(restrictionKinds)),
});
export type ListingRow = z.infer<typeof listingRow.schema>;

/** Orders in which a facet may be read. `due`: by oldest unpaid due date, for segments (Q15). */
export type FacetOrder = 'name' | 'created' | 'due';

/** Part of a facet's partition that names it: `none`, `tag#vip`; the order stands before it. */
export const facetName = (order: FacetOrder, facet: string, value = ''): string =>
  value === '' ? `${order}#${facet}` : `${order}#${facet}#${keyPart(value)}`;

/** The list of a facet, however many partitions hold it. */
export const facetPartition = (tenant: string, facet: string): string => tenantKey(tenant, 'F', facet);

/** Key of a customer's row in a facet. */
export const facetRowKey = (tenant: string, facet: string, order: string) => ({
  pk: spreadPartition(facetPartition(tenant, facet), order.slice(order.lastIndexOf('#') + 1)),
  sk: order,
});

/** Sort key of a row in a facet of this order. */
export const rowOrder = (row: ListingRow, order: FacetOrder): string => {
  const byName = `${keyPart(foldText(row.name))}#${row.customerId}`;
  if (order === 'created') return `${timePart(row.createdAt)}#${row.customerId}`;
  return order === 'due' ? `${row.debtSummary.dueDate}#${byName}` : byName;
};

/** A row under one facet; `facet` is a `facetName`. */
export const FacetRow = defineEntity({
  type: 'facetRow',
  version: 1,
  schema: z.object({ tenant: z.string(), facet: z.string(), order: z.string(), row: listingRow.schema }),
  keys: ({ tenant, facet, order }) => facetRowKey(tenant, facet, order),
  pack: ({ row }) => ({ row: listingRow.pack(row) }),
  unpack: (item) => ({
    ...splitPartition(String(item.pk)),
    order: item.sk,
    row: listingRow.unpack(item.row),
  }),
});

const splitPartition = (pk: string): { tenant: string; facet: string } => {
  const [, tenant = '', , ...facet] = pk.split('#');
  return { tenant, facet: facet.join('#') };
};

/**
 * Tokens lie by their first characters: two of what is typed, behind the mark of those that are not typed as they stand;
 * values that put customers in order by what they are values of.
 */
export const tokenPartition = (tenant: string, token: string): string => {
  const [first = ''] = token.split(' ');
  const part = first.startsWith(orderMark) ? first : [...token].slice(0, isMarked(token) ? 3 : 2).join('');
  return tenantKey(tenant, 'Q', keyPart(part));
};

/** The customer has a token; the item says no more than its key, since a search reads many of them. */
export const SearchToken = defineEntity({
  type: 'searchToken',
  version: 1,
  schema: z.object({ tenant: z.string(), token: z.string(), customerId: z.string() }),
  keys: ({ tenant, token, customerId }) => ({
    pk: spreadPartition(tokenPartition(tenant, token), customerId),
    sk: `${keyPart(token)}#${customerId}`,
  }),
  pack: () => ({}),
  unpack: ({ pk, sk }) => {
    const [token = '', customerId] = String(sk).split('#');
    return { tenant: String(pk).split('#')[1], token: textOfPart(token), customerId };
  },
});

/** All that stands in lists of one customer, so that a change removes exactly what was written before. */
export const Listing = defineEntity({
  type: 'listing',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    row: listingRow.schema,
    /** Facet and sort key of each copy of the row. */
    places: z.array(z.tuple([z.string(), z.string()])),
    tokens: z.array(z.string()),
    /** Announced, and perhaps not all written: a projection that was cut off leaves it so. */
    pending: z.literal(true).exactOptional(),
  }),
  keys: (listing) => listingKey(listing.tenant, listing.customerId),
  pack: ({ row, ...listing }) => ({ ...listing, row: listingRow.pack(row) }),
  unpack: (item) => ({ ...item, row: listingRow.unpack(item.row) }),
});
export type ListingValue = z.infer<typeof Listing.schema>;
export const listingKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: 'LISTING',
});
