/** What answers a request that comes a second time as it answered the first. */
import { createCreationOf } from '#platform/creation.ts';
import { claimIdempotencyKey, findIdempotencyKey } from '#platform/idempotency.ts';
import { type On, part } from './part.ts';

export const claimKey = /* @__PURE__ */ part(
  ({ table }: On<'table'>) =>
    (input: Parameters<typeof claimIdempotencyKey>[1]) =>
      claimIdempotencyKey(table, input),
);
export const findKey = /* @__PURE__ */ part(
  ({ table }: On<'table'>) =>
    (input: Parameters<typeof findIdempotencyKey>[1]) =>
      findIdempotencyKey(table, input),
);
export const creationOf = /* @__PURE__ */ part(({ table, clock }: On<'table' | 'clock'>) =>
  createCreationOf({ table, clock }),
);
