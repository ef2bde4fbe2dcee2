/** What the register keeps beside the messages themselves. */
import * as z from 'zod';
import { type Origin, OriginSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { keyPart, tenantKey } from '#platform/table/keys.ts';

/** A flow, event or campaign that some communication belongs to: what filters offer (B6, B15). */
export const OriginChoice = defineEntity({
  type: 'originChoice',
  version: 1,
  schema: OriginSchema.strip().extend({
    tenant: z.string(),
    /** Epoch seconds after which DynamoDB may delete it: nothing has been written under it for long. */
    expiresAt: z.number(),
  }),
  keys: (choice) => ({
    pk: originPartition(choice.tenant),
    sk: `${originPrefix(choice.kind)}${keyPart(choice.id)}`,
    expiresAt: choice.expiresAt,
  }),
});
export const originPartition = (tenant: string) => tenantKey(tenant, 'ORIGINS');
export const originPrefix = (kind: Origin['kind']) => `${kind}#`;
