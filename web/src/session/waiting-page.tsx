import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import { useTexts } from '#web/language/texts.ts';
import { sessionTexts } from './texts.ts';

/** Shown while sign-in or the first answers are on their way. */
export function WaitingPage() {
  const t = useTexts(sessionTexts);
  return (
    <main>
      <Box textAlign="center" padding={{ vertical: 'xxxl' }}>
        <div role="status">
          <Spinner size="large" /> <Box variant="p">{t('waiting')}</Box>
        </div>
      </Box>
    </main>
  );
}
