import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { failureLabels, hasRole } from '#contract/vocabulary.ts';
import { withdrawHours } from '#contract/withdraw-limits.ts';
import { useReasonText } from '#web/features/contact/reason-text.ts';
import { useAddAddress } from '#web/features/customers/changes.ts';
import { TechnicalDetail } from '#web/features/interactions/technical-detail.tsx';
import { useMessageText } from '#web/language/received-text.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useAuthorName } from '#web/session/author-name.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay, useMe } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { useAnswerOptOut, useDecideMessage } from '../changes.ts';
import { ChannelIcon } from '../channel-icon.tsx';
import type { ThreadMessage } from '../queries.ts';
import { MessageFiles } from './message-files.tsx';
import { MessageStatus } from './message-status.tsx';
import { threadTexts } from './thread-texts.ts';

interface Parts {
  readonly message: ThreadMessage;
  readonly customerId: string;
  onDetail(): void;
  onReply(): void;
  /** Writes the same words again, by any channel. */
  onAgain(): void;
  onWithdraw(): void;
}

/** One entry of the thread: medium, text, files, status with its time, and its menu (C1, C19, D11, D12). */
export function ThreadItem({ message, customerId, onDetail, onReply, onAgain, onWithdraw }: Parts) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  const { direction, subject, body, preview, status, scheduledAt, changed } = message;
  const text = useMessageText()(direction, body ?? preview);
  const hour = format.toldTime(message.at, message.source);
  const sentHour = message.sentAt === null ? undefined : format.toldTime(message.sentAt, message.source);
  return (
    <li className={`thread-message thread-message-${direction}`} data-message={message.messageId}>
      <div className="thread-message-top">
        <span className="thread-meta">
          <ChannelIcon channel={message.channel} />
          {hour !== undefined && <time dateTime={message.at}>{hour}</time>}
          <span className="breakable">{message.recipient}</span>
        </span>
        <Menu {...{ message, customerId, onDetail, onReply, onAgain, onWithdraw }} />
      </div>
      {subject !== null && <strong className="breakable">{subject}</strong>}
      <Result message={message} />
      {text !== '' && <p className={changed === null ? 'thread-text' : 'thread-text thread-text-changed'}>{text}</p>}
      {changed !== null && (
        <div className="thread-meta">{t(`changed_${changed.kind}`, { time: format.time(changed.at) })}</div>
      )}
      <NewNumber message={message} customerId={customerId} />
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
      <OptOutQuestion message={message} customerId={customerId} />
      <div className="thread-meta">
        <MessageStatus message={message} />
        {status === 'scheduled' && scheduledAt !== null && (
          <span>{t('scheduledFor', { when: format.dateTime(scheduledAt) })}</span>
        )}
        {direction === 'outbound' && message.sentAt !== null && sentHour !== undefined && (
          <time dateTime={message.sentAt}>{sentHour}</time>
        )}
        <Origin message={message} />
      </div>
    </li>
  );
}

/** By hand or automatic, who wrote it, and what an automatic one belongs to. */
function Origin({
  message: { channel, direction, purpose, origin, author, template, source },
}: {
  message: ThreadMessage;
}) {
  const t = useTexts(threadTexts);
  const authorName = useAuthorName();
  return (
    <>
      {/* A customer writes by hand unless a program did; what a channel only tells says so by its own words. */}
      {(direction === 'outbound' || (purpose === 'automatic' && channel === 'email')) && <span>{t(purpose)}</span>}
      {author !== null && origin === null && <span className="breakable">{authorName(author)}</span>}
      {origin !== null && <span className="breakable">{t(origin.kind, { name: origin.name })}</span>}
      {template !== null && <span className="breakable">{t('template', { name: template.name })}</span>}
      {source === 'outside' && <span>{t('outside')}</span>}
    </>
  );
}

/** Why it was not delivered or not sent, in words; the provider's own words are folded behind them. */
function Failure({ message: { failure, reasons } }: { message: ThreadMessage }) {
  const label = useLabel();
  const reasonText = useReasonText();
  if (failure === null && reasons.length === 0) return null;
  return (
    <div className="thread-failure">
      {failure !== null && (
        <>
          <strong>{label(failureLabels[failure.class])}</strong>
          <TechnicalDetail code={failure.code} diagnostic={failure.message} />
        </>
      )}
      {reasons.map((code) => (
        <div key={code}>{reasonText(code)}</div>
      ))}
    </div>
  );
}

