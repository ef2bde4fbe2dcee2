import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { exportNotices } from '#contract/export-trays.ts';
import { type InteractionColumn, interactionColumns, registerRangeDays } from '#contract/interaction-columns.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { DayField } from '#web/parts/day-field.tsx';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { addDays, countDays, useToday } from '#web/session/today.ts';
import { useRequestExport } from './changes.ts';
import { FileFormat, type FileFormatValue, standardFormat } from './file-format.tsx';
import type { ExportSelection } from './selection.ts';
import { exportTexts } from './texts.ts';
import { useTodaysExport } from './todays-export.ts';
import { useRequestedNotice } from './use-requested-notice.tsx';

/** Days that are offered where the list has no range. */
const offeredDays = 30;

/** What is wrong with a range, in words; undefined: nothing. */
const useRangeFault = () => {
  const t = useTexts(exportTexts);
  const today = useToday();
  return (from: string, to: string): string | undefined => {
    const count = countDays(from, to);
    if (!(count >= 1)) return t('backwards');
    if (to > today) return t('inFuture');
    return count > registerRangeDays ? t('tooLong', { count, most: registerRangeDays }) : undefined;
  };
};

/** Asks before the register's file is scheduled, and tells its limits before they bite (B36, B37, B40). */
export function ExportDialog({ range, filters, filterWords, columns, onClose }: ExportSelection & { onClose(): void }) {
  const t = useTexts(exportTexts);
  const label = useLabel();
  const format = useFormat();
  const today = useToday();
  const rangeFault = useRangeFault();
  const earlier = useTodaysExport();
  const request = useRequestExport();
  const requested = useRequestedNotice();
  const [from, setFrom] = useState(range?.from ?? addDays(today, 1 - offeredDays));
  const [to, setTo] = useState(range?.to ?? today);
  const [allColumns, setAllColumns] = useState(false);
  const [fileFormat, setFileFormat] = useState<FileFormatValue>(standardFormat);
  const fault = rangeFault(from, to);
  const replaces = earlier?.state === 'pending';
  const used = earlier !== undefined && !replaces;
  const names = columns.map((id) => label(interactionColumns[id as InteractionColumn]));
  const confirm = () =>
    request.mutate(
      {
        tray: 'interactions',
        from,
        to,
        filters: { ...filters },
        ...(allColumns ? {} : { columns: [...columns] }),
        format: fileFormat,
        replace: replaces,
      },
      {
        onSuccess: ({ runsAt }) => {
          requested(t('scheduled'), t('scheduledText', { date: format.dateTime(runsAt) }));
          onClose();
        },
      },
    );
  return (
    <Modal
      visible
      header={t('title')}
      onDismiss={onClose}
      footer={
        <DialogFooter
          confirm={t(replaces ? 'replace' : 'confirm')}
          cancel={t('cancel')}
          busy={request.isPending}
          disabled={fault !== undefined || used}
          onConfirm={confirm}
          onCancel={onClose}
        />
      }
    >
      <SpaceBetween size="m">
        {request.error !== null && <ProblemAlert error={request.error} />}
        {used && <Alert type="warning">{t('used')}</Alert>}
        {replaces && <Alert type="warning">{t('today', { time: format.time(earlier.createdAt) })}</Alert>}
        <Box>{label(exportNotices.interactions)}</Box>
        <Box color="text-body-secondary">{t('limits', { days: registerRangeDays })}</Box>
        <div className="list-filters">
          <FormField label={t('from')}>
            <DayField value={from} onChange={setFrom} />
          </FormField>
          <FormField label={t('to')}>
            <DayField value={to} onChange={setTo} />
          </FormField>
        </div>
        <FormField errorText={fault} stretch>
          {fault === undefined && <Box>{t('days', { count: countDays(from, to), most: registerRangeDays })}</Box>}
        </FormField>
        <Box>{filterWords.length === 0 ? t('noFilters') : t('filters', { names: filterWords.join(' · ') })}</Box>
        {!allColumns && <Box>{t('columns', { count: columns.length, names: names.join(', ') })}</Box>}
        <Checkbox checked={allColumns} onChange={({ detail }) => setAllColumns(detail.checked)}>
          {t('allColumns')}
        </Checkbox>
        <FileFormat value={fileFormat} onChange={setFileFormat} />
      </SpaceBetween>
    </Modal>
  );
}
