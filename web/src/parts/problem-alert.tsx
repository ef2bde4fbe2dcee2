import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { ApiProblem } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { problemTexts, useProblemText } from './problem-texts.ts';

/** Says in words why something could not be read or changed, and offers to try again where that may help. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTexts(problemTexts);
  const text = useProblemText();
  const requestId = error instanceof ApiProblem ? error.requestId : undefined;
  return (
    <Alert
      type="error"
      header={t('title')}
      action={onRetry === undefined ? undefined : <Button onClick={onRetry}>{t('retry')}</Button>}
    >
      {text(error)}
      {requestId !== undefined && (
        <Box variant="small" display="block">
          {t('requestId', { id: requestId })}
        </Box>
      )}
    </Alert>
  );
}