/** The channel says that the customer has a new number: proposed, since only a person can tell whose it is. */
function NewNumber({ message: { newNumber: number }, customerId }: Pick<Parts, 'message' | 'customerId'>) {
  const t = useTexts(threadTexts);
  const may = useMay();
  const problemText = useProblemText();
  const { show } = useNotices();
  const add = useAddAddress(customerId);
  if (number === null || !may('addAddress')) return null;
  return (
    <div className="thread-offer">
      <Button
        disabled={add.isPending || add.isSuccess}
        onClick={() =>
          add.mutate(
            { channel: 'whatsapp', value: number, idempotencyKey: crypto.randomUUID() },
            {
              onSuccess: () => show({ id: 'message', type: 'success', content: t('numberAdded', { number }) }),
              onError: (error) =>
                show({ id: 'message', type: 'error', header: t('actionFailed'), content: problemText(error) }),
            },
          )
        }
      >
        {t('addNumber', { number })}
      </Button>
    </div>
  );
}

/** Near a refusal: only a person can tell (F24). Asked once, whoever answers. */
function OptOutQuestion({ message: { messageId, optOutQuestion }, customerId }: Pick<Parts, 'message' | 'customerId'>) {
  const t = useTexts(threadTexts);
  const may = useMay();
  const problemText = useProblemText();
  const { show } = useNotices();
  const answer = useAnswerOptOut(customerId);
  if (optOutQuestion === null) return null;
  if (optOutQuestion !== 'open') return <div className="thread-meta">{t(`optOut_${optOutQuestion}`)}</div>;
  if (!may('answerOptOut')) return <div className="thread-meta">{t('optOutOpen')}</div>;
  const say = (optsOut: boolean) =>
    answer.mutate(
      { messageId, optsOut },
      {
        onError: (error) =>
          show({ id: 'message', type: 'error', header: t('actionFailed'), content: problemText(error) }),
      },
    );
  return (
    <fieldset className="thread-question">
      <legend>{t('optOutQuestion')}</legend>
      <SpaceBetween direction="horizontal" size="xs">
        <Button disabled={answer.isPending} onClick={() => say(true)}>
          {t('optOutYes')}
        </Button>
        <Button disabled={answer.isPending} onClick={() => say(false)}>
          {t('optOutNo')}
        </Button>
      </SpaceBetween>
    </fieldset>
  );
}

/** What a call or another management came to (C7, Q10). */
function Result({ message: { result } }: { message: ThreadMessage }) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  const userName = useUserName();
  if (result === null) return null;
  const { promise, callBackAt, durationSeconds, withdrawn } = result;
  return (
    <div>
      {withdrawn === null ? <strong>{result.label}</strong> : <s>{result.label}</s>}
      {withdrawn !== null && (
        <div className="thread-failure">
          {t('withdrawn', { name: userName(withdrawn.by), when: format.dateTime(withdrawn.at) })}
        </div>
      )}
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
const lost: readonly string[] = ['failed', 'blocked', 'skipped', 'cancelled', 'expired'];

/** Who recorded a result takes it back, or a supervisor, as long as it is fresh; the service decides again. */
const useMayWithdraw = (): ((message: ThreadMessage) => boolean) => {
  const may = useMay();
  const { userId, roles } = useMe();
  const supervises = hasRole(roles, 'supervisor');
  const ageMs = 3_600_000 * (supervises ? withdrawHours.supervisor : withdrawHours.author);
  return ({ result, source, recordedAt }) =>
    may('withdrawResult') &&
    source === 'platform' &&
    result !== null &&
    result.withdrawn === null &&
    (supervises || (result.by === userId && !result.effects.includes('stop'))) &&
    Date.now() - Date.parse(recordedAt) < ageMs;
};

function Menu({ message, customerId, onDetail, onReply, onAgain, onWithdraw }: Parts) {
  const t = useTexts(threadTexts);
  const format = useFormat();
  const may = useMay();
  const mayWithdraw = useMayWithdraw();
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
    ...(mayWithdraw(message) ? [{ id: 'withdraw', text: t('withdraw') }] : []),
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
      variant="icon"
      expandToViewport
      ariaLabel={t('messageMenu', { time: format.time(message.at) })}
      items={items}
      onItemClick={({ detail: { id } }) => {
        if (id === 'reply') onReply();
        if (id === 'detail') onDetail();
        if (id === 'again') onAgain();
        if (id === 'withdraw') onWithdraw();
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
