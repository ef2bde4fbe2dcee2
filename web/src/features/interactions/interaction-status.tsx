import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { InteractionStatus as Status } from '#contract/interactions.ts';
import { statusGlossary } from '#contract/vocabulary.ts';
import { useLabel } from '#web/language/use-language.ts';
import { AlertSymbol } from '#web/parts/alert-symbol.tsx';

const types: Readonly<Record<Status, StatusIndicatorProps.Type>> = {
  scheduled: 'pending',
  queued: 'pending',
  deferred: 'pending',
  sending: 'in-progress',
  sent: 'info',
  delivered: 'success',
  not_read: 'info',
  read: 'success',
  replied: 'success',
  failed: 'error',
  blocked: 'warning',
  skipped: 'stopped',
  outcome_unknown: 'warning',
  cancelled: 'stopped',
  expired: 'stopped',
  received: 'success',
};

/** Statuses in the words that people use of a communication ("Enviada") or a message ("Enviado") (B9, B10, C19). */
export const useStatusWord = (of: 'communication' | 'message' = 'communication'): ((status: Status) => string) => {
  const label = useLabel();
  return (status) => {
    const entry = statusGlossary.find((row) => row.status === status);
    const word = entry === undefined ? status : label(entry[of]);
    return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
  };
};

export function InteractionStatus({
  status,
  open,
}: {
  status: Status;
  /** What the red symbol of a failure opens. */
  open?: { readonly label: string; onPress(): void };
}) {
  const word = useStatusWord();
  if (types[status] === 'error' && open !== undefined) return <AlertSymbol {...open} words={word(status)} />;
  return <StatusIndicator type={types[status]}>{word(status)}</StatusIndicator>;
}
