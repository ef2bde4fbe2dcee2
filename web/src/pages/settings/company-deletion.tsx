import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { companyDeletionReasons } from '#contract/company-deletion-words.ts';
import type { Answer } from '#web/api/paths.ts';
import { companyDeletionQuery, useTakeBackCompanyDeletion } from '#web/features/settings/company-deletion.ts';
import { companyExportQuery } from '#web/features/settings/company-export.ts';
import { retentionQuery } from '#web/features/settings/retention.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { ChangeDialog } from '#web/parts/change-dialog.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { TargetLink } from '#web/parts/target-link.tsx';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import { companyDeletionTexts } from './company-deletion-texts.ts';

/** A chunk of its own: people look at the periods far more often than they delete their company. */
const DeleteCompanyDialog = lazy(async () => ({
  default: (await import('./delete-company-dialog.tsx')).DeleteCompanyDialog,
}));

const goes = ['goesCustomers', 'goesFiles', 'goesSettings', 'goesUsers'] as const;
const stays = ['staysReceipt', 'staysNumbers', 'staysBackups', 'staysElsewhere'] as const;

/** Ajustes › Retención de datos: everything that the company has goes, after a wait (ADR 68). For administrators. */
export function CompanyDeletion() {
  const t = useTexts(companyDeletionTexts);
  // Whoever decides about it here sees what others have done a moment ago.
  const { data, error, isPending, refetch } = useQuery({ ...companyDeletionQuery, refetchOnMount: 'always' });
  // What stands above it moves it until it has been read.
  const isStill = ![isPending, useQuery(retentionQuery).isPending, useQuery(companyExportQuery).isPending].includes(
    true,
  );
  const part = useScrolledTo('#deletion', isStill);
  const [open, setOpen] = useState<'ask' | 'takeBack'>();
  const close = () => setOpen(undefined);
  return (
    <div ref={part} className="settings-part">
      <Container header={<Header variant="h2">{t('title')}</Header>}>
        <SpaceBetween size="s">
          {isPending && <StatusIndicator type="loading">{t('loading')}</StatusIndicator>}
          {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
          {data?.state === 'waiting' && <Waiting deletion={data} onTakeBack={() => setOpen('takeBack')} />}
          {data?.state === 'none' && <Box>{t('about', { count: data.waitDays })}</Box>}
          <section>
            <Box variant="h3">{t('goes')}</Box>
            <ul>
              {goes.map((key) => (
                <li key={key}>{t(key)}</li>
              ))}
            </ul>
          </section>
          <section>
            <Box variant="h3">{t('stays')}</Box>
            <ul>
              {stays.map((key) => (
                <li key={key}>{t(key)}</li>
              ))}
            </ul>
          </section>
          <Alert type="info" header={t('exportFirst')}>
            {t('exportFirstText')}
          </Alert>
          {data?.state !== 'waiting' && (
            <Button disabled={data === undefined} onClick={() => setOpen('ask')}>
              {t('ask')}
            </Button>
          )}
        </SpaceBetween>
      </Container>
      {open === 'ask' && data !== undefined && (
        <Suspense fallback={null}>
          <DeleteCompanyDialog waitDays={data.waitDays} onClose={close} />
        </Suspense>
      )}
      {open === 'takeBack' && <TakeBackDialog onClose={close} />}
    </div>
  );
}

/** Shows a part of the page to who comes for it by its address. @param isStill true once it stands where it stays */
const useScrolledTo = (hash: string, isStill: boolean): RefObject<HTMLDivElement | null> => {
  const part = useRef<HTMLDivElement>(null);
  const shown = useRef<string>(undefined);
  const location = useLocation();
  useEffect(() => {
    if (!isStill || location.hash !== hash || shown.current === location.key) return;
    shown.current = location.key;
    part.current?.scrollIntoView();
  }, [isStill, location, hash]);
  return part;
};

function Waiting({ deletion, onTakeBack }: { deletion: Answer<'getCompanyDeletion'>; onTakeBack(): void }) {
  const t = useTexts(companyDeletionTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  const { requestedAt, requestedBy, reason, beginsAt } = deletion;
  const timeOf = (at: string | null) => (at === null ? '' : format.dateTime(at));
  return (
    <Alert
      type="warning"
      header={t('waits', { day: beginsAt === null ? '' : format.date(beginsAt) })}
      action={<Button onClick={onTakeBack}>{t('takeBack')}</Button>}
    >
      <SpaceBetween size="xxs">
        <Box>
          {t('waitsText', {
            at: timeOf(requestedAt),
            name: requestedBy === null ? '' : userName(requestedBy),
            reason: reason === null ? '' : label(companyDeletionReasons[reason]),
          })}
        </Box>
        <Box>{t('waitsUntil', { at: timeOf(beginsAt) })}</Box>
        <TargetLink href={`${paths.processes}?kind=company_deletion`}>{t('log')}</TargetLink>
      </SpaceBetween>
    </Alert>
  );
}

function TakeBackDialog({ onClose }: { onClose(): void }) {
  const t = useTexts(companyDeletionTexts);
  return (
    <ChangeDialog
      title={t('takeBackTitle')}
      text={t('takeBackText')}
      confirm={t('takeBack')}
      cancel={t('keep')}
      change={useTakeBackCompanyDeletion()}
      input={undefined}
      notice={{ id: 'company-deletion', content: t('takenBack') }}
      onClose={onClose}
    />
  );
}
