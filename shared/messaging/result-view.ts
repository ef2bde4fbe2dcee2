/** The result on a message as the API answers it (C7). Pure. */
import type { RecordedResult } from '#contract/results.ts';
import { isoTimeOrNull } from '#platform/clock.ts';
import type { MessageResult } from './entities.ts';

export const resultView = (result: MessageResult | null): RecordedResult | null =>
  result === null ? null : { ...result, callBackAt: isoTimeOrNull(result.callBackAt) };
