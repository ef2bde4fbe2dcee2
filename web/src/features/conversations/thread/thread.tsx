import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useRef, useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { listTexts } from '#web/lists/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { ContactPanel } from '../care/contact-panel.tsx';
import { useConversationAction } from '../changes.ts';
import { Composer } from '../composer/composer.tsx';
import { startDraft } from '../composer/draft-text.ts';
import type { ReplyTo } from '../composer/reply-to.ts';
import type { InboxAddress } from '../inbox-address.ts';
import { type Conversation, conversationQuery, type ThreadMessage, threadQuery } from '../queries.ts';
import { MessageDetail } from './message-detail.tsx';
import { ThreadHead } from './thread-head.tsx';
import { ThreadItem } from './thread-item.tsx';
import { threadTexts } from './thread-texts.ts';
import { WithdrawDialog } from './withdraw-dialog.tsx';

/** Lays out the subject of an answer, or all words once more (D12, F16). */
const begin = (customerId: string, { channel, addressId, subject, body }: ThreadMessage, again: boolean): ReplyTo => {
  const answered = subject === null || subject === '' || /^re:/i.test(subject) ? subject : `Re: ${subject}`;
  const words = again ? { subject: subject ?? '', body: body ?? '' } : answered === null ? {} : { subject: answered };
  startDraft(customerId, words);
  return { draftId: crypto.randomUUID(), channel, addressId };
};

/** An open conversation: head, every channel's messages in one order, composer (A20, C1, C9, D5, D19). */
export function Thread({ customerId, address }: { customerId: string; address: InboxAddress }) {
  const t = useTexts(threadTexts);
  const may = useMay();
  const head = useQuery(conversationQuery(customerId));
  const [reply, setReply] = useState<ReplyTo>();
  useReading(head.data);
  if (head.error !== null && head.data === undefined) {
    return (
      <section className="inbox-thread">
        <div className="inbox-problem">
          <ProblemAlert error={head.error} onRetry={() => void head.refetch()} />
          <Button onClick={() => address.change({ customer: undefined, panel: undefined })}>{t('back')}</Button>
        </div>
      </section>
    );
  }
  if (head.data === undefined) {
    return (
      <section className="inbox-thread">
        <div className="inbox-conversation">
          <Waiting />
        </div>
      </section>
    );
  }
  return (
    <section className="inbox-thread" aria-label={t('thread', { name: head.data.name })}>
      <div className="inbox-conversation">
        <ThreadHead conversation={head.data} address={address} />
        <Messages conversation={head.data} onWrite={(message, again) => setReply(begin(customerId, message, again))} />
        {may('sendMessage') && (
          <Composer conversation={head.data} reply={reply} onOpenContact={() => address.change({ panel: 'contact' })} />
        )}
      </div>
      {address.filters.panel === 'contact' && (
        <ContactPanel customerId={customerId} onClose={() => address.change({ panel: undefined })} />
      )}
    </section>
  );
}

/**
 * Opening a conversation reads it, and so does what comes in while it is open and looked at. What a person marks as
 * unread stays so: nothing new has come.
 */
const useReading = (conversation: Conversation | undefined) => {
  const may = useMay();
  const { mutate } = useConversationAction();
  const done = useRef<string>(undefined);
  const unread = conversation?.unread === true && may('readConversation');
  const customerId = conversation?.customerId;
  const newest = conversation?.last?.at;
  useEffect(() => {
    const state = `${customerId} ${newest}`;
    if (customerId === undefined) return;
    const read = () => {
      if (document.visibilityState !== 'visible' || done.current === state) return;
      done.current = state;
      if (unread) mutate({ customerId, action: 'read' });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [customerId, newest, unread, mutate]);
};

function Waiting() {
  const listText = useTexts(listTexts);
  return (
    <Box textAlign="center" padding="xxl">
      <Spinner /> {listText('loading')}
    </Box>
  );
}

function Messages({
  conversation,
  onWrite,
}: {
  conversation: Conversation;
  onWrite(message: ThreadMessage, again: boolean): void;
}) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  const thread = useInfiniteQuery(threadQuery(conversation.customerId));
  const [detail, setDetail] = useState<string>();
  const [withdrawing, setWithdrawing] = useState<ThreadMessage>();
  const messages = (thread.data?.pages.flatMap(({ items }) => items) ?? []).toReversed();
  const startsDay = (message: ThreadMessage, index: number): boolean => {
    const before = messages[index - 1];
    return before === undefined || format.date(before.at) !== format.date(message.at);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="thread-messages" tabIndex={0} aria-label={t('messages')}>
      <div>
        {thread.error !== null && <ProblemAlert error={thread.error} onRetry={() => void thread.refetch()} />}
        {thread.isPending && <Waiting />}
        {thread.hasNextPage && (
          <Box textAlign="center" padding="s">
            <Button loading={thread.isFetchingNextPage} onClick={() => void thread.fetchNextPage()}>
              {t('older')}
            </Button>
          </Box>
        )}
        {thread.data !== undefined && messages.length === 0 && (
          <Box textAlign="center" padding="l">
            <Box variant="h3">{t('emptyThread')}</Box>
            <Box variant="p">{t('emptyThreadText')}</Box>
          </Box>
        )}
        <ol>
          {messages.map((message, index) => (
            <Fragment key={message.messageId}>
              {startsDay(message, index) && <li className="thread-day">{format.date(message.at)}</li>}
              <ThreadItem
                message={message}
                customerId={conversation.customerId}
                onDetail={() => setDetail(message.messageId)}
                onReply={() => onWrite(message, false)}
                onAgain={() => onWrite(message, true)}
                onWithdraw={() => setWithdrawing(message)}
              />
            </Fragment>
          ))}
        </ol>
      </div>
      {detail !== undefined && <MessageDetail messageId={detail} onClose={() => setDetail(undefined)} />}
      {withdrawing !== undefined && (
        <WithdrawDialog
          customerId={conversation.customerId}
          messageId={withdrawing.messageId}
          label={withdrawing.result?.label ?? ''}
          onClose={() => setWithdrawing(undefined)}
        />
      )}
    </section>
  );
}
