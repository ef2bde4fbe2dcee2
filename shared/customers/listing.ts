/**
 * What lists and search are read from: copies of a customer's row under each value that a filter may ask for, and its
 * search words (design §5 "customer lists", "search"). All of it is made from the base by `project-customer.ts`, and can
 * be made again.
 */
import * as z from 'zod';
import { ChannelSchema, ContactabilitySchema } from '#contract/vocabulary-schemas.ts';
import { timePart } from '#platform/ids.ts';
import { defineEntity, type Item } from '#platform/table/kernel.ts';
import { keyPart, tenantKey } from '#platform/table/keys.ts';
import { Customer, customerPartition } from './entities.ts';
import { foldText } from './search-terms.ts';

/** One row of a list. Days overdue and segment are computed when it is read. */
export const ListingRowSchema = z.object({
  customerId: z.string(),
  name: z.string(),
  documentType: z.string().nullable(),
  documentNumber: z.string().nullable(),
  contactability: ContactabilitySchema,
  callOnly: z.boolean(),
  alerts: z.number(),
  advisorId: z.string().nullable(),
  portfolios: z.array(z.string()),
  tags: z.array(z.string()),
  influencer: z.boolean(),
  /** No metadata recorded (E11). */
  untyped: z.boolean(),
  channels: z.array(ChannelSchema),
  debtSummary: Customer.schema.shape.debtSummary,
  createdAt: z.number(),
  version: z.number(),
});
export type ListingRow = z.infer<typeof ListingRowSchema>;

/** Fields in the order in which they are kept: names would be half of the row, and 50 rows are to cost 4 units. */
const fields = Object.keys(ListingRowSchema.shape) as readonly (keyof ListingRow)[];
const packRow = (row: ListingRow): unknown[] => fields.map((field) => row[field]);
const unpackRow = (packed: unknown): Item =>
  Object.fromEntries(fields.map((field, position) => [field, Array.isArray(packed) ? packed[position] : undefined]));

/** Orders in which a facet may be read. `due`: by oldest unpaid due date, for segments (Q15). */
export type FacetOrder = 'name' | 'created' | 'due';

/** Part of a facet's partition that names it: `none`, `tag#vip`; the order stands before it. */
export const facetName = (order: FacetOrder, facet: string, value = ''): string =>
  value === '' ? `${order}#${facet}` : `${order}#${facet}#${keyPart(value)}`;

export const facetPartition = (tenant: string, facet: string): string => tenantKey(tenant, 'F', facet);

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
  schema: z.object({ tenant: z.string(), facet: z.string(), order: z.string(), row: ListingRowSchema }),
  keys: ({ tenant, facet, order }) => ({ pk: facetPartition(tenant, facet), sk: order }),
  pack: ({ row }) => ({ row: packRow(row) }),
  unpack: (item) => ({
    ...splitPartition(String(item.pk)),
    order: item.sk,
    row: unpackRow(item.row),
  }),
});

const splitPartition = (pk: string): { tenant: string; facet: string } => {
  const [, tenant = '', , ...facet] = pk.split('#');
  return { tenant, facet: facet.join('#') };
};

/** Words are spread over partitions by their first two characters. */
export const tokenPartition = (tenant: string, word: string): string =>
  tenantKey(tenant, 'Q', keyPart([...word].slice(0, 2).join('')));

/** The customer has a word that begins so. */
export const SearchToken = defineEntity({
  type: 'searchToken',
  version: 1,
  schema: z.object({ tenant: z.string(), token: z.string(), customerId: z.string() }),
  keys: ({ tenant, token, customerId }) => ({
    pk: tokenPartition(tenant, token),
    sk: `${keyPart(token)}#${customerId}`,
  }),
});

/** All that stands in lists of one customer, so that a change removes exactly what was written before. */
export const Listing = defineEntity({
  type: 'listing',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    row: ListingRowSchema,
    /** Facet and sort key of each copy of the row. */
    places: z.array(z.tuple([z.string(), z.string()])),
    tokens: z.array(z.string()),
    /** Announced, and perhaps not all written: a projection that was cut off leaves it so. */
    pending: z.literal(true).exactOptional(),
  }),
  keys: (listing) => listingKey(listing.tenant, listing.customerId),
  pack: ({ row, ...listing }) => ({ ...listing, row: packRow(row) }),
  unpack: (item) => ({ ...item, row: unpackRow(item.row) }),
});
export type ListingValue = z.infer<typeof Listing.schema>;
export const listingKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: 'LISTING',
});
