import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { editedSettingsQuery, type Settings } from './queries.ts';
import { settingsTexts } from './texts.ts';

/** Shows what was read, or that it is on its way, or why not. */
export function WithData<Data>({ query, children }: { query: UseQueryResult<Data>; children(data: Data): ReactNode }) {
  const t = useTexts(settingsTexts);
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <ProblemAlert error={query.error} onRetry={() => query.refetch()} />;
  return (
    <Box padding={{ vertical: 'xl' }}>
      <StatusIndicator type="loading">{t('loading')}</StatusIndicator>
    </Box>
  );
}

/** Shows a section once the company's settings are known. */
export function WithSettings({ children }: { children(settings: Settings): ReactNode }) {
  return <WithData query={useQuery(editedSettingsQuery)}>{children}</WithData>;
}
