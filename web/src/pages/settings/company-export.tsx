import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useDownload } from '#web/features/processes/changes.ts';
import { companyExportQuery, isBeingMade, useRequestCompanyExport } from '#web/features/settings/company-export.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import { companyExportTexts } from './company-export-texts.ts';

const [kilobyte, megabyte, gigabyte] = [1024, 1024 ** 2, 1024 ** 3];

/** Ajustes › Retención de datos: everything that the company has, as files (ADR 69). For administrators. */
export function CompanyExport() {
  const t = useTexts(companyExportTexts);
  const { data, error, isPending, refetch } = useQuery(companyExportQuery);
  const request = useRequestCompanyExport();
  const isMade = data !== undefined && data !== null && isBeingMade(data);
  return (
    <Container header={<Header variant="h2">{t('title')}</Header>}>
      <SpaceBetween size="s">
        <Box>{t('about')}</Box>
        <Box>{t('form')}</Box>
        <Box>{t('care')}</Box>
        {isPending && <StatusIndicator type="loading">{t('loading')}</StatusIndicator>}
        {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {request.error !== null && <ProblemAlert error={request.error} />}
        {data !== undefined && data !== null && <LastExport last={data} />}
        <Button
          iconName="file"
          loading={request.isPending}
          disabled={isMade || data === undefined}
          onClick={() => request.mutate()}
        >
          {t(data === undefined || data === null ? 'begin' : 'again')}
        </Button>
      </SpaceBetween>
    </Container>
  );
}

type Last = NonNullable<ReturnType<typeof useRequestCompanyExport>['data']>;

function LastExport({ last }: { last: Last }) {
  const t = useTexts(companyExportTexts);
  const format = useFormat();
  const follow = useFollow();
  const userName = useUserName();
  const problemText = useProblemText();
  const { show } = useNotices();
  const download = useDownload();
  const { processId, state, requestedAt, requestedBy, finishedAt, done, files, error } = last;
  const sizeOf = (bytes: number) => {
    const [word, unit] =
      bytes < megabyte
        ? (['kilobytes', kilobyte] as const)
        : bytes < gigabyte
          ? (['megabytes', megabyte] as const)
          : (['gigabytes', gigabyte] as const);
    return t(word, { count: format.number(Math.max(1, Math.round(bytes / unit))) });
  };
  const save = (name: string) =>
    download.mutate(
      { processId, name },
      {
        onError: (fault) =>
          show({ id: 'download', type: 'error', header: t('downloadFailed'), content: problemText(fault) }),
      },
    );
  return (
    <SpaceBetween size="xs">
      {isBeingMade(last) && (
        <StatusIndicator type="in-progress">{t('making', { done: format.number(done) })}</StatusIndicator>
      )}
      {state === 'success' && (
        <StatusIndicator type="success">
          {t('ready', { at: format.dateTime(finishedAt ?? requestedAt) })}
        </StatusIndicator>
      )}
      {state === 'expired' && <StatusIndicator type="stopped">{t('expired')}</StatusIndicator>}
      {state === 'failed' && <StatusIndicator type="error">{error ?? t('failed')}</StatusIndicator>}
      <Box>
        {t('requested', { at: format.dateTime(requestedAt), name: userName(requestedBy) })}{' '}
        <Link href={`${paths.processes}?kind=company_export`} onFollow={follow}>
          {t('log')}
        </Link>
      </Box>
      {state === 'success' &&
        files.map(({ name, size }) => (
          <Button
            key={name}
            variant="link"
            iconName="download"
            ariaLabel={t('download', { name })}
            loading={download.isPending && download.variables.name === name}
            onClick={() => save(name)}
          >
            {t('file', { name, size: sizeOf(size) })}
          </Button>
        ))}
    </SpaceBetween>
  );
}
