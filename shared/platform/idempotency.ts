/**
 * Creations under an `Idempotency-Key` (F14; §5.6 #21–25). The first request leaves a record with the id that it will
 * create; a repeat with the same body drives the same creation to its end and answers the same, one with another body
 * is refused. Keys of two companies never meet, since the record stands under the company.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Refusal } from './errors.ts';
import { defineEntity, type Table } from './table/kernel.ts';
import { tenantKey } from './table/keys.ts';
import { writeOnce } from './table/write-once.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 32);

export const IdempotencyRecord = defineEntity({
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

interface KeyUse {
  readonly tenant: string;
  /** Operation, so that one key may serve two of them. */
  readonly scope: string;
  readonly key: string;
  /** The request as it was understood: equal text for equal requests. */
  readonly body: string;
}

const recordKey = (use: KeyUse): string => digest(`${use.scope}\n${use.key}`);

/**
 * What an earlier request with this key has left.
 * @throws Refusal IDEMPOTENCY_KEY_REUSED when its body was another one
 */
export const findIdempotencyKey = async (table: Table, use: KeyUse): Promise<Claimed | undefined> => {
  const key = { pk: tenantKey(use.tenant, 'K', recordKey(use)), sk: 'KEY' };
  const stored = await table.get(IdempotencyRecord, key, { consistent: true });
  if (stored === undefined) return undefined;
  const { fingerprint, at, resourceId } = stored.value;
  if (fingerprint !== digest(use.body)) {
    throw new Refusal(
      'IDEMPOTENCY_KEY_REUSED',
      `This key was used with a different body on ${new Date(at).toISOString()}. Use a new key.`,
    );
  }
  return { resourceId, at, repeated: true };
};

/**
 * Takes the key for this request, or finds what an earlier one has left.
 * @param input.resourceId id of what the first request creates
 * @throws Refusal IDEMPOTENCY_KEY_REUSED when the key was used with another body
 */
export const claimIdempotencyKey = async (
  table: Table,
  input: KeyUse & { readonly resourceId: string; readonly now: number },
): Promise<Claimed> => {
  const { tenant, resourceId, now: at } = input;
  const record = { tenant, key: recordKey(input), fingerprint: digest(input.body), resourceId, at };
  const taken = await writeOnce(
    () => table.put(IdempotencyRecord, record, 'absent'),
    () => undefined,
  );
  if (taken !== undefined) return { resourceId, at, repeated: false };
  const earlier = await findIdempotencyKey(table, input);
  // Gone between the two calls: it had just expired.
  if (earlier === undefined) throw new Refusal('REQUEST_IN_PROGRESS', 'Try again in 2 s.', { retryAfter: 2 });
  return earlier;
};
