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
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { ChangeDialog } from '#web/parts/change-dialog.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { TargetLink } from '#web/parts/target-link.tsx';
import { TitledList } from '#web/parts/titled-list.tsx';
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
  const part = useScrolledTo('#deletion');
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
          <TitledList title={t('goes')} lines={goes.map((key) => t(key))} />
          <TitledList title={t('stays')} lines={stays.map((key) => t(key))} />
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

/** How long what stands above a part may move it after it was shown, in ms. */
const settlingMs = 5_000;

/** Shows a part of the page to who comes for it by its address, and keeps it in view while the page fills, until they move on. */
const useScrolledTo = (hash: string): RefObject<HTMLDivElement | null> => {
  const part = useRef<HTMLDivElement>(null);
  const location = useLocation();
  useEffect(() => {
    if (location.hash !== hash) return;
    const observer = new ResizeObserver(() => part.current?.scrollIntoView());
    const moved = new AbortController();
    const stop = () => {
      observer.disconnect();
      moved.abort();
      clearTimeout(timer);
    };
    const timer = setTimeout(stop, settlingMs);
    for (const deed of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      window.addEventListener(deed, stop, { signal: moved.signal, passive: true });
    }
    // Told at once, and whenever the page grows.
    observer.observe(document.body);
    return stop;
    // The location is another one for who comes again by the same address.
  }, [location, hash]);
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
