import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { isBeingMade, portabilityQuery } from './queries.ts';
import { privacyTexts } from './texts.ts';

/** Everything about a customer as one file (Ley 21.719 art. 9; LGPD art. 18): asked for, made, and saved once it is there. */
export function PortabilityPart({ customerId }: { customerId: string }) {
  const t = useTexts(privacyTexts);
  const format = useFormat();
  const { data, error, isFetching, refetch } = useQuery(portabilityQuery(customerId));
  /** A click waits for the file. */
  const [awaited, setAwaited] = useState(false);
  const url = data?.file?.url;
  const isMade = data !== undefined && isBeingMade(data);
  useEffect(() => {
    if (!awaited || isFetching || url === undefined) return;
    setAwaited(false);
    window.location.assign(url);
  }, [awaited, isFetching, url]);
  const ask = () => {
    setAwaited(true);
    void refetch();
  };
  const isFailed = data !== undefined && !isMade && data.file === null;
  return (
    <SpaceBetween size="s">
      <Box>{t('copyText')}</Box>
      {error !== null && <ProblemAlert error={error} />}
      {isMade && (
        <StatusIndicator type="in-progress">{t('copyMaking', { done: format.number(data.done) })}</StatusIndicator>
      )}
      {data?.file !== undefined && data.file !== null && (
        <StatusIndicator type="success">
          {t('copyReady', { name: data.file.name, at: format.dateTime(data.requestedAt) })}
        </StatusIndicator>
      )}
      {isFailed && <StatusIndicator type="error">{t('copyFailed')}</StatusIndicator>}
      <Button iconName="download" loading={isMade || (awaited && isFetching)} onClick={ask}>
        {t('copyDownload')}
      </Button>
    </SpaceBetween>
  );
}
