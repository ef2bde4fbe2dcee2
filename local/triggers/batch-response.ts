import * as z from 'zod';

const responseSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Items of a batch that the function reported as failed. Like Lambda, takes the whole batch as failed when the answer
 * is malformed or names an item that is not of the batch, and as done when it is empty.
 * Source: AWS Lambda developer guide, "Implementing partial batch responses", "Success and failure conditions".
 *
 * @param payload what the function answered
 * @param batch identifiers of the batch: message ids or sequence numbers
 */
export const failedIdentifiers = (payload: unknown, batch: readonly string[]): Set<string> => {
  if (payload === null || payload === undefined) return new Set();
  const parsed = responseSchema.safeParse(payload);
  if (!parsed.success) return new Set(batch);
  const failed = (parsed.data.batchItemFailures ?? []).map((item) => item.itemIdentifier);
  return failed.every((identifier) => batch.includes(identifier)) ? new Set(failed) : new Set(batch);
};
