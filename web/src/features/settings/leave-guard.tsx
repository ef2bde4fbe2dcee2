import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { useTexts } from '#web/language/texts.ts';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { settingsTexts } from './texts.ts';

/** Asks before unsaved changes are left behind: by a link, by going back, by closing the tab. */
export function LeaveGuard({ active }: { active: boolean }) {
  const t = useTexts(settingsTexts);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => active && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [active]);
  if (blocker.state !== 'blocked') return null;
  return (
    <ConfirmDialog
      title={t('leaveTitle')}
      confirm={t('leave')}
      cancel={t('stay')}
      busy={false}
      onClose={() => blocker.reset()}
      onConfirm={() => blocker.proceed()}
    >
      {t('leaveText')}
    </ConfirmDialog>
  );
}
