import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useTexts } from '#web/language/texts.ts';
import { useListAddress } from '#web/lists/use-list-address.ts';
import { paths } from '#web/navigation/paths.ts';
import { Thread } from '../thread/thread.tsx';
import { ConversationList } from './conversation-list.tsx';
import { conversationParameters, type Tray } from './filters.ts';
import { inboxTexts } from './inbox-texts.ts';
import { StartActions } from './start-actions.tsx';
import './inbox.css';

/** The module's trays as tabs (C15, C16, D4). */
export function InboxTabs({ active, actions }: { active: 'received' | 'calls' | 'templates'; actions?: ReactNode }) {
  const t = useTexts(inboxTexts);
  const navigate = useNavigate();
  return (
    <>
      <Header variant="h1" actions={actions}>
        {t('title')}
      </Header>
      <Tabs
        ariaLabel={t('tabs')}
        activeTabId={active}
        disableContentPaddings
        tabs={(['received', 'calls', 'templates'] as const).map((id) => ({ id, label: t(id), href: paths[id] }))}
        onChange={({ detail }) => {
          if (detail.activeTabHref !== undefined) navigate(detail.activeTabHref);
        }}
      />
    </>
  );
}

/** Recibidos and Llamadas: the list and, beside it or instead of it on a phone, the open conversation. */
export function Inbox({ tray }: { tray: Tray }) {
  const t = useTexts(inboxTexts);
  const address = useListAddress([...conversationParameters]);
  const { customer } = address.filters;
  return (
    <div className="inbox">
      <div className={customer === undefined ? undefined : 'inbox-top-open'}>
        <InboxTabs
          active={tray}
          actions={<StartActions onOpen={(customerId) => address.change({ customer: customerId })} />}
        />
      </div>
      <div className={`inbox-panes awsui-compact-mode${customer === undefined ? '' : ' inbox-panes-open'}`}>
        <ConversationList tray={tray} address={address} />
        {customer === undefined ? (
          <div className="inbox-nothing">
            <Box textAlign="center" padding="xxl">
              <Box variant="h2">{t('choose')}</Box>
              <Box variant="p">{t('chooseText')}</Box>
            </Box>
          </div>
        ) : (
          <Thread key={customer} customerId={customer} address={address} />
        )}
      </div>
    </div>
  );
}
