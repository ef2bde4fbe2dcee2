import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { statusGlossary } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { ThreadMessage } from '../queries.ts';
import { threadTexts } from './thread-texts.ts';

type Status = ThreadMessage['status'];

const types: Partial<Record<Status, StatusIndicatorProps.Type>> = {
  scheduled: 'pending',
  queued: 'pending',
  deferred: 'pending',
  sending: 'in-progress',
  failed: 'error',
  blocked: 'stopped',
  skipped: 'stopped',
  cancelled: 'stopped',
  expired: 'stopped',
  outcome_unknown: 'warning',
  unread: 'info',
};

const inboundKeys = {
  unread: 'statusUnread',
  read: 'statusRead',
  answered: 'statusAnswered',
  omitted: 'statusOmitted',
} as const;

/** Words for the status of a message: masculine, as in the glossary (C19, C39). */
export const useMessageStatus = (): ((message: Pick<ThreadMessage, 'status' | 'direction'>) => string) => {
  const t = useTexts(threadTexts);
  const label = useLabel();
  return ({ status, direction }) => {
    if (direction === 'inbound' && Object.hasOwn(inboundKeys, status)) {
      return t(inboundKeys[status as keyof typeof inboundKeys]);
    }
    const entry = statusGlossary.find((each) => each.status === status);
    return entry === undefined ? status : label(entry.message);
  };
};

/** The status with its symbol. */
export function MessageStatus({ message }: { message: Pick<ThreadMessage, 'status' | 'direction'> }) {
  const text = useMessageStatus();
  return <StatusIndicator type={types[message.status] ?? 'success'}>{text(message)}</StatusIndicator>;
}
