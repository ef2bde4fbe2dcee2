/**
 * Creations under an `Idempotency-Key` (F14; §5.6 #21–25). The first request leaves a record with the id that it will
 * create; a repeat with the same body drives the same creation to its end and answers the same, one with another body
 * is refused. Keys of two companies never meet, since the record stands under the company.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Refusal } from './errors.ts';
import { ConditionFailed } from './table/faults.ts';
import { defineEntity, type Table } from './table/kernel.ts';
import { tenantKey } from './table/keys.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 32);

const IdempotencyRecord = defineEntity({
  type: 'idempotency',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    key: z.string(),
    fingerprint: z.string(),
    resourceId: z.string(),
    at: z.number(),
  }),
  keys: (record) => ({
    pk: tenantKey(record.tenant, 'K', record.key),
    sk: 'KEY',
    expiresAt: Math.floor(record.at / 1000) + 7 * 86_400,
  }),
});

export interface Claimed {
  /** Id of what is to be created: of the first request, also on a repeat. */
  readonly resourceId: string;
  /** Time of the first request, epoch ms. */
  readonly at: number;
  readonly repeated: boolean;
}

/**
 * Takes the key for this request.
 * @param scope operation, so that one key may serve two of them
 * @throws Refusal IDEMPOTENCY_KEY_REUSED when the key was used with another body
 */
export const claimIdempotencyKey = async (
  table: Table,
  input: { tenant: string; scope: string; key: string; body: string; resourceId: string; now: number },
): Promise<Claimed> => {
  const record = {
    tenant: input.tenant,
    key: digest(`${input.scope}\n${input.key}`),
    fingerprint: digest(input.body),
    resourceId: input.resourceId,
    at: input.now,
  };
  try {
    await table.put(IdempotencyRecord, record, 'absent');
    return { resourceId: record.resourceId, at: record.at, repeated: false };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
  const stored = await table.get(IdempotencyRecord, IdempotencyRecord.keys(record), { consistent: true });
  if (stored === undefined) throw new Refusal('REQUEST_IN_PROGRESS', 'Try again in 2 s.', { retryAfter: 2 });
  if (stored.value.fingerprint !== record.fingerprint) {
    throw new Refusal(
      'IDEMPOTENCY_KEY_REUSED',
      `This key was used with a different body on ${new Date(stored.value.at).toISOString()}. Use a new key.`,
    );
  }
  return { resourceId: stored.value.resourceId, at: stored.value.at, repeated: true };
};
