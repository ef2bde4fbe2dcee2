import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { ChannelIcon } from '../channel-icon.tsx';
import { LineDialog } from '../fields/line-dialog.tsx';
import { CustomerSearch } from './customer-search.tsx';
import { startTexts } from './start-texts.ts';
import { type Unmatched, unmatchedQuery, useAssignUnmatched, useCreateFromUnmatched } from './unmatched-queries.ts';

type Open = { readonly what: 'assign' | 'create'; readonly message: Unmatched } | undefined;

/** Messages without a customer: the sender is shown, and completed to a customer (D13). */
export function UnmatchedDialog({ onClose, onOpen }: { onClose(): void; onOpen(customerId: string): void }) {
  const t = useTexts(startTexts);
  const { show } = useNotices();
  const query = useInfiniteQuery(unmatchedQuery);
  const [open, setOpen] = useState<Open>();
  const done = (customerId: string) => {
    show({ id: 'unmatched', type: 'success', content: t('assigned') });
    onOpen(customerId);
  };
  const messages = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Modal visible={open === undefined} size="large" header={t('unmatched')} onDismiss={onClose}>
        <SpaceBetween size="m">
          <Box color="text-body-secondary">{t('unmatchedText')}</Box>
          {query.error !== null && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
          {query.data !== undefined && messages.length === 0 && <Box>{t('unmatchedEmpty')}</Box>}
          {messages.map((message) => (
            <Message key={message.id} message={message} onAct={(what) => setOpen({ what, message })} />
          ))}
          {query.hasNextPage && (
            <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('more')}
            </Button>
          )}
        </SpaceBetween>
      </Modal>
      {open?.what === 'assign' && (
        <AssignDialog message={open.message} onClose={() => setOpen(undefined)} onDone={done} />
      )}
      {open?.what === 'create' && (
        <CreateDialog message={open.message} onClose={() => setOpen(undefined)} onDone={done} />
      )}
    </>
  );
}

function Message({ message, onAct }: { message: Unmatched; onAct(what: 'assign' | 'create'): void }) {
  const t = useTexts(startTexts);
  const format = useFormat();
  const may = useMay();
  return (
    <article>
      <div className="thread-meta">
        <ChannelIcon channel={message.channel} />
        <strong className="breakable">
          {/* Who called is called back (D13). */}
          {message.channel === 'call' ? <a href={`tel:${message.from}`}>{message.from}</a> : message.from}
        </strong>
        <time dateTime={message.receivedAt}>{format.dateTime(message.receivedAt)}</time>
        {message.statedAt !== null && (
          <Badge color="severity-medium">{t('statedAt', { time: format.dateTime(message.statedAt) })}</Badge>
        )}
        <Badge>{t(message.reason)}</Badge>
        {message.unverified && <Badge color="severity-medium">{t('unverified')}</Badge>}
      </div>
      {message.subject !== null && <strong className="breakable">{message.subject}</strong>}
      <p className={message.changed === null ? 'thread-text' : 'thread-text thread-text-changed'}>{message.text}</p>
      {message.changed !== null && (
        <div className="thread-meta">
          {t(`changed_${message.changed.kind}`, { time: format.dateTime(message.changed.at) })}
        </div>
      )}
      <SpaceBetween direction="horizontal" size="xs">
        {may('assignUnmatched') && <Button onClick={() => onAct('assign')}>{t('assign')}</Button>}
        {may('createFromUnmatched') && message.reason === 'UNKNOWN_SENDER' && (
          <Button onClick={() => onAct('create')}>{t('create')}</Button>
        )}
      </SpaceBetween>
    </article>
  );
}

interface DialogParts {
  readonly message: Unmatched;
  onClose(): void;
  onDone(customerId: string): void;
}

function AssignDialog({ message, onClose, onDone }: DialogParts) {
  const t = useTexts(startTexts);
  const assign = useAssignUnmatched();
  return (
    <CustomerSearch
      title={t('assign')}
      error={assign.error}
      onClose={onClose}
      onChoose={(customerId) => assign.mutate({ id: message.id, customerId }, { onSuccess: () => onDone(customerId) })}
    />
  );
}

function CreateDialog({ message, onClose, onDone }: DialogParts) {
  const t = useTexts(startTexts);
  const create = useCreateFromUnmatched();
  return (
    <LineDialog
      title={t('createTitle', { address: message.from })}
      label={t('name')}
      field="name"
      most={fieldLimits.createFromUnmatched.name.longest}
      confirm={t('create')}
      busy={create.isPending}
      error={create.error}
      onConfirm={(name) => create.mutate({ message, name }, { onSuccess: onDone })}
      onClose={onClose}
    />
  );
}
