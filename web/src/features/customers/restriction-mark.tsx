import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type RestrictionKind, restrictionMarks } from '#contract/privacy-words.ts';
import { useLabel } from '#web/language/use-language.ts';

/** That the person objects to automatic messages, or is blocked, where a word must do; nothing for all others. */
export function RestrictionMark({ restriction }: { restriction: RestrictionKind | null }) {
  const label = useLabel();
  if (restriction === null) return null;
  return (
    <StatusIndicator type={restriction === 'blocking' ? 'stopped' : 'warning'}>
      {label(restrictionMarks[restriction])}
    </StatusIndicator>
  );
}
