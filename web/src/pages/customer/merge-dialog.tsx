import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { channelLabels, debtStateLabels, ticketNetworkLabels } from '#contract/vocabulary.ts';
import { type Customer, customersQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { problemTexts } from '#web/parts/problem-texts.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import { type MergePreview, mergePreviewQuery, useMerge } from './merge.ts';
import { mergeTexts } from './merge-texts.ts';

type Part = MergePreview['conflicts'][number]['kept'][number];

/** Writes a value in the language of who reads it. */
const useValueWords = () => {
  const t = useTexts(mergeTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  const wordsOf = (part: Part): string => {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'channel':
        return label(channelLabels[part.channel]);
      case 'network':
        return label(ticketNetworkLabels[part.network]);
      case 'debtState':
        return label(debtStateLabels[part.state]);
      case 'dndSource':
        return t(part.source);
      case 'money':
        return format.money(part.amount, part.currency);
      case 'day':
        return format.day(part.day);
      case 'time':
        return format.dateTime(part.at);
      case 'user':
        return userName(part.userId);
    }
  };
  return (parts: readonly Part[]): string => parts.map(wordsOf).join(' · ');
};

/** The comparison on which people decide: what moves, where both differ and what stays, what stands against it. */
function Comparison({ preview }: { preview: MergePreview }) {
  const t = useTexts(mergeTexts);
  const problem = useTexts(problemTexts);
  const words = useValueWords();
  const { moves, conflicts, obstacles } = preview;
  return (
    <SpaceBetween size="m">
      {obstacles.map(({ code, detail }) => (
        <Alert key={code} type="error">
          {problemTexts.has(code) ? problem(code) : detail}
        </Alert>
      ))}
      <Box>{t('stays', { name: preview.name, other: preview.mergedName })}</Box>
      <Box variant="h3">{t('moves')}</Box>
      {moves.length === 0 ? (
        <Box>{t('nothing', { name: preview.mergedName })}</Box>
      ) : (
        <KeyValuePairs
          items={moves.map(({ kind, count, more, values }) => ({
            label: `${t(kind)} (${count}${more ? '+' : ''})`,
            value: (
              <>
                {values.slice(0, 5).map((value) => (
                  <div key={JSON.stringify(value)}>{words(value)}</div>
                ))}
              </>
            ),
          }))}
        />
      )}
      {conflicts.length > 0 && (
        <>
          <Box variant="h3">{t('conflicts')}</Box>
          <KeyValuePairs
            items={conflicts.map(({ field, key, kept, other, resolution }) => ({
              label: `${t(field)}${key === null || field === 'address' ? '' : ` ${key}`} · ${t(resolution)}`,
              value: (
                <>
                  <div>{`${t('kept')}: ${words(kept)}`}</div>
                  <div>{`${t('other')}: ${words(other)}`}</div>
                </>
              ),
            }))}
          />
        </>
      )}
    </SpaceBetween>
  );
}

/** Finds the other customer, shows what a merge would do, and does it (Q13). */
export function MergeDialog({ customer, onClose }: { customer: Customer; onClose(): void }) {
  const t = useTexts(mergeTexts);
  const { show } = useNotices();
  const { customerId, name } = customer;
  const [words, setWords] = useState('');
  const [other, setOther] = useState<{ value: string; label: string } | null>(null);
  const isSearch = words.trim().length >= 2;
  const found = useQuery({ ...customersQuery({ q: words.trim() }), enabled: isSearch });
  const preview = useQuery({ ...mergePreviewQuery(customerId, other?.value ?? ''), enabled: other !== null });
  const merge = useMerge(customerId);
  const rows = isSearch ? (found.data?.items ?? []).filter((row) => row.customerId !== customerId) : [];
  const confirm = () => {
    if (other === null) return;
    merge.mutate(other.value, {
      onSuccess: ({ mergedName }) => {
        show({ id: 'merge', type: 'success', content: t('done', { other: mergedName, name }) });
        onClose();
      },
    });
  };
  const error = merge.error ?? preview.error;
  const isReady = other !== null && preview.data !== undefined && preview.data.obstacles.length === 0;
  return (
    <Modal
      visible
      size="medium"
      header={t('title', { name })}
      onDismiss={onClose}
      footer={
        <DialogFooter
          confirm={t('confirm')}
          cancel={t('cancel')}
          busy={merge.isPending}
          disabled={!isReady}
          onConfirm={confirm}
          onCancel={onClose}
        />
      }
    >
      <SpaceBetween size="m">
        {error !== null && <ProblemAlert error={error} />}
        <FormField label={t('search')} description={t('searchHint')}>
          <Select
            filteringType="manual"
            filteringAriaLabel={t('search')}
            selectedOption={other}
            statusType={found.isFetching ? 'loading' : found.isError ? 'error' : 'finished'}
            loadingText={t('searching')}
            errorText={t('searchFailed')}
            empty={isSearch ? t('nobody') : t('searchHint')}
            options={rows.map((row) => ({
              value: row.customerId,
              label: row.name,
              description: row.documentNumber ?? '',
            }))}
            onLoadItems={({ detail }) => setWords(detail.filteringText)}
            onChange={({ detail: { selectedOption } }) =>
              setOther({ value: selectedOption.value ?? '', label: selectedOption.label ?? '' })
            }
          />
        </FormField>
        {other !== null && preview.isLoading && <StatusIndicator type="loading">{t('reading')}</StatusIndicator>}
        {other !== null && preview.data !== undefined && <Comparison preview={preview.data} />}
      </SpaceBetween>
    </Modal>
  );
}
