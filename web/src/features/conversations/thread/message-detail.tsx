import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isNoticeOnly, receivedNotices, refusalReasons } from '#contract/received-words.ts';
import { statusGlossary } from '#contract/vocabulary.ts';
import type { Answer } from '#web/api/paths.ts';
import { useReasonText } from '#web/features/contact/reason-text.ts';
import { messageQuery } from '#web/features/interactions/queries.ts';
import { TechnicalDetail } from '#web/features/interactions/technical-detail.tsx';
import { interactionTexts } from '#web/features/interactions/texts.ts';
import { useMessageText } from '#web/language/received-text.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { Foldable } from '#web/parts/foldable.tsx';
import { MailFrame } from '#web/parts/mail-frame.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useAuthorName } from '#web/session/author-name.ts';
import { useFormat } from '#web/session/format.ts';
import { messageHtmlQuery } from '../queries.ts';
import { detailTexts } from './detail-texts.ts';
import { MessageStatus } from './message-status.tsx';

type Message = Answer<'getMessage'>;

/** A message in full: text, what came with it, attempts, the provider's events (D12). */
export function MessageDetail({ messageId, onClose }: { messageId: string; onClose(): void }) {
  const t = useTexts(detailTexts);
  const { data, error, refetch } = useQuery(messageQuery(messageId));
  return (
    <Modal
      visible
      size="large"
      header={t('detailTitle')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{t('close')}</Button>
        </Box>
      }
    >
      {error !== null && data === undefined && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Spinner />}
      {data !== undefined && <Content message={data} />}
    </Modal>
  );
}

function Content({ message }: { message: Message }) {
  const t = useTexts(detailTexts);
  const format = useFormat();
  const author = useAuthorName()(message.author);
  const text = useMessageText();
  const mailDate = message.received?.date;
  // Its notices stand below, each in words.
  const isTold = message.body !== null && message.received !== null && isNoticeOnly(message.body);
  return (
    <SpaceBetween size="m">
      <MessageStatus message={message.status === 'received' ? { ...message, status: 'received' } : message} />
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('recipient'), value: message.recipient ?? t('none') },
          { label: t('acceptedAt'), value: format.told(message.acceptedAt, message.source) },
          ...(message.direction === 'inbound'
            ? []
            : [
                {
                  label: t('sentAt'),
                  value: message.sentAt === null ? t('none') : format.told(message.sentAt, message.source),
                },
              ]),
          ...(author === null ? [] : [{ label: t('author'), value: author }]),
          ...(mailDate == null ? [] : [{ label: t('mailDate'), value: format.written(mailDate) }]),
        ]}
      />
      {message.unverified && <Alert type="warning">{t('unverified')}</Alert>}
      <div>
        {message.subject !== null && <Box variant="h3">{message.subject}</Box>}
        {message.body !== null && !isTold && <p className="thread-text">{text(message.direction, message.body)}</p>}
      </div>
      <Received message={message} />
      <Attempts message={message} />
      <Events message={message} />
    </SpaceBetween>
  );
}

/** Quoted history folded, the formatted version in its frame, what was left out and why. */
function Received({ message: { messageId, received } }: { message: Message }) {
  const t = useTexts(detailTexts);
  const label = useLabel();
  if (received === null) return null;
  return (
    <SpaceBetween size="xs">
      {received.notices.map((notice) => (
        <Alert key={notice} type="info">
          {label(receivedNotices[notice])}
        </Alert>
      ))}
      {received.refused.map(({ fileName, reason }) => (
        <Box key={fileName}>{t('refusedFile', { name: fileName, reason: label(refusalReasons[reason]) })}</Box>
      ))}
      {received.quoted !== null && (
        <Foldable headerText={t('quoted')}>
          <p className="thread-text">{received.quoted}</p>
        </Foldable>
      )}
      {received.hasHtml && <Formatted messageId={messageId} />}
    </SpaceBetween>
  );
}

function Formatted({ messageId }: { messageId: string }) {
  const t = useTexts(detailTexts);
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({ ...messageHtmlQuery(messageId), enabled: open });
  return (
    <Foldable headerText={t('formatted')} expanded={open} onChange={({ detail }) => setOpen(detail.expanded)}>
      <Box variant="small">{t('formattedNote')}</Box>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <MailFrame html={data.html} title={t('formatted')} />}
    </Foldable>
  );
}

function Attempts({ message: { attempts, direction } }: { message: Message }) {
  const t = useTexts(detailTexts);
  const format = useFormat();
  if (direction === 'inbound') return null;
  return (
    <div>
      <Box variant="h3">{t('attempts')}</Box>
      {attempts.length === 0 && <Box>{t('noAttempts')}</Box>}
      <ol>
        {attempts.map(({ attemptId, claimedAt, outcome, providerId }, index) => (
          <li key={attemptId} className="breakable">
            {t('attempt', { number: index + 1, outcome: t(`outcome_${outcome}`) })} · {format.dateTime(claimedAt)}
            {providerId !== null && ` · ${providerId}`}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Everything that made the status, oldest first. */
function Events({ message: { events, source } }: { message: Message }) {
  const t = useTexts(detailTexts);
  const label = useLabel();
  const format = useFormat();
  const reasonText = useReasonText();
  const interactionText = useTexts(interactionTexts);
  const kindWords = (kind: string) => {
    if (kind === 'accepted') return t('outcome_accepted');
    const entry = statusGlossary.find(({ status }) => status === kind);
    if (entry !== undefined) return label(entry.message);
    return interactionTexts.has(kind) ? interactionText(kind) : kind;
  };
  return (
    <div>
      <Box variant="h3">{t('events')}</Box>
      {events.length === 0 && <Box>{t('noEvents')}</Box>}
      <ol>
        {events.map(({ kind, at, statedAt, code, detail, reasons = [] }) => (
          <li key={`${kind}${at}`} className="breakable">
            {[
              format.told(at, source),
              kindWords(kind),
              code === undefined || code === reasonText(code) ? undefined : reasonText(code),
              ...reasons.map(reasonText),
              statedAt === undefined ? undefined : t('statedAt', { time: format.dateTime(statedAt) }),
            ]
              .filter(Boolean)
              .join(' · ')}
            {(code !== undefined || detail !== undefined) && (
              <TechnicalDetail code={code} diagnostic={detail ?? null} />
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
