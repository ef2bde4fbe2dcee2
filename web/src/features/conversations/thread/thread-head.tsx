import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Icon from '@cloudscape-design/components/icon';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { contactabilityLabels, debtStateLabels } from '#contract/vocabulary.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { alertTexts } from '#web/features/alerts/texts.ts';
import { CustomerAlerts } from '#web/features/customers/customer-alerts.tsx';
import { RestrictionMark } from '#web/features/customers/restriction-mark.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { AlertSymbol } from '#web/parts/alert-symbol.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { callTexts } from '../calls/call-texts.ts';
import type { InboxAddress } from '../inbox-address.ts';
import type { Conversation } from '../queries.ts';
import { HeadActions } from './head-actions.tsx';
import { threadTexts } from './thread-texts.ts';

/** Name, segment, debt, pending call, and what can be done with the conversation (A21, C20–C24, C32, D24–D27). */
export function ThreadHead({ conversation, address }: { conversation: Conversation; address: InboxAddress }) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  const label = useLabel();
  const follow = useFollow();
  const { customerId, name, segment, debtSummary, pausedUntil, contactability, alerts } = conversation;
  const alertText = useTexts(alertTexts);
  const mayClear = useMay()('clearAlert');
  const queryClient = useQueryClient();
  const [alertsOpen, setAlertsOpen] = useState(false);
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
          <RestrictionMark restriction={conversation.restriction} />
          {contactability !== 'ok' && alerts > 0 && mayClear && (
            <AlertSymbol
              severe={contactability === 'none'}
              label={alertText('openAlerts', { name })}
              words={label(contactabilityLabels[contactability])}
              onPress={() => setAlertsOpen(true)}
            />
          )}
          {conversation.managed && <StatusIndicator type="success">{t('managed')}</StatusIndicator>}
        </div>
        <HeadActions
          conversation={conversation}
          onGone={() => address.change({ customer: undefined, panel: undefined })}
        />
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
      {conversation.call !== null && <PendingCall call={conversation.call} />}
      {pausedUntil !== null && Date.parse(pausedUntil) > Date.now() && (
        <StatusIndicator type="stopped">{t('paused', { until: format.dateTime(pausedUntil) })}</StatusIndicator>
      )}
      {alertsOpen && (
        <CustomerAlerts
          customerId={customerId}
          name={name}
          onCleared={() => void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.all })}
          onClose={() => setAlertsOpen(false)}
        />
      )}
    </header>
  );
}

/** When to call, and what was noted for whoever calls (C2, C34). */
function PendingCall({ call: { since, dueAt, note, origin } }: { call: NonNullable<Conversation['call']> }) {
  const t = useTexts(callTexts);
  const format = useFormat();
  const when =
    dueAt === null ? t('since', { when: format.dateTime(since) }) : t('dueAt', { when: format.dateTime(dueAt) });
  return (
    <div className="thread-call">
      <Icon name="call" variant="link" />
      <span className="breakable">
        <strong>{t('pending')}</strong>{' '}
        {[when, origin === 'missed_call' && t('missed'), note].filter(Boolean).join(' · ')}
      </span>
    </div>
  );
}
