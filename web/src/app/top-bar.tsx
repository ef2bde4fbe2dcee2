import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useQuery } from '@tanstack/react-query';
import { unreadQuery } from '#web/features/processes/queries.ts';
import { isLanguage, languageNames, languages } from '#web/language/languages.ts';
import { setLanguage } from '#web/language/setup.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLanguage } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useMay, useMe } from '#web/session/me.ts';
import { useSession } from '#web/session/session.tsx';
import { appTexts } from './texts.ts';

/** Company, notifications, language, user. */
export function TopBar() {
  const t = useTexts(appTexts);
  const language = useLanguage();
  const follow = useFollow();
  const me = useMe();
  const may = useMay();
  const { signOut } = useSession();
  const { data: unread = 0 } = useQuery(unreadQuery);
  const notifications = unread === 0 ? t('notifications') : t('notificationsUnread', { count: unread });
  const bell: TopNavigationProps.Utility = {
    type: 'button',
    iconName: 'notification',
    text: unread === 0 ? '' : String(unread),
    title: notifications,
    ariaLabel: notifications,
    badge: unread > 0,
    disableUtilityCollapse: true,
    href: paths.processes,
    onFollow: (event) => follow(Object.assign(event, { detail: { href: paths.processes } })),
  };
  const utilities: TopNavigationProps.Utility[] = [
    ...(may('listProcesses') ? [bell] : []),
    {
      type: 'menu-dropdown',
      text: languageNames[language],
      iconName: 'globe',
      ariaLabel: `${t('language')}: ${languageNames[language]}`,
      items: languages.map((id) => ({ id, text: languageNames[id], disabled: id === language })),
      onItemClick: ({ detail }) => {
        if (isLanguage(detail.id)) void setLanguage(detail.id, true);
      },
    },
    {
      type: 'menu-dropdown',
      text: me.name ?? me.email ?? '',
      ...(me.email === null ? {} : { description: me.email }),
      ariaLabel: `${t('account')}: ${me.name ?? me.email ?? ''}`,
      iconName: 'user-profile',
      items: [{ id: 'sign-out', text: t('signOut') }],
      onItemClick: signOut,
    },
  ];
  return (
    <TopNavigation
      identity={{
        href: paths.customers,
        title: me.company.name,
        logo: { src: '/icon.svg', alt: t('product') },
        onFollow: (event) => follow(Object.assign(event, { detail: { href: paths.customers } })),
      }}
      utilities={utilities}
    />
  );
}
