/** The result on a message as the API answers it (C7). Pure. */
import type { RecordedResult } from '#contract/results.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import type { MessageValue } from './entities.ts';

/** When and by whom (user id) a recorded result was withdrawn, times in epoch ms; undefined: it stands. */
export const withdrawalOf = ({ facts }: Pick<MessageValue, 'facts'>) => facts.find((fact) => fact.kind === 'withdrawn');

export const resultView = (message: Pick<MessageValue, 'result' | 'facts'>): RecordedResult | null => {
  if (message.result === null) return null;
  const { gateBefore: _gateBefore, ...result } = message.result;
  const withdrawal = withdrawalOf(message);
  return {
    ...result,
    callBackAt: isoTimeOrNull(result.callBackAt),
    withdrawn: withdrawal === undefined ? null : { at: isoTime(withdrawal.at), by: withdrawal.by },
  };
};
