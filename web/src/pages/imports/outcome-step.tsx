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
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { QuestionForm } from './question-form.tsx';
import { ReadingWords } from './reading-words.tsx';
import { importTexts } from './texts.ts';
import { useConfirmImport } from './upload.ts';

type Import = NonNullable<Process['import']>;

/** Second and third step: what the check found, the confirmation, how far it is, what became of it (F19, F20, B34). */
export function OutcomeStep({ process, imported, onAgain }: { process: Process; imported: Import; onAgain(): void }) {
  const t = useTexts(importTexts);
  const navigate = useNavigate();
  const format = useFormat();
  const confirm = useConfirmImport(process.processId);
  const cancel = useCancelProcess();
  const { stage, counts, kind, settlement } = imported;
  const missing = settlement?.missing ?? 0;
  const validated = process.state === 'success' && stage === 'validated';
  const checking = stage === 'upload' || stage === 'validating' || stage === 'validated';
  const step = checking ? { number: 2, name: t('stepCheck') } : { number: 3, name: t('stepDone') };
  const asks = process.state === 'needs_answer';
  const ended = !isMoving(process) && !validated && !asks;
  const taken = counts.created + counts.updated + counts.duplicate;
  const failure = confirm.error ?? cancel.error;
  return (
    <Container header={<Header variant="h2">{t('step', step)}</Header>}>
      <SpaceBetween size="l">
        <ImportVerdict process={process} imported={imported} />
        {validated && missing > 0 && settlement !== undefined && (
          <Alert type="warning" header={t('settleTitle', { count: missing, missing: format.number(missing) })}>
            {t('settleText', { open: format.number(settlement.open) })}
          </Alert>
        )}
        {failure !== null && <ProblemAlert error={failure} />}
        {isMoving(process) ? (
          <div aria-live="polite">
            <ProcessProgress process={process} label={t(checking ? 'validating' : 'importing')} />
          </div>
        ) : asks && imported.question !== undefined ? (
          <QuestionForm
            question={imported.question}
            kind={kind}
            isPending={confirm.isPending}
            onAnswer={(answer) => confirm.mutate(answer)}
          />
        ) : (
          <Findings process={process} imported={imported} />
        )}
        <SpaceBetween direction="horizontal" size="xs">
          {validated && (
            <Button
              variant="primary"
              loading={confirm.isPending}
              disabled={taken === 0}
              onClick={() => confirm.mutate(missing > 0 ? { settle: true } : undefined)}
            >
              {missing > 0
                ? t('importSettling', { count: missing, missing: format.number(missing) })
                : t(counts.rejected === 0 ? 'importAll' : 'importValid')}
            </Button>
          )}
          {validated && missing > 0 && (
            <Button
              loading={confirm.isPending}
              disabled={taken === 0}
              onClick={() => confirm.mutate({ settle: false })}
            >
              {t('importWithoutSettling')}
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
          {ended && kind !== 'interactions' && (
            <Button onClick={() => navigate(paths.customers)}>{t('toCustomers')}</Button>
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
function ImportVerdict({ process: { state, stateLabel }, imported }: { process: Process; imported: Import }) {
  const t = useTexts(importTexts);
  const label = useLabel();
  const { stage, counts, warnings, issues } = imported;
  const leavesOut = issues.some(({ code }) => code === 'ADDRESS_LEFT_OUT');
  if (state === 'failed') return <Alert type="error" header={t('failedTitle')} />;
  if (state === 'cancelled') return <Alert type="info" header={t('cancelledTitle')} />;
  if (state === 'expired') return <Alert type="info" header={t('expiredTitle')} />;
  if (state === 'needs_answer') {
    const isAfterRows = imported.question?.kind === 'settle';
    return (
      <Alert type="warning" header={t(isAfterRows ? 'asksSettleTitle' : 'asksTitle')}>
        {t(isAfterRows ? 'asksSettleText' : 'asksText')}
      </Alert>
    );
  }
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
      <Alert type={warnings > 0 ? 'warning' : 'success'} header={t('readyTitle')}>
        {t(warnings === 0 ? 'readyText' : leavesOut ? 'readyWarned' : 'readyDoubted')}
      </Alert>
    );
  }
  if (warnings > 0 && !wrong) {
    return (
      <Alert type="warning" header={label(stateLabel)}>
        {t(leavesOut ? 'doneWarned' : 'doneDoubted')}
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
  const { counts, interactions, warnings, separator, kind, settlement, stage } = imported;
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
          ...(settlement?.missing == null
            ? []
            : [
                stage === 'done'
                  ? number(t('settled'), settlement.settled)
                  : number(t('wouldSettle'), settlement.missing),
              ]),
          ...(separator === null ? [] : [{ label: t('separator'), value: separator === '\t' ? t('tab') : separator }]),
        ]}
      />
      {imported.reading !== undefined && <ReadingWords reading={imported.reading} />}
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
