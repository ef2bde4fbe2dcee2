/**
 * What a code says of the address that another system reported with a failure (Q5), as the providers of the channel read
 * it. Anything else is UNKNOWN, which never raises an alert. Pure.
 */
import type { Channel } from '#contract/vocabulary.ts';
import type { ReportedMeaning } from './provider.ts';
import { providers } from './registry.ts';

/**
 * @param code as it was reported; null where none was
 * @param words what the provider said beside it
 */
export const classifyReported = (channel: Channel, code: string | null, words?: string): ReportedMeaning => {
  const meanings = providers.flatMap((provider) => {
    const meaning = provider.channel !== channel || code === null ? undefined : provider.classify(code, words);
    return meaning === undefined ? [] : [meaning];
  });
  return meanings.find((meaning) => meaning.class !== 'UNKNOWN') ?? meanings[0] ?? { class: 'UNKNOWN' };
};
