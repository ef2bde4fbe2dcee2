import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from 'react-router';
import { alertTexts } from '#web/features/alerts/texts.ts';
import { useActionNotice } from '#web/features/alerts/use-action-notice.tsx';
import { useMarkRead, useRetryProcess } from '#web/features/processes/changes.ts';
import type { Process } from '#web/features/processes/queries.ts';
import { processTexts } from '#web/features/processes/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useMay } from '#web/session/me.ts';

/** So long after its end a change of alerts can be undone, ms. */
const undoMs = 24 * 3_600_000;

/** What can be done with a process as it stands: go on with an import, cancel, try again, mark as read. */
export function RowActions({
  process,
  name,
  onCancel,
  onIssues,
}: {
  process: Process;
  name: string;
  onCancel(): void;
  onIssues(): void;
}) {
  const t = useTexts(processTexts);
  const alertText = useTexts(alertTexts);
  const navigate = useNavigate();
  const may = useMay();
  const problemText = useProblemText();
  const { show } = useNotices();
  const retry = useRetryProcess();
  const markRead = useMarkRead();
  const { takeBack } = useActionNotice();
  const { processId, kind, state, import: imported, erasure, portability, alerts, finishedAt } = process;
  const failed = (error: unknown) =>
    show({ id: 'process', type: 'error', header: t('changed'), content: problemText(error) });
  const running = state === 'pending' || state === 'processing';
  const mayCancel = kind === 'import' ? may('cancelImport') : kind === 'export' && may('cancelExport');
  const canUndo =
    alerts !== undefined &&
    alerts.action !== 'undo' &&
    alerts.undoneBy === undefined &&
    alerts.counts.changed > 0 &&
    finishedAt !== null &&
    Date.now() < Date.parse(finishedAt) + undoMs &&
    may('undoAlerts');
  const isWrittenAgain = kind === 'export' || kind === 'night_report';
  const waits = state === 'needs_answer' || (imported?.stage === 'validated' && state === 'success');
  const hasErrors = (imported?.issues.length ?? 0) > 0 || process.error !== null;
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {imported !== null && may('createImport') && (
        <Button
          variant="icon"
          iconName="external"
          ariaLabel={t('open', { name })}
          onClick={() => navigate(`${paths.imports}?process=${processId}`)}
        />
      )}
      {erasure !== undefined && (
        <Button
          variant="icon"
          iconName="external"
          ariaLabel={t('open', { name })}
          onClick={() => navigate(paths.erasure(erasure.customerId, processId))}
        />
      )}
      {portability !== undefined && (
        <Button
          variant="icon"
          iconName="external"
          ariaLabel={t('open', { name })}
          onClick={() => navigate(paths.customer(portability.customerId))}
        />
      )}
      {hasErrors && (
        <Button variant="icon" iconName="status-warning" ariaLabel={t('issuesTitle', { name })} onClick={onIssues} />
      )}
      {(state === 'failed' || state === 'expired') && isWrittenAgain && may('retryExport') && (
        <Button
          variant="icon"
          iconName="refresh"
          ariaLabel={t('retry', { name })}
          loading={retry.isPending}
          onClick={() => retry.mutate(processId, { onError: failed })}
        />
      )}
      {(running || waits) && mayCancel && (
        <Button variant="icon" iconName="close" ariaLabel={t('cancel', { name })} onClick={onCancel} />
      )}
      {canUndo && (
        <Button
          variant="icon"
          iconName="undo"
          ariaLabel={alertText('undoOf', { name })}
          onClick={() => takeBack(processId)}
        />
      )}
      {process.unread && may('readProcess') && (
        <Button
          variant="icon"
          iconName="check"
          ariaLabel={t('read', { name })}
          onClick={() => markRead.mutate([processId], { onError: failed })}
        />
      )}
    </SpaceBetween>
  );
}
