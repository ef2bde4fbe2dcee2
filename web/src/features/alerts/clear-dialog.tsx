import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { clearReasons } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import { useTexts } from '#web/language/texts.ts';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { focusFirstFault, useFieldFaults, useLengthFault } from '#web/parts/field-faults.ts';
import { useFormat } from '#web/session/format.ts';
import { useClearAlerts } from './changes.ts';
import { useOwnerNames } from './owners.tsx';
import { type ActionAnswer, type ActionTarget, type Alert, clearPreviewQuery } from './queries.ts';
import { alertTexts } from './texts.ts';
import { useActionNotice } from './use-action-notice.tsx';

/** "Quitar marca" of many (F9): how many and whose they are stands there before anything is done. */
export function ClearDialog({
  selected,
  filter,
  onBegun,
  onClose,
}: {
  selected: readonly Alert[];
  /** Filters of the list. */
  filter: NonNullable<ActionTarget['filter']>;
  /** The action goes on, and so does its undoing later. */
  onBegun(): void;
  onClose(): void;
}) {
  const t = useTexts(alertTexts);
  const format = useFormat();
  const notice = useActionNotice();
  const [scope, setScope] = useState<'selected' | 'all'>(selected.length > 0 ? 'selected' : 'all');
  const [reason, setReason] = useState<(typeof clearReasons)[number]>('verified');
  const [comment, setComment] = useState('');
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const target: ActionTarget =
    scope === 'all' ? { filter } : { addresses: selected.map(({ channel, value }) => ({ channel, value })) };
  const preview = useQuery(clearPreviewQuery(target));
  const clear = useClearAlerts();
  const words = comment.trim();
  const commentFault = useLengthFault()(comment, fieldLimits.clearAlerts.comment.longest);
  const faults = useFieldFaults(clear.error ?? preview.error, ['reason', 'comment']);
  const found = preview.data;
  const confirm = () => {
    if (found === undefined || found.addresses === 0) return onClose();
    if (commentFault !== undefined) return focusFirstFault();
    clear.mutate(
      {
        ...target,
        reason,
        expected: found.addresses,
        idempotencyKey: `${idempotencyKey}-${scope}-${found.addresses}`,
        ...(words === '' ? {} : { comment: words }),
      },
      {
        onSuccess: ({ addresses, process }) => {
          if (process !== null) {
            notice.begun('clearing', addresses, format.number(addresses), process.processId, onBegun);
          }
          onBegun();
          onClose();
        },
        // Another number by now: it is counted anew, and the person looks again.
        onError: () => preview.refetch(),
      },
    );
  };
  return (
    <ConfirmDialog
      title={t('clearTitle')}
      confirm={t('clear')}
      cancel={t('cancel')}
      busy={clear.isPending || preview.isFetching}
      error={faults.rest}
      onConfirm={confirm}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        {selected.length > 0 && (
          <FormField label={t('which')}>
            <RadioGroup
              value={scope}
              items={[
                { value: 'selected', label: t('selected', { count: selected.length }) },
                { value: 'all', label: t('allMatching') },
              ]}
              onChange={({ detail }) => setScope(detail.value === 'all' ? 'all' : 'selected')}
            />
          </FormField>
        )}
        <div aria-live="polite">
          {preview.isPending ? <Box>{t('counting')}</Box> : found && <Numbers found={found} />}
        </div>
        <FormField label={t('reason')} errorText={faults.at('reason')}>
          <Select
            options={clearReasons.map((id) => ({ value: id, label: t(id) }))}
            selectedOption={{ value: reason, label: t(reason) }}
            onChange={({ detail }) =>
              setReason(clearReasons.find((id) => id === detail.selectedOption.value) ?? 'verified')
            }
          />
        </FormField>
        <FormField label={t('comment')} errorText={commentFault ?? faults.at('comment')}>
          <Input value={comment} onChange={({ detail }) => setComment(detail.value)} />
        </FormField>
      </SpaceBetween>
    </ConfirmDialog>
  );
}

/** What would be done, in numbers, and whose the shared addresses are too. */
function Numbers({ found: { addresses, customers, shared, sharedWith } }: { found: ActionAnswer }) {
  const t = useTexts(alertTexts);
  const format = useFormat();
  const namesOf = useOwnerNames();
  if (addresses === 0) return <Box>{t('clearsNone')}</Box>;
  const of = t('customers', { count: customers, number: format.number(customers) });
  return (
    <SpaceBetween size="xs">
      <Box variant="p">
        <strong>{t('clears', { count: addresses, addresses: format.number(addresses), customers: of })}</strong>{' '}
        {t('sendsAgain')}
      </Box>
      {shared > 0 && (
        <div>
          {t('shared', { count: shared, number: format.number(shared) })}
          <ul>
            {sharedWith.map(({ channel, value, owners, otherOwners }) => (
              <li key={`${channel} ${value}`} className="breakable">
                {value}: {namesOf(owners, otherOwners)}
              </li>
            ))}
            {shared > sharedWith.length && <li>{t('sharedMore', { count: shared - sharedWith.length })}</li>}
          </ul>
        </div>
      )}
    </SpaceBetween>
  );
}
