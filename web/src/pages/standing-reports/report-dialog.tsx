import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { interactionColumns } from '#contract/interaction-columns.ts';
import fieldLimits from '#web/api/field-limits.json';
import { FileFormat, standardFormat } from '#web/features/exports/file-format.tsx';
import { columnIds } from '#web/features/interactions/columns.tsx';
import { useInteractionFilters } from '#web/features/interactions/filters.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { withoutMissing } from '#web/lists/filters.ts';
import { ValuesField } from '#web/lists/values-field.tsx';
import { useNotices } from '#web/notices/notices.tsx';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { focusFirstFault, useFieldFaults, useLineFault, useNumberFault } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useActiveUsers } from '#web/session/options.ts';
import { type StandingReport, useSaveReport } from './queries.ts';
import { reportTexts } from './texts.ts';

const limits = fieldLimits.createStandingReport;

/** A standing report: which interactions, which columns, of how many days, and who is told. */
export function ReportDialog({ report, onClose }: { report: StandingReport | undefined; onClose(): void }) {
  const t = useTexts(reportTexts);
  const label = useLabel();
  const { show } = useNotices();
  const save = useSaveReport();
  const faults = useFieldFaults(save.error, ['name', 'days', 'columns', 'notify']);
  const users = useActiveUsers();
  const [name, setName] = useState(report?.name ?? '');
  const [days, setDays] = useState(String(report?.days ?? 1));
  const [filters, setFilters] = useState<Readonly<Record<string, string>>>(report?.filters ?? {});
  const [columns, setColumns] = useState<readonly string[]>(report?.columns ?? columnIds);
  const [format, setFormat] = useState(report?.format ?? standardFormat);
  const [active, setActive] = useState(report?.active ?? true);
  const [notify, setNotify] = useState<readonly string[]>(report?.notify ?? []);
  const [tried, setTried] = useState(false);
  const choices = useInteractionFilters(filters);
  const count = Number(days);
  const nameFault = useLineFault()(name, limits.name.longest);
  const daysFault = useNumberFault()(days, limits.days);
  const columnOptions = columnIds.map((id) => ({ value: id, label: label(interactionColumns[id]) }));
  const userOptions = (users ?? []).map((user) => ({
    value: user.userId,
    label: user.name,
    description: user.email,
  }));
  const confirm = () => {
    setTried(true);
    if (nameFault !== undefined || daysFault !== undefined || columns.length === 0) return focusFirstFault();
    const input = {
      name: name.trim(),
      filters: { ...filters },
      columns: [...columns],
      format,
      days: count,
      active,
      notify: [...notify],
    };
    save.mutate(
      { report, input },
      {
        onSuccess: (saved) => {
          show({ id: 'report', type: 'success', content: t('saved', { name: saved.name }) });
          onClose();
        },
      },
    );
  };
  return (
    <Modal
      visible
      size="large"
      header={t(report === undefined ? 'add' : 'editTitle')}
      onDismiss={onClose}
      footer={
        <DialogFooter
          confirm={t('save')}
          cancel={t('cancel')}
          busy={save.isPending}
          onConfirm={confirm}
          onCancel={onClose}
        />
      }
    >
      <SpaceBetween size="m">
        {faults.rest !== null && <ProblemAlert error={faults.rest} />}
        <FormField label={t('name')} errorText={(tried ? nameFault : undefined) ?? faults.at('name')}>
          <Input autoFocus value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField
          label={t('days')}
          constraintText={t('daysHint', { most: limits.days.greatest })}
          errorText={(tried ? daysFault : undefined) ?? faults.at('days')}
        >
          <Input type="number" inputMode="numeric" value={days} onChange={({ detail }) => setDays(detail.value)} />
        </FormField>
        <FormField
          label={t('columns')}
          errorText={tried && columns.length === 0 ? t('columnsMissing') : faults.at('columns')}
        >
          <Multiselect
            options={columnOptions}
            selectedOptions={columnOptions.filter(({ value }) => columns.includes(value))}
            tokenLimit={3}
            filteringType="auto"
            placeholder={t('choose')}
            onChange={({ detail }) => {
              const chosen = new Set(detail.selectedOptions.map(({ value }) => value));
              setColumns(columnIds.filter((id) => chosen.has(id)));
            }}
          />
        </FormField>
        <FormField label={t('notify')} constraintText={t('notifyHint')} errorText={faults.at('notify')}>
          <Multiselect
            options={userOptions}
            selectedOptions={userOptions.filter(({ value }) => notify.includes(value))}
            placeholder={t('nobody')}
            onChange={({ detail }) => setNotify(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
          />
        </FormField>
        <fieldset className="plain-fieldset">
          <Box variant="h4" tagOverride="legend">
            {t('filters')}
          </Box>
          <ColumnLayout columns={3} minColumnWidth={180}>
            {choices
              .filter(({ options }) => options.length > 0)
              .map((choice) => (
                <ValuesField
                  key={choice.name}
                  filter={choice}
                  values={filters}
                  errorText={undefined}
                  onChange={(changed) => setFilters((before) => withoutMissing({ ...before, ...changed }))}
                />
              ))}
          </ColumnLayout>
        </fieldset>
        <FileFormat value={format} onChange={setFormat} />
        <Checkbox checked={active} onChange={({ detail }) => setActive(detail.checked)}>
          {t('active')}
        </Checkbox>
      </SpaceBetween>
    </Modal>
  );
}
