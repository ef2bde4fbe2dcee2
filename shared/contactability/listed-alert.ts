/**
 * What the work list of alerts is read from: a row for each alerted address that somebody has, under each combination of
 * channel, class and reason that a filter may ask for (F9, ADR 61). All of it is made from the address' state and its
 * owners by `project-alert.ts`, and can be made again.
 */
import * as z from 'zod';
import { AlertClassSchema } from '#contract/alerts.ts';
import { AlertReasonSchema, ChannelSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey, timeKey } from '#platform/table/keys.ts';
import { spreadPartition } from '#platform/table/spread.ts';
import { addressPartition } from '#shared/customers/entities.ts';

/** One address of the list. Ids and codes alone: the address itself and its owners are read with their customers. */
export const AlertRowSchema = z.object({
  tenant: z.string(),
  channel: ChannelSchema,
  hash: z.string(),
  reason: AlertReasonSchema,
  class: AlertClassSchema,
  code: z.string(),
  /** Epoch ms. */
  raisedAt: z.number(),
  providerPending: z.boolean(),
  /** Customers that have the address, counted up to `mostOwnersCounted`. */
  owners: z.number(),
});
export type AlertRowValue = z.infer<typeof AlertRowSchema>;

export const listedAlertKey = (tenant: string, channel: string, hash: string) => ({
  pk: addressPartition(tenant, channel, hash),
  sk: 'LISTED',
});

/** The row of an address as it stands in the list; lies with the address, and says which rows must go when it changes. */
export const ListedAlert = defineEntity({
  type: 'listedAlert',
  version: 1,
  schema: AlertRowSchema,
  keys: (row) => listedAlertKey(row.tenant, row.channel, row.hash),
});

/** What a filter asks for; undefined: whatever it is. */
export interface AlertFacet {
  readonly channel?: string | undefined;
  readonly class?: string | undefined;
  readonly reason?: string | undefined;
}

/** Stands for any value in a facet; no channel, class or reason is written so. */
const any = '*';

export const facetText = (facet: AlertFacet): string =>
  [facet.channel, facet.class, facet.reason].map((value) => value ?? any).join('#');

/** The list of a facet, however many partitions hold it. */
export const alertFacetPartition = (tenant: string, facet: string): string => tenantKey(tenant, 'ALERTS', facet);

/** Every facet under which the row stands. */
export const facetsOf = (row: Pick<AlertRowValue, 'channel' | 'class' | 'reason'>): readonly string[] =>
  [row.channel, undefined].flatMap((channel) =>
    [row.class, undefined].flatMap((failureClass) =>
      [row.reason, undefined].map((reason) => facetText({ channel, class: failureClass, reason })),
    ),
  );

/** Sort key of a row in each of its facets. */
const orderOf = (row: AlertRowValue): string => `${timeKey(row.raisedAt)}#${row.channel}#${row.hash}`;

/** Sort keys of the rows of a time (epoch ms), both ends included. */
export const orderRange = (from: number | undefined, to: number | undefined) => ({
  from: from === undefined ? ' ' : timeKey(from),
  to: to === undefined ? '~' : `${timeKey(to)}~`,
});

export const alertRowKey = (facet: string, row: AlertRowValue) => ({
  pk: spreadPartition(alertFacetPartition(row.tenant, facet), row.hash),
  sk: orderOf(row),
});

/** A row under one facet. */
export const AlertRow = defineEntity({
  type: 'alertRow',
  version: 1,
  schema: AlertRowSchema.extend({ facet: z.string() }),
  keys: ({ facet, ...row }) => alertRowKey(facet, row),
});
