import Box from '@cloudscape-design/components/box';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { erasureStages } from '#contract/privacy-words.ts';
import type { ProcessState as State } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useProcessReason } from './process-scope.ts';
import { isMoving, type Process } from './queries.ts';
import { processTexts } from './texts.ts';

const types: Readonly<Record<State, StatusIndicatorProps.Type>> = {
  pending: 'pending',
  processing: 'in-progress',
  needs_answer: 'warning',
  success: 'success',
  failed: 'error',
  expired: 'stopped',
  cancelled: 'stopped',
};

const hasNothingValid = ({ counts }: NonNullable<Process['import']>): boolean =>
  counts.rejected > 0 && counts.created + counts.updated + counts.duplicate === 0;

/** What a process waits for or is at, where its state alone does not say it. */
const stepOf = ({ state, export: exported, import: imported }: Process) => {
  if (state === 'pending' && exported?.tray === 'interactions') return 'waitsNight';
  if (imported === null || state === 'failed' || state === 'cancelled' || state === 'expired') return undefined;
  if (state === 'needs_answer') return undefined;
  if (imported.stage === 'upload') return 'waitsUpload';
  if (imported.stage === 'validated') return hasNothingValid(imported) ? undefined : 'waitsConfirm';
  return imported.stage === 'done' ? undefined : imported.stage;
};

/** An import that ended well may have left rows out, or have none that could be taken. */
const endOf = ({ import: imported }: Process): StatusIndicatorProps.Type => {
  if (imported === null) return types.success;
  if (imported.counts.rejected > 0) return hasNothingValid(imported) ? 'error' : 'warning';
  return imported.stage === 'done' && imported.warnings > 0 ? 'warning' : types.success;
};

/** State of a process in words (F21), with a second line that says what it waits for. */
export function ProcessState({ process }: { process: Process }) {
  const t = useTexts(processTexts);
  const label = useLabel();
  const step = stepOf(process);
  const reason = useProcessReason()(process);
  const stage = isMoving(process) ? process.erasure?.stage : undefined;
  const type = process.state === 'success' ? endOf(process) : types[process.state];
  return (
    <>
      <StatusIndicator type={isMoving(process) ? 'in-progress' : type}>
        <span className="whole-words">{label(process.stateLabel)}</span>
      </StatusIndicator>
      {step !== undefined && (
        <Box variant="small" display="block">
          {t(step)}
        </Box>
      )}
      {stage !== undefined && (
        <Box variant="small" display="block">
          {label(erasureStages[stage])}
        </Box>
      )}
      {reason !== undefined && (
        <Box variant="small" display="block">
          <span className="breakable">{reason}</span>
        </Box>
      )}
    </>
  );
}
