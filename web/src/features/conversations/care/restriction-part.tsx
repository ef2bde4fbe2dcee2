import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { LineDialog } from '../fields/line-dialog.tsx';
import { useRestrict } from './care.ts';
import { rightsTexts } from './rights-texts.ts';

type Change = 'oppose' | 'block' | 'liftOpposition' | 'liftBlocking';
const changes = {
  oppose: { kind: 'opposition', title: 'opposeTitle', effect: 'opposeEffect', done: 'opposed' },
  block: { kind: 'blocking', title: 'blockTitle', effect: 'blockEffect', done: 'blocked' },
  liftOpposition: { kind: null, title: 'liftOppositionTitle', effect: 'liftEffect', done: 'lifted' },
  liftBlocking: { kind: null, title: 'liftBlockingTitle', effect: 'liftEffect', done: 'lifted' },
} as const satisfies Record<Change, object>;

/** What can be done as it stands: a block is the stricter of the two, so it is lifted before an objection is recorded. */
const offered = (kind: 'opposition' | 'blocking' | undefined): readonly Change[] => {
  if (kind === undefined) return ['oppose', 'block'];
  return kind === 'opposition' ? ['liftOpposition', 'block'] : ['liftBlocking'];
};

/** Opposition and blocking: how it stands, since when and why, and the ways to change it (Ley 21.719 arts. 8, 8 ter). */
export function RestrictionPart({ customer }: { customer: Customer }) {
  const t = useTexts(rightsTexts);
  const format = useFormat();
  const may = useMay();
  const userName = useUserName();
  const [asked, setAsked] = useState<Change>();
  const { restriction } = customer;
  const kind = restriction?.kind;
  return (
    <SpaceBetween size="s">
      <div>
        <StatusIndicator type={kind === undefined ? 'success' : kind === 'blocking' ? 'error' : 'warning'}>
          {t(kind ?? 'free')}
        </StatusIndicator>
        <Box variant="p" color="text-body-secondary">
          {t(kind === undefined ? 'freeText' : kind === 'blocking' ? 'blockingText' : 'oppositionText')}
        </Box>
        {restriction !== undefined && (
          <Box variant="small" display="block">
            <span className="breakable">
              {t('since', { at: format.dateTime(restriction.at), by: userName(restriction.by) })}
              <br />
              {t('reasonOf', { reason: restriction.reason })}
            </span>
          </Box>
        )}
      </div>
      {may('putRestriction') && (
        <SpaceBetween direction="horizontal" size="xs">
          {offered(kind).map((change) => (
            <Button key={change} onClick={() => setAsked(change)}>
              {t(change)}
            </Button>
          ))}
        </SpaceBetween>
      )}
      {asked !== undefined && <RestrictDialog customer={customer} change={asked} onClose={() => setAsked(undefined)} />}
    </SpaceBetween>
  );
}

function RestrictDialog({
  customer: { customerId, name },
  change,
  onClose,
}: {
  customer: Customer;
  change: Change;
  onClose(): void;
}) {
  const t = useTexts(rightsTexts);
  const { show } = useNotices();
  const restrict = useRestrict(customerId);
  const { kind, title, effect, done } = changes[change];
  const confirm = (reason: string) =>
    restrict.mutate(
      { kind, reason },
      {
        onSuccess: () => {
          show({ id: 'restriction', type: 'success', content: t(done, { name }) });
          onClose();
        },
      },
    );
  return (
    <LineDialog
      title={t(title, { name })}
      label={t('reason')}
      hint={t('reasonHint')}
      field="reason"
      most={fieldLimits.putRestriction.reason.longest}
      confirm={t(change)}
      busy={restrict.isPending}
      error={restrict.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box padding={{ bottom: 's' }}>{t(effect)}</Box>
    </LineDialog>
  );
}
