import Badge from '@cloudscape-design/components/badge';
import Icon from '@cloudscape-design/components/icon';
import { Link, useLocation } from 'react-router';
import { contactabilityLabels } from '#contract/vocabulary.ts';
import { alertTexts } from '#web/features/alerts/texts.ts';
import { RestrictionMark } from '#web/features/customers/restriction-mark.tsx';
import { useMessageText } from '#web/language/received-text.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { Found } from '#web/lists/found.tsx';
import { AlertSymbol } from '#web/parts/alert-symbol.tsx';
import { useFormat } from '#web/session/format.ts';
import { useCompany, useMe } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { localDay } from '#web/session/today.ts';
import { ChannelIcon } from '../channel-icon.tsx';
import type { ConversationRow } from '../queries.ts';
import { inboxTexts } from './inbox-texts.ts';

/** As colleagues call each other. */
const firstNameOf = (name: string): string => name.split(' ', 1)[0] ?? name;

/** A conversation in the list: bold while something waits, the envelope while unread (C18, C33, C34, F16). */
export function ConversationItem({
  row,
  open,
  search: searched,
  onAlerts,
}: {
  row: ConversationRow;
  open: boolean;
  /** What was searched for: it is marked where it stands. */
  search?: string | undefined;
  /** Opens the alerts of the customer; undefined: they are nobody's to clear. */
  onAlerts?: (() => void) | undefined;
}) {
  const t = useTexts(inboxTexts);
  const alertText = useTexts(alertTexts);
  const label = useLabel();
  const messageText = useMessageText();
  const format = useFormat();
  const { timeZone } = useCompany();
  const { userId } = useMe();
  const userName = useUserName();
  const { search } = useLocation();
  const target = new URLSearchParams(search);
  target.set('customer', row.customerId);
  target.delete('panel');
  const { last } = row;
  const said = ({ author, direction, preview: text }: NonNullable<ConversationRow['last']>): string => {
    if (author === null) return messageText(direction, text);
    return author === userId ? t('you', { text }) : t('somebody', { name: firstNameOf(userName(author)), text });
  };
  const isToday = localDay(Date.parse(row.at), timeZone) === localDay(Date.now(), timeZone);
  const isSevere = row.contactability === 'none';
  const pressable = row.contactability !== 'ok' && onAlerts !== undefined;
  const link = (
    <Link
      to={{ search: target.toString() }}
      className={['inbox-row', row.bold && 'inbox-row-bold', pressable && 'inbox-row-alerted']
        .filter(Boolean)
        .join(' ')}
      aria-current={open ? 'true' : undefined}
      data-customer={row.customerId}
    >
      <span className="inbox-row-line">
        <span className="inbox-row-name">
          {row.unread && <Icon name="envelope" size="small" ariaLabel={t('unread')} />}
          {row.starred && <Icon name="star-filled" size="small" ariaLabel={t('star')} />}
          <span className="breakable">
            <Found text={row.name} search={searched} />
          </span>
        </span>
        {last !== null && <time dateTime={row.at}>{isToday ? format.time(row.at) : format.date(row.at)}</time>}
      </span>
      {last !== null && (
        <span className="inbox-row-preview">
          <ChannelIcon channel={last.channel} />
          <span>{said(last)}</span>
        </span>
      )}
      <span className="inbox-row-badges">
        <RestrictionMark restriction={row.restriction} />
        {last?.status === 'failed' && <Badge color="red">{t('failed')}</Badge>}
        {row.pendingCall && (
          <Badge color="blue">
            {row.callAt === null || Date.parse(row.callAt) <= Date.now()
              ? t('pendingCall')
              : t('callAt', { when: format.dateTime(row.callAt) })}
          </Badge>
        )}
        {row.contactability !== 'ok' && !pressable && (
          <Icon
            name={isSevere ? 'status-negative' : 'status-warning'}
            variant={isSevere ? 'error' : 'warning'}
            size="small"
            ariaLabel={label(contactabilityLabels[row.contactability])}
          />
        )}
        {row.managed && <span className="inbox-row-managed">✓ {t('managed')}</span>}
        <span className="inbox-row-segment">{row.segment}</span>
      </span>
    </Link>
  );
  if (!pressable) return link;
  return (
    <div className="inbox-row-frame">
      {link}
      {/* Beside the link, not within it: what is pressed is one or the other. */}
      <span className="inbox-row-alert">
        <AlertSymbol
          wordless
          severe={isSevere}
          label={alertText('openAlerts', { name: row.name })}
          words={label(contactabilityLabels[row.contactability])}
          onPress={onAlerts}
        />
      </span>
    </div>
  );
}
