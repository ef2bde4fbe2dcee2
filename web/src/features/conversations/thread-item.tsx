import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import Link from '@cloudscape-design/components/link';
import { contactReasons, failureLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { useDecideMessage } from './changes.ts';
import { ChannelIcon } from './channel-icon.tsx';
import { MessageFiles } from './message-files.tsx';
import { MessageStatus } from './message-status.tsx';
import type { ThreadMessage } from './queries.ts';
import { threadTexts } from './thread-texts.ts';

interface Parts {
  readonly message: ThreadMessage;
  readonly customerId: string;
  onDetail(): void;
  onReply(): void;
  /** Writes the same words again, by any channel. */
  onAgain(): void;
}

/** One entry of the thread: medium, text, files, status with its time, and its menu (C1, C19, D11, D12). */
export function ThreadItem({ message, customerId, onDetail, onReply, onAgain }: Parts) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  const { direction, subject, body, preview, status, scheduledAt } = message;
  return (
    <li className={`thread-message thread-message-${direction}`} data-message={message.messageId}>
      <div className="thread-message-top">
        <span className="thread-meta">
          <ChannelIcon channel={message.channel} />
          <time dateTime={message.at}>{format.time(message.at)}</time>
          <span className="breakable">{message.recipient}</span>
        </span>
        <Menu message={message} customerId={customerId} onDetail={onDetail} onReply={onReply} onAgain={onAgain} />
      </div>
      {subject !== null && <strong className="breakable">{subject}</strong>}
      <Result message={message} />
      {(body ?? preview) !== '' && <p className="thread-text">{body ?? preview}</p>}
      {body === null && preview !== '' && (
        <Link
          href="#"
          onFollow={(event) => {
            event.preventDefault();
            onDetail();
          }}
        >
          {t('fullText')}
        </Link>
      )}
      <MessageFiles message={message} customerId={customerId} />
      <Failure message={message} />
      <div className="thread-meta">
        <MessageStatus message={message} />
        {status === 'scheduled' && scheduledAt !== null && (
          <span>{t('scheduledFor', { when: format.dateTime(scheduledAt) })}</span>
        )}
        {direction === 'outbound' && message.sentAt !== null && (
          <time dateTime={message.sentAt}>{format.time(message.sentAt)}</time>
        )}
        <Origin message={message} />
      </div>
    </li>
  );
}

/** By hand or automatic, and what an automatic one belongs to. */
function Origin({ message: { direction, purpose, origin, template, source } }: { message: ThreadMessage }) {
  const t = useTexts(threadTexts);
  return (
    <>
      {/* A customer writes by hand unless a program did. */}
      {(direction === 'outbound' || purpose === 'automatic') && <span>{t(purpose)}</span>}
      {origin !== null && <span className="breakable">{t(origin.kind, { name: origin.name })}</span>}
      {template !== null && <span className="breakable">{t('template', { name: template.name })}</span>}
      {source === 'outside' && <span>{t('outside')}</span>}
    </>
  );
}

/** Why it was not delivered or not sent, in words; the provider's own beside them. */
function Failure({ message: { failure, reasons } }: { message: ThreadMessage }) {
  const label = useLabel();
  const isKnown = (code: string): code is keyof typeof contactReasons => Object.hasOwn(contactReasons, code);
  if (failure === null && reasons.length === 0) return null;
  return (
    <div className="thread-failure">
      {failure !== null && (
        <>
          <strong>{label(failureLabels[failure.class])}</strong>{' '}
          <span className="breakable">{failure.message ?? failure.code}</span>
        </>
      )}
      {reasons.map((code) => (
        <div key={code}>{isKnown(code) ? label(contactReasons[code]) : code}</div>
      ))}
    </div>
  );
}

/** What a call or another management came to (C7, Q10). */
function Result({ message: { result } }: { message: ThreadMessage }) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  if (result === null) return null;
  const { promise, callBackAt, durationSeconds } = result;
  return (
    <div>
      <strong>{result.label}</strong>
      <div className="thread-meta">
        {!result.withCall && <span>{t('withoutCall')}</span>}
        {durationSeconds !== null && <span>{t('duration', { count: durationSeconds })}</span>}
        {promise !== null && (
          <span>
            {t('promise', { amount: format.money(promise.amount, promise.currency), date: format.day(promise.date) })}
          </span>
        )}
        {callBackAt !== null && <span>{t('callBack', { when: format.dateTime(callBackAt) })}</span>}
      </div>
    </div>
  );
}

const cancellable: readonly string[] = ['scheduled', 'queued', 'deferred'];
/** It did not reach the customer and will not: worth writing again, perhaps by another channel (F16). */
const lost: readonly string[] = ['failed', 'blocked', 'skipped', 'cancelled'];

function Menu({ message, customerId, onDetail, onReply, onAgain }: Parts) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  const may = useMay();
  const problemText = useProblemText();
  const { show } = useNotices();
  const decide = useDecideMessage(customerId);
  const { status, messageId } = message;
  const items: ButtonDropdownProps.Item[] = [
    ...(may('sendMessage') && message.channel !== 'call' ? [{ id: 'reply', text: t('reply') }] : []),
    { id: 'detail', text: t('detail') },
    ...(may('sendMessage') && message.direction === 'outbound' && message.body !== null && lost.includes(status)
      ? [{ id: 'again', text: t('again') }]
      : []),
    ...(may('cancelMessage') && cancellable.includes(status) ? [{ id: 'cancel', text: t('cancelMessage') }] : []),
    ...(may('resolveMessage') && status === 'outcome_unknown'
      ? [
          { id: 'sent', text: t('resolveSent') },
          { id: 'resend', text: t('resolveResend') },
        ]
      : []),
  ];
  return (
    <ButtonDropdown
      variant="inline-icon"
      expandToViewport
      ariaLabel={t('messageMenu', { time: format.time(message.at) })}
      items={items}
      onItemClick={({ detail: { id } }) => {
        if (id === 'reply') onReply();
        if (id === 'detail') onDetail();
        if (id === 'again') onAgain();
        if (id !== 'cancel' && id !== 'sent' && id !== 'resend') return;
        decide.mutate(
          { messageId, decision: id },
          {
            onError: (error) =>
              show({ id: 'message', type: 'error', header: t('actionFailed'), content: problemText(error) }),
          },
        );
      }}
    />
  );
}
