import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { interactionColumns } from '#contract/interaction-columns.ts';
import { channelLabels, failureLabels } from '#contract/vocabulary.ts';
import { CustomerAlerts } from '#web/features/customers/customer-alerts.tsx';
import { customerQuery } from '#web/features/customers/queries.ts';
import { useMessageText } from '#web/language/received-text.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { listTexts } from '#web/lists/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { TargetLink } from '#web/parts/target-link.tsx';
import { useAuthorName } from '#web/session/author-name.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { InteractionStatus } from './interaction-status.tsx';
import { MessageTimeline } from './message-timeline.tsx';
import { type Message, messageQuery } from './queries.ts';
import { TechnicalDetail } from './technical-detail.tsx';
import { interactionTexts } from './texts.ts';
import './interactions.css';

/** One communication: what was said, and everything that became of it at the provider (B4–B9, B21). */
export function InteractionDetail({ messageId, onClose }: { messageId: string; onClose(): void }) {
  const t = useTexts(interactionTexts);
  const listText = useTexts(listTexts);
  const navigate = useNavigate();
  const query = useQuery(messageQuery(messageId));
  const customerId = query.data?.customerId;
  return (
    <Modal
      visible
      size="large"
      header={t('detailTitle')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {customerId !== undefined && (
              <Button iconName="contact" onClick={() => navigate(paths.conversation(customerId))}>
                {t('toConversation')}
              </Button>
            )}
            <Button variant="primary" onClick={onClose}>
              {t('close')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {query.error !== null && <ProblemAlert error={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && (
        <Box textAlign="center">
          <Spinner /> {listText('loading')}
        </Box>
      )}
      {query.data !== undefined && <Content message={query.data} />}
    </Modal>
  );
}

function Content({ message }: { message: Message }) {
  const t = useTexts(interactionTexts);
  const text = useMessageText();
  const label = useLabel();
  const authorName = useAuthorName();
  const format = useFormat();
  const time = (value: string | null) => (value === null ? t('none') : format.told(value, message.source));
  const customer = useQuery(customerQuery(message.customerId));
  const mayClear = useMay()('clearAlert');
  const [open, setOpen] = useState(false);
  // The address that it went to, while something stands against sending to it.
  const alerted = customer.data?.addresses.find(
    ({ channel, value, alert, wrongNumber }) =>
      channel === message.channel && value === message.recipient && (alert !== null || wrongNumber),
  );
  const pairs: KeyValuePairsProps.Pair[] = [
    { label: t('status'), value: <InteractionStatus status={message.status} /> },
    { label: t('direction'), value: t(message.direction) },
    { label: t('channel'), value: label(channelLabels[message.channel]) },
    {
      label: t('customer'),
      value: (
        <TargetLink href={paths.customer(message.customerId)}>{customer.data?.name ?? t('toCustomer')}</TargetLink>
      ),
    },
    { label: t('recipient'), value: <span className="breakable">{message.recipient ?? t('none')}</span> },
    { label: t('origin'), value: message.origin?.name ?? t('none') },
    { label: label(interactionColumns.author), value: authorName(message.author) ?? t('none') },
    { label: t('scheduledAt'), value: time(message.sendAt ?? message.acceptedAt) },
    { label: t('sentAt'), value: time(message.sentAt) },
    { label: t('id'), value: <span className="breakable">{message.messageId}</span> },
  ];
  return (
    <SpaceBetween size="l">
      {message.failure !== null && (
        <Alert
          type="error"
          header={t('failure')}
          action={alerted !== undefined && mayClear && <Button onClick={() => setOpen(true)}>{t('seeAlert')}</Button>}
        >
          <p className="plain-text">{label(failureLabels[message.failure.class])}</p>
          {message.failure.retryable && <Box>{t('failureAgain')}</Box>}
          <TechnicalDetail code={message.failure.code} diagnostic={message.failure.diagnostic} />
        </Alert>
      )}
      {open && alerted !== undefined && (
        <CustomerAlerts
          customerId={message.customerId}
          name={customer.data?.name ?? ''}
          only={alerted.addressId}
          onClose={() => setOpen(false)}
        />
      )}
      {message.unverified && <Alert type="warning">{t('unverified')}</Alert>}
      <KeyValuePairs columns={3} minColumnWidth={150} items={pairs} />
      <section>
        <Header variant="h3">{message.subject ?? t('content')}</Header>
        <p className="plain-text">{message.body === null ? t('none') : text(message.direction, message.body)}</p>
        {message.attachments.length > 0 && (
          <Box variant="small" display="block">
            {t('attachments', { count: message.attachments.length })}:{' '}
            {message.attachments.map(({ fileName }) => fileName).join(', ')}
          </Box>
        )}
      </section>
      <section>
        <Header variant="h3">{t('timeline')}</Header>
        <MessageTimeline events={message.events} source={message.source} />
      </section>
      {message.attempts.length > 0 && (
        <section>
          <Header variant="h3">{t('attempts')}</Header>
          <ol>
            {message.attempts.map(({ attemptId, claimedAt, outcome, providerId }) => (
              <li key={attemptId}>
                {format.dateTime(claimedAt)}: {t(outcome)}
                {providerId !== null && (
                  <Box variant="small" display="block">
                    {t('providerId')}: <span className="breakable">{providerId}</span>
                  </Box>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
    </SpaceBetween>
  );
}
