import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '#web/language/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { listTexts } from './texts.ts';

/** In the place of a list that could not be read: why, and a way to try again. */
export function ListFailed({ title, error, onRetry }: { title: string; error: unknown; onRetry(): void }) {
  return (
    <SpaceBetween size="m">
      <Header variant="h1">{title}</Header>
      <ProblemAlert error={error} onRetry={onRetry} />
    </SpaceBetween>
  );
}

/** In the place of rows: what will be here, or that the filters hide everything. */
export function ListEmpty({ narrowed, text }: { narrowed: boolean; text: string }) {
  const t = useTexts(listTexts);
  return (
    <Box textAlign="center" padding={{ vertical: 'l' }}>
      <Box variant="h3">{t(narrowed ? 'noMatchTitle' : 'emptyTitle')}</Box>
      <Box variant="p">{narrowed ? t('noMatchText') : text}</Box>
    </Box>
  );
}
