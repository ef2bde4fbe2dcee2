import { useQuery } from '@tanstack/react-query';
import { channelLabels, channels, contactabilities, contactabilityLabels } from '#contract/vocabulary.ts';
import type { Query } from '#web/api/paths.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { FilterChoice } from '#web/lists/filters-dialog.tsx';
import { optionsQuery, usersQuery } from '#web/session/options.ts';
import { inboxTexts } from './inbox-texts.ts';

/** Filters behind "Filtrar" (A19, C17, D16, D17). */
export const conversationFilters = ['contactability', 'advisor', 'segment', 'period', 'channel'] as const;
type FilterName = (typeof conversationFilters)[number];

/** What the address of the tray may hold; `customer` is the open conversation, `panel` what stands beside it. */
export const conversationParameters = [...conversationFilters, 'state', 'sort', 'q', 'customer', 'panel'] as const;
type Parameters = { readonly [Name in (typeof conversationParameters)[number]]?: string };

/** Days back from today, today included. */
const periods = { today: 1, days7: 7, days30: 30, days90: 90 } as const;
type Period = keyof typeof periods;
const isPeriod = (text: string | undefined): text is Period => text !== undefined && Object.hasOwn(periods, text);

/** States of D14; without one: all that are not archived. */
export const stateNames = ['all', 'unread', 'recent', 'starred', 'archived'] as const;

/** Calendar date of an instant in a time zone, `YYYY-MM-DD`. */
const dayIn = (timeZone: string, instant: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);

/** What the address asks of the API. */
export const asked = (
  { period, customer: _customer, panel: _panel, ...filters }: Parameters,
  tray: 'received' | 'calls',
  timeZone: string,
): Query<'listConversations'> => {
  const days = isPeriod(period) ? periods[period] : undefined;
  const from = days === undefined ? {} : { from: dayIn(timeZone, Date.now() - (days - 1) * 86_400_000) };
  // The server refuses values that it does not know; people then read so.
  return { ...filters, ...from, tray } as Query<'listConversations'>;
};

/** The filters with the values that this company has. */
export const useConversationFilters = (): readonly FilterChoice<FilterName>[] => {
  const t = useTexts(inboxTexts);
  const label = useLabel();
  const { data: options } = useQuery(optionsQuery);
  const { data: users } = useQuery(usersQuery);
  return [
    {
      name: 'contactability',
      label: t('contactability'),
      options: [...contactabilities]
        .sort((a, b) => Number(a === 'ok') - Number(b === 'ok'))
        .map((value) => ({ value, label: label(contactabilityLabels[value]) })),
    },
    {
      name: 'advisor',
      label: t('advisor'),
      options: (users?.items ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
    },
    {
      name: 'segment',
      label: t('segment'),
      options: (options?.segments ?? []).map((value) => ({ value, label: value })),
    },
    {
      name: 'period',
      label: t('period'),
      options: (Object.keys(periods) as Period[]).map((value) => ({ value, label: t(value) })),
    },
    {
      name: 'channel',
      label: t('lastChannel'),
      options: channels.map((value) => ({ value, label: label(channelLabels[value]) })),
    },
  ];
};
