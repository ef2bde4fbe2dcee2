import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from 'react-router';
import { useCancelProcess } from '#web/features/processes/changes.ts';
import { ProcessFiles } from '#web/features/processes/process-files.tsx';
import { ProcessIssues } from '#web/features/processes/process-issues.tsx';
import { ProcessProgress } from '#web/features/processes/process-progress.tsx';
import { isMoving, type Process } from '#web/features/processes/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { importTexts } from './texts.ts';
import { useConfirmImport } from './upload.ts';

type Import = NonNullable<Process['import']>;

/** Second and third step: what the check found, the confirmation, how far it is, what became of it (F19, F20, B34). */
export function OutcomeStep({ process, imported, onAgain }: { process: Process; imported: Import; onAgain(): void }) {
  const t = useTexts(importTexts);
  const navigate = useNavigate();
  const confirm = useConfirmImport(process.processId);
  const cancel = useCancelProcess();
  const { stage, counts, kind } = imported;
  const validated = process.state === 'success' && stage === 'validated';
  const checking = stage === 'upload' || stage === 'validating' || stage === 'validated';
  const step = checking ? { number: 2, name: t('stepCheck') } : { number: 3, name: t('stepDone') };
  const ended = !isMoving(process) && !validated;
  const taken = counts.created + counts.updated + counts.duplicate;
  const failure = confirm.error ?? cancel.error;
  return (
    <Container header={<Header variant="h2">{t('step', step)}</Header>}>
      <SpaceBetween size="l">
        <Verdict process={process} imported={imported} />
        {failure !== null && <ProblemAlert error={failure} />}
        {isMoving(process) ? (
          <div aria-live="polite">
            <ProcessProgress process={process} label={t(checking ? 'validating' : 'importing')} />
          </div>
        ) : (
          <Findings process={process} imported={imported} />
        )}
        <SpaceBetween direction="horizontal" size="xs">
          {validated && (
            <Button
              variant="primary"
              loading={confirm.isPending}
              disabled={taken === 0}
              onClick={() => confirm.mutate()}
            >
              {t(counts.rejected === 0 ? 'importAll' : 'importValid')}
            </Button>
          )}
          {(validated || ended) && (
            <Button variant={ended ? 'primary' : 'normal'} iconName="upload" onClick={onAgain}>
              {t(counts.rejected > 0 || process.state === 'failed' ? 'corrected' : 'another')}
            </Button>
          )}
          {!ended && (
            <Button loading={cancel.isPending} onClick={() => cancel.mutate(process)}>
              {t(validated ? 'cancel' : 'stop')}
            </Button>
          )}
          {ended && kind === 'interactions' && (
            <Button onClick={() => navigate(`${paths.interactions}?source=outside`)}>{t('toRegister')}</Button>
          )}
          <Button variant="link" onClick={() => navigate(paths.processes)}>
            {t('toLog')}
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}

/** What there is to say first. */
function Verdict({ process: { state }, imported: { stage, counts } }: { process: Process; imported: Import }) {
  const t = useTexts(importTexts);
  if (state === 'failed') return <Alert type="error" header={t('failedTitle')} />;
  if (state === 'cancelled') return <Alert type="info" header={t('cancelledTitle')} />;
  if (state === 'expired') return <Alert type="info" header={t('expiredTitle')} />;
  if (stage === 'upload') return <Alert type="warning">{t('waits')}</Alert>;
  if (stage === 'validating') {
    return (
      <Alert type="info" header={t('validating')}>
        {t('validatingText')}
      </Alert>
    );
  }
  if (stage === 'importing') {
    return (
      <Alert type="info" header={t('importing')}>
        {t('importingText')}
      </Alert>
    );
  }
  const wrong = counts.rejected > 0;
  if (stage === 'validated') {
    return wrong ? (
      <Alert type="warning" header={t('errorsTitle', { count: counts.rejected })}>
        {t('errorsText')}
      </Alert>
    ) : (
      <Alert type="success" header={t('readyTitle')}>
        {t('readyText')}
      </Alert>
    );
  }
  return (
    <Alert type={wrong ? 'warning' : 'success'} header={t(wrong ? 'doneErrors' : 'doneTitle')}>
      {t(wrong ? 'doneErrorsText' : 'doneText')}
    </Alert>
  );
}

/** Counts that add up to the rows that were read, what to correct, and the error file. */
function Findings({ process, imported }: { process: Process; imported: Import }) {
  const t = useTexts(importTexts);
  const format = useFormat();
  const { counts, interactions, warnings, separator, kind } = imported;
  const number = (label: string, value: number) => ({ label, value: format.number(value) });
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={4}
        minColumnWidth={120}
        items={[
          number(t('wouldCreate'), counts.created),
          number(t('wouldUpdate'), counts.updated),
          number(t('duplicates'), counts.duplicate),
          number(t('rejected'), counts.rejected),
          ...(kind === 'interactions' ? [number(t('messages'), interactions)] : []),
          number(t('warnings'), warnings),
          ...(separator === null ? [] : [{ label: t('separator'), value: separator === '\t' ? t('tab') : separator }]),
        ]}
      />
      {(imported.issues.length > 0 || process.error !== null) && (
        <section>
          <Header variant="h3">{t('issues')}</Header>
          <ProcessIssues process={process} />
        </section>
      )}
      {process.files.length > 0 && <ProcessFiles process={process} />}
    </SpaceBetween>
  );
}
