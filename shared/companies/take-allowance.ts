/** Takes sends and upload bytes from what a company may use (B8): before anything of them is written. */
import type { LimitName } from '#contract/limit-words.ts';
import { type FindStanding, meterOf, rateLimited } from './admit-request.ts';
import type { UsageCounter } from './usage-counter.ts';

export interface Spender {
  readonly tenant: string;
  readonly userId: string;
}

/** @throws Refusal RATE_LIMITED */
export type TakeSend = (spender: Spender) => Promise<void>;
/** @throws Refusal RATE_LIMITED */
export type TakeUpload = (spender: Spender, bytes: number) => Promise<void>;

/** What a refusal says of each limit. */
const words = {
  sendsPerMinute: 'Messages of this company',
  sendsPerDay: 'Messages of this company',
  uploadBytesPerDay: 'Bytes of uploads of this company',
} as const satisfies Partial<Record<LimitName, string>>;

export const createAllowance = (deps: {
  readonly findStanding: FindStanding;
  readonly counter: UsageCounter;
}): { readonly takeSend: TakeSend; readonly takeUpload: TakeUpload } => {
  const take = async (spender: Spender, names: readonly (keyof typeof words)[], amount: number): Promise<void> => {
    const { limits } = await deps.findStanding(spender.tenant, spender.userId);
    const taken: (keyof typeof words)[] = [];
    for (const name of names) {
      const outcome = await deps.counter.take(meterOf(name, limits, spender), amount);
      if (outcome.allowed) {
        taken.push(name);
        continue;
      }
      for (const other of taken) deps.counter.giveBack(meterOf(other, limits, spender), amount);
      throw rateLimited(words[name], outcome);
    }
  };
  return {
    takeSend: (spender) => take(spender, ['sendsPerMinute', 'sendsPerDay'], 1),
    takeUpload: (spender, bytes) => take(spender, ['uploadBytesPerDay'], bytes),
  };
};
