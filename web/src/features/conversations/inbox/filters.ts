import { useQuery } from '@tanstack/react-query';
import { channelLabels, channels, contactabilities, contactabilityLabels } from '#contract/vocabulary.ts';
import type { Query } from '#web/api/paths.ts';
import { useAdvisorOptions } from '#web/features/customers/advisor-options.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { FilterChoice } from '#web/lists/filters.ts';
import { optionsQuery } from '#web/session/options.ts';
import { addDays } from '#web/session/today.ts';
import { inboxTexts } from './inbox-texts.ts';

/** Filters behind "Filtrar" (A19, C17, D16, D17). */
export const conversationFilters = ['contactability', 'advisor', 'segment', 'period', 'channel'] as const;
type FilterName = (typeof conversationFilters)[number];

/** What the address of the tray may hold; `customer` is the open conversation, `panel` what stands beside it. */
export const conversationParameters = [...conversationFilters, 'state', 'sort', 'q', 'customer', 'panel'] as const;
type Parameters = { readonly [Name in (typeof conversationParameters)[number]]?: string };

/** The two trays of conversations (C15, C16). */
export type Tray = 'received' | 'calls';

/**
 * Periods as days before and after today, both included: of Recibidos when something happened last, of Llamadas when the
 * call is to be made (C17). Null: without an end on that side.
 */
const periods = {
  received: { today: [0, null], days7: [-6, null], days30: [-29, null], days90: [-89, null] },
  calls: { untilToday: [null, 0], late: [null, -1], today: [0, 0], next7: [0, 6] },
} as const satisfies Record<Tray, Record<string, readonly [number | null, number | null]>>;

/** The dates of a period's name; none for a name that the tray does not know. */
const datesOf = (tray: Tray, period: string | undefined, today: string): { from?: string; to?: string } => {
  const chosen = Object.entries(periods[tray]).find(([name]) => name === period);
  if (chosen === undefined) return {};
  const [from, to] = chosen[1];
  return {
    ...(from === null ? {} : { from: addDays(today, from) }),
    ...(to === null ? {} : { to: addDays(today, to) }),
  };
};

/** Order without a choice: what came last in Recibidos, the call that has waited longest in Llamadas. */
export const firstSort = (tray: Tray): 'newest' | 'oldest' => (tray === 'calls' ? 'oldest' : 'newest');

/** States of D14; without one: all that are not archived. */
export const stateNames = ['all', 'unread', 'recent', 'starred', 'archived'] as const;

/** What the address asks of the API. @param today the company's date */
export const asked = (
  { period, customer: _customer, panel: _panel, sort, ...filters }: Parameters,
  tray: Tray,
  today: string,
): Query<'listConversations'> => {
  // The server refuses values that it does not know; people then read so.
  const given = { ...filters, sort: sort ?? firstSort(tray) } as Query<'listConversations'>;
  return { ...given, ...datesOf(tray, period, today), tray };
};

type Period = { readonly [Name in Tray]: keyof (typeof periods)[Name] }[Tray];
const periodNames = (tray: Tray) => Object.keys(periods[tray]) as Period[];

/** The filters with the values that this company has. */
export const useConversationFilters = (tray: Tray): readonly FilterChoice<FilterName>[] => {
  const t = useTexts(inboxTexts);
  const label = useLabel();
  const { data: options } = useQuery(optionsQuery);
  const advisors = useAdvisorOptions();
  const several = true;
  return [
    {
      name: 'contactability',
      label: t('contactability'),
      options: [...contactabilities]
        .sort((a, b) => Number(a === 'ok') - Number(b === 'ok'))
        .map((value) => ({ value, label: label(contactabilityLabels[value]) })),
      several,
    },
    {
      name: 'advisor',
      label: t('advisor'),
      options: advisors,
      several,
    },
    {
      name: 'segment',
      label: t('segment'),
      options: (options?.segments ?? []).map((value) => ({ value, label: value })),
      several,
    },
    {
      name: 'period',
      label: t(tray === 'calls' ? 'callPeriod' : 'period'),
      options: periodNames(tray).map((value) => ({ value, label: t(value) })),
    },
    {
      name: 'channel',
      label: t('lastChannel'),
      options: channels.map((value) => ({ value, label: label(channelLabels[value]) })),
      several,
    },
  ];
};
