import Icon from '@cloudscape-design/components/icon';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'react-router';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useMay } from '#web/session/me.ts';
import { HelpDeskIcon, MoneyBagIcon } from './icons.tsx';
import { appTexts } from './texts.ts';

/** The menu as users know it (A12, A13; glossary). A group's own link leads to its first tray. */
export function Menu() {
  const t = useTexts(appTexts);
  const follow = useFollow();
  const may = useMay();
  const { pathname } = useLocation();
  const link = (text: string, href: string): SideNavigationProps.Link => ({ type: 'link', text, href });
  const items: readonly SideNavigationProps.Item[] = [
    {
      type: 'link-group',
      text: t('receivables'),
      href: paths.customers,
      icon: <Icon svg={<MoneyBagIcon />} />,
      items: [
        link(t('customers'), paths.customers),
        link(t('interactions'), paths.interactions),
        link(t('alerts'), paths.alerts),
        ...(may('listProcesses') ? [link(t('processes'), paths.processes)] : []),
      ],
    },
    {
      type: 'link-group',
      text: t('conversations'),
      href: paths.received,
      icon: <Icon name="contact" />,
      items: [
        link(t('received'), paths.received),
        link(t('calls'), paths.calls),
        link(t('templates'), paths.templates),
      ],
    },
    {
      type: 'link-group',
      text: t('helpDesk'),
      href: paths.helpDesk,
      icon: <Icon svg={<HelpDeskIcon />} />,
      items: [link(t('customers'), paths.helpDesk)],
    },
    { type: 'divider' },
    { type: 'link', text: t('settings'), href: paths.settings, icon: <Icon name="settings" /> },
  ];
  return <SideNavigation activeHref={activeTray(pathname)} items={items} onFollow={follow} />;
}

/** The tray that an address belongs to. */
const activeTray = (pathname: string): string => {
  const trays = Object.values(paths).filter((path) => typeof path === 'string');
  return trays.find((tray) => pathname.startsWith(tray)) ?? paths.customers;
};
