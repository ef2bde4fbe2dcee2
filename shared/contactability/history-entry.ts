/** An entry of a customer's history of permission and addresses (F5). */
import type { HistoryKind } from '#contract/contactability.ts';
import { newId } from '#platform/ids.ts';
import type { CustomerHistoryValue } from '#shared/customers/entities.ts';

/**
 * @param at epoch ms
 * @param entry what happened; fields left out do not apply. Without `entryId` a new one is made
 */
export const historyEntry = (
  owner: { readonly tenant: string; readonly customerId: string },
  at: number,
  entry: { readonly kind: HistoryKind; readonly by: string } & Partial<CustomerHistoryValue>,
): CustomerHistoryValue => ({
  entryId: newId(at),
  channel: null,
  addressId: null,
  hash: null,
  reason: null,
  messageId: null,
  detail: null,
  ...entry,
  tenant: owner.tenant,
  customerId: owner.customerId,
  at,
});
