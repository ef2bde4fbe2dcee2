import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useMay } from '#web/session/me.ts';
import { settingsQuery } from '#web/session/options.ts';
import { CallDialog } from '../calls/call-dialog.tsx';
import { callTexts } from '../calls/call-texts.ts';
import { usePendingCall } from '../calls/pending-call.ts';
import { type ConversationAction, useConversationAction } from '../changes.ts';
import type { Conversation } from '../queries.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { threadTexts } from './thread-texts.ts';

/**
 * What can be done with the conversation as a whole (C2, C20, D24–D27). Only what applies is offered: "Desarchivar" for
 * what is archived, "Omitir" while something waits.
 */
export function HeadActions({ conversation, onGone }: { conversation: Conversation; onGone(): void }) {
  const t = useTexts(threadTexts);
  const may = useMay();
  const change = useConversationAction();
  const failed = useActionFailed();
  const callItem = useCallItem(conversation);
  const withdrawCall = usePendingCall(conversation.customerId);
  const { show } = useNotices();
  const callText = useTexts(callTexts);
  const [open, setOpen] = useState<'delete' | 'call'>();
  const close = () => setOpen(undefined);
  const { customerId, starred, archived, unread, bold, name } = conversation;
  const act = (action: ConversationAction) => change.mutate({ customerId, action }, { onError: failed });
  const items: ButtonDropdownProps.Item[] = [
    ...(may('archiveConversation')
      ? [archived ? { id: 'unarchive', text: t('unarchive') } : { id: 'archive', text: t('archive') }]
      : []),
    ...callItem,
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
            if (id === 'delete' || id === 'call') setOpen(id);
            if (id === 'withdrawCall') {
              withdrawCall.mutate(null, {
                onSuccess: () => show({ id: 'call', type: 'success', content: callText('withdrawn') }),
                onError: failed,
              });
            }
            if (id === 'archive' || id === 'unarchive') act(id);
            if (id === 'unread') {
              act(id);
              // It is for later: an open conversation would be read again at once.
              onGone();
            }
          }}
        />
      )}
      {open === 'call' && <CallDialog customerId={customerId} name={name} onClose={close} />}
      {open === 'delete' && <DeleteDialog customerId={customerId} name={name} onClose={close} onDeleted={onGone} />}
    </SpaceBetween>
  );
}

/** "Crear llamada pendiente", or "Quitar" where one waits; with the reason where the register of calls is off (C2, C6). */
const useCallItem = ({ call }: Conversation): ButtonDropdownProps.Item[] => {
  const t = useTexts(callTexts);
  const may = useMay();
  const { data: settings } = useQuery(settingsQuery);
  if (!may('putPendingCall') || settings === undefined) return [];
  const off = settings.calls.recordResults ? {} : { disabled: true, disabledReason: t('off') };
  return [
    call === null ? { id: 'call', text: t('open'), ...off } : { id: 'withdrawCall', text: t('withdraw'), ...off },
  ];
};

/** Says that an action was taken back, and why. */
const useActionFailed = () => {
  const t = useTexts(threadTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  return (error: unknown) =>
    show({ id: 'conversation', type: 'error', header: t('actionFailed'), content: problemText(error) });
};
