import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { appTexts } from './texts.ts';

/** Shown when the console cannot even read its configuration. */
export function StartFailure({ error }: { error: unknown }) {
  const t = useTexts(appTexts);
  return (
    <main>
      <Alert
        type="error"
        header={t('startFailed')}
        action={<Button onClick={() => window.location.reload()}>{t('retry')}</Button>}
      >
        {error instanceof Error ? error.message : String(error)}
      </Alert>
    </main>
  );
}
