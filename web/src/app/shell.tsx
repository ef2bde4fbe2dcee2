import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Outlet, useNavigation } from 'react-router';
import { useOnline } from '#web/api/use-online.ts';
import { useHoldBanners } from '#web/features/holds/use-hold-banners.tsx';
import { useDeletionBanner } from '#web/features/settings/use-deletion-banner.tsx';
import { isLanguage } from '#web/language/languages.ts';
import { chosenLanguage, setLanguage } from '#web/language/setup.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLive } from '#web/live/use-live.ts';
import { NoticesProvider, useNotices } from '#web/notices/notices.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { meQuery } from '#web/session/me.ts';
import { WaitingPage } from '#web/session/waiting-page.tsx';
import { Menu } from './menu.tsx';
import { appTexts } from './texts.ts';
import { TopBar } from './top-bar.tsx';
import './shell.css';

/** What stands around every page. Nothing below it renders before it is known who is signed in. */
export function Shell() {
  const me = useQuery(meQuery);
  const language = me.data?.company.language;
  useEffect(() => {
    // Who has not chosen a language reads the company's.
    if (isLanguage(language) && chosenLanguage() === undefined) void setLanguage(language, false);
  }, [language]);
  if (me.error !== null) return <ProblemAlert error={me.error} onRetry={() => me.refetch()} />;
  if (me.data === undefined) return <WaitingPage />;
  return (
    <NoticesProvider>
      <Frame />
    </NoticesProvider>
  );
}

function Frame() {
  useLive();
  const t = useTexts(appTexts);
  const [menuOpen, setMenuOpen] = useState(() => window.matchMedia('(min-width: 912px)').matches);
  const loading = useNavigation().state !== 'idle';
  return (
    <>
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      <div id="top-bar" className="top-bar">
        <TopBar />
      </div>
      <AppLayoutToolbar
        headerSelector="#top-bar"
        navigation={<Menu />}
        navigationOpen={menuOpen}
        onNavigationChange={({ detail }) => setMenuOpen(detail.open)}
        navigationWidth={240}
        toolsHide
        stickyNotifications
        notifications={<Notifications />}
        ariaLabels={{
          navigation: t('navigation'),
          navigationToggle: t('openNavigation'),
          navigationClose: t('closeNavigation'),
          notifications: t('notices'),
        }}
        content={
          <div id="content" tabIndex={-1} aria-busy={loading} className="content">
            <Outlet />
          </div>
        }
      />
    </>
  );
}

/** Notices of what people did, and what holds for a while: no connection, a deletion of the company, sending on hold. */
function Notifications() {
  const t = useTexts(appTexts);
  const { notices, dismiss } = useNotices();
  const offline: FlashbarProps.MessageDefinition = {
    id: 'offline',
    type: 'warning',
    header: t('offlineTitle'),
    content: t('offlineText'),
  };
  const items = notices.map(
    ({ id, type, header, content, action }): FlashbarProps.MessageDefinition => ({
      id,
      type,
      header,
      content,
      action,
      dismissible: true,
      dismissLabel: t('dismiss'),
      onDismiss: () => dismiss(id),
    }),
  );
  const { banners, dialog } = useHoldBanners();
  const deletion = useDeletionBanner();
  return (
    <>
      <Flashbar items={[...(useOnline() ? [] : [offline]), ...deletion, ...banners, ...items]} />
      {dialog}
    </>
  );
}
