import { countedWaiting } from '#contract/hold-words.ts';
import { channelLabels, holdCauses } from '#contract/vocabulary.ts';
import { sentenceOf } from '#web/language/sentence.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import type { Hold } from './queries.ts';
import { holdTexts } from './texts.ts';

/** A hold in words: what it holds, why, since when, and how much waits. */
export const useHoldWords = () => {
  const t = useTexts(holdTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  const nameOf = ({ kind, id, name }: Pick<Hold['scope'], 'kind' | 'id' | 'name'>): string => {
    const channel = Object.entries(channelLabels).find(([known]) => known === id)?.[1];
    return t(kind, { name: kind === 'channel' && channel !== undefined ? label(channel) : (name ?? id ?? '') });
  };
  const causeOf = (code: string): string => {
    const cause = Object.entries(holdCauses).find(([known]) => known === code)?.[1];
    return cause === undefined ? code : label(cause);
  };
  const reasonOf = ({ source, reason }: Hold): string => (source === 'system' ? causeOf(reason) : reason);
  const detailsOf = (hold: Hold): string => {
    const when = format.dateTime(hold.since);
    const who = hold.by === null ? undefined : hold.source === 'person' ? userName(hold.by) : hold.by;
    const waiting = hold.waiting ?? 0;
    return [
      sentenceOf(`${who === undefined ? t('since', { when }) : t('bySomebody', { when, who })}.`),
      ...(hold.until === null ? [] : [t('until', { when: format.dateTime(hold.until) })]),
      ...(waiting === 0
        ? []
        : [waiting < countedWaiting ? t('waiting', { count: waiting }) : t('waitingMany', { count: waiting })]),
    ].join(' ');
  };
  return { nameOf, causeOf, reasonOf, detailsOf };
};
