/** Id and time of what a request creates, also where the request comes again (F14; §5.6 #21–25). */
import type { Clock } from './clock.ts';
import { type Claimed, claimIdempotencyKey } from './idempotency.ts';
import { newId } from './ids.ts';
import type { Table } from './table/kernel.ts';

/** What a creation takes of its request. */
export interface CreationRequest {
  readonly caller: { readonly tenant: string };
  readonly idempotencyKey: string | undefined;
  readonly rawBody: string;
}

/**
 * @param scope operation, with what else one key may serve apart: a customer, a user
 * @returns those of the first request where it carries an idempotency key
 * @throws Refusal IDEMPOTENCY_KEY_REUSED, REQUEST_IN_PROGRESS
 */
export type CreationOf = (scope: string, request: CreationRequest) => Promise<Claimed>;

export const createCreationOf =
  ({ table, clock }: { readonly table: Table; readonly clock: Clock }): CreationOf =>
  async (scope, { caller, idempotencyKey, rawBody }) => {
    const now = clock.now();
    const resourceId = newId(now);
    if (idempotencyKey === undefined) return { resourceId, at: now, repeated: false };
    const claim = { tenant: caller.tenant, scope, key: idempotencyKey, body: rawBody, resourceId, now };
    return claimIdempotencyKey(table, claim);
  };
