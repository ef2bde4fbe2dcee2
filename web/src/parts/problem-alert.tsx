import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { ApiProblem } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { problemTexts, useProblemText } from './problem-texts.ts';

/** Says in words why something could not be read or changed, and offers to try again where that may help. */
export function ProblemAlert({
  error,
  text: given,
  onRetry,
}: {
  error: unknown;
  /** Says it better than the words of the error's code, where the place knows more. */
  text?: string | undefined;
  onRetry?: () => void;
}) {
  const t = useTexts(problemTexts);
  const text = useProblemText();
  const requestId = error instanceof ApiProblem ? error.requestId : undefined;
  return (
    <Alert
      type="error"
      header={t('title')}
      action={onRetry === undefined ? undefined : <Button onClick={onRetry}>{t('retry')}</Button>}
    >
      {given ?? text(error)}
      {requestId !== undefined && (
        <Box variant="small" display="block">
          {t('requestId', { id: requestId })}
        </Box>
      )}
    </Alert>
  );
}
