import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { debtStateLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { type ConversationAction, useConversationAction } from './changes.ts';
import type { InboxAddress } from './conversation-list.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import type { Conversation } from './queries.ts';
import { threadTexts } from './thread-texts.ts';

/** Name, segment, debt, and what can be done with the conversation (A21, C20–C24, C32, D24–D27). */
export function ThreadHead({ conversation, address }: { conversation: Conversation; address: InboxAddress }) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  const label = useLabel();
  const follow = useFollow();
  const { customerId, name, segment, debtSummary, pausedUntil } = conversation;
  const facts = [
    [t('segment'), segment],
    [t('dueDate'), debtSummary.dueDate === null ? t('none') : format.day(debtSummary.dueDate)],
    [t('daysOverdue'), debtSummary.dueDate === null ? t('none') : format.number(debtSummary.daysOverdue)],
    [t('debtState'), debtSummary.state === 'none' ? t('noDebt') : label(debtStateLabels[debtSummary.state])],
  ] as const;
  return (
    <header className="thread-head">
      <div className="thread-head-line">
        <div className="thread-head-name">
          <span className="inbox-back">
            <Button
              variant="icon"
              iconName="arrow-left"
              ariaLabel={t('back')}
              onClick={() => address.change({ customer: undefined, panel: undefined })}
            />
          </span>
          <Box variant="h2" tagOverride="h2" padding="n">
            <Button
              variant="inline-link"
              ariaLabel={t('openContact', { name })}
              onClick={() => address.change({ panel: address.filters.panel === undefined ? 'contact' : undefined })}
            >
              {name}
            </Button>
          </Box>
          {conversation.managed && <StatusIndicator type="success">{t('managed')}</StatusIndicator>}
        </div>
        <Actions conversation={conversation} onGone={() => address.change({ customer: undefined, panel: undefined })} />
      </div>
      <div className="thread-facts">
        <dl className="thread-facts">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Link href={paths.paymentOrder(customerId)} onFollow={follow}>
          {t('seeAll')}
        </Link>
      </div>
      {pausedUntil !== null && Date.parse(pausedUntil) > Date.now() && (
        <StatusIndicator type="stopped">{t('paused', { until: format.dateTime(pausedUntil) })}</StatusIndicator>
      )}
    </header>
  );
}

/** Only what applies is offered: "Desarchivar" for what is archived, "Omitir" while something waits. */
function Actions({ conversation, onGone }: { conversation: Conversation; onGone(): void }) {
  const t = useTexts(threadTexts);
  const may = useMay();
  const change = useConversationAction();
  const failed = useActionFailed();
  const [deleting, setDeleting] = useState(false);
  const { customerId, starred, archived, unread, bold, name } = conversation;
  const act = (action: ConversationAction) => change.mutate({ customerId, action }, { onError: failed });
  const items: ButtonDropdownProps.Item[] = [
    ...(may('archiveConversation')
      ? [archived ? { id: 'unarchive', text: t('unarchive') } : { id: 'archive', text: t('archive') }]
      : []),
    ...(may('markConversationUnread') && !unread ? [{ id: 'unread', text: t('markUnread') }] : []),
    ...(may('deleteConversation') ? [{ id: 'delete', text: t('delete') }] : []),
  ];
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {may('omitConversation') && bold && <Button onClick={() => act('omit')}>{t('omit')}</Button>}
      {may('starConversation') && (
        <Button
          variant="icon"
          iconName={starred ? 'star-filled' : 'star'}
          ariaLabel={t(starred ? 'doUnstar' : 'doStar')}
          onClick={() => act(starred ? 'unstar' : 'star')}
        />
      )}
      {items.length > 0 && (
        <ButtonDropdown
          variant="icon"
          ariaLabel={t('actions')}
          items={items}
          onItemClick={({ detail: { id } }) => {
            if (id === 'delete') setDeleting(true);
            if (id === 'archive' || id === 'unarchive') act(id);
            if (id === 'unread') {
              act(id);
              // It is for later: an open conversation would be read again at once.
              onGone();
            }
          }}
        />
      )}
      {deleting && (
        <DeleteDialog customerId={customerId} name={name} onClose={() => setDeleting(false)} onDeleted={onGone} />
      )}
    </SpaceBetween>
  );
}

/** Says that an action was taken back, and why. */
const useActionFailed = () => {
  const t = useTexts(threadTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  return (error: unknown) =>
    show({ id: 'conversation', type: 'error', header: t('actionFailed'), content: problemText(error) });
};
