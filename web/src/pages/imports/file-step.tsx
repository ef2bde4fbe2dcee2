import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type ImportKind, importColumns, importKinds, importLimits } from '#contract/import-columns.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { focusFirstFault, useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { AcceptedValues } from './accepted-values.tsx';
import { CompleteField } from './complete-field.tsx';
import { OptionFields, standardOptions } from './option-fields.tsx';
import { importTexts } from './texts.ts';
import { type ImportOptions, saveTemplate, UploadFailed, useStartImport } from './upload.ts';

/** What an import of the kind does. */
const records = { interactions: 'records', customers: 'recordsCustomers', debts: 'recordsDebts' } as const;
const megabytes = importLimits.fileBytes / 1_000_000;

/** First step: what is imported, the template, the file and how it is to be read (B23–B32). */
export function FileStep({
  kind,
  onKind,
  onStarted,
  onCancel,
}: {
  kind: ImportKind;
  onKind(kind: ImportKind): void;
  onStarted(processId: string): void;
  onCancel(): void;
}) {
  const t = useTexts(importTexts);
  const label = useLabel();
  const format = useFormat();
  const [file, setFile] = useState<File>();
  const [missing, setMissing] = useState(false);
  const [options, setOptions] = useState<ImportOptions>(standardOptions);
  const [completeFor, setCompleteFor] = useState<string>();
  const template = useMutation({ mutationFn: saveTemplate });
  const start = useStartImport();
  const tooLarge = file !== undefined && file.size > importLimits.fileBytes;
  const mandatory = Object.values(importColumns[kind]).filter(({ required }) => required === true);
  const isFileMissing = missing && file === undefined;
  const faults = useFieldFaults(start.error instanceof UploadFailed ? null : start.error, [
    'fileName',
    'size',
    'options.completeFor',
  ]);
  const fault = tooLarge
    ? t('fileLarge', { mb: megabytes })
    : isFileMissing
      ? t('fileMissing')
      : (faults.at('size') ?? faults.at('fileName'));
  const upload = () => {
    const scope = kind === 'debts' ? completeFor?.trim() : undefined;
    const isIncomplete = file === undefined || scope === '';
    setMissing(isIncomplete);
    if (isIncomplete || tooLarge) return focusFirstFault();
    const asked = scope === undefined ? options : { ...options, completeFor: scope };
    start.mutate({ kind, file, options: asked }, { onSuccess: onStarted });
  };
  return (
    <Container header={<Header variant="h2">{t('step', { number: 1, name: t('stepFile') })}</Header>}>
      <SpaceBetween size="l">
        <FormField label={t('kind')} stretch>
          <Tiles
            value={kind}
            items={importKinds.map((value) => ({ value, label: t(value), description: t(`${value}Text`) }))}
            onChange={({ detail }) => onKind(importKinds.find((each) => each === detail.value) ?? 'interactions')}
          />
        </FormField>
        <Alert type="info">{t(records[kind])}</Alert>
        <SpaceBetween size="xs">
          <Box>{t('templateText')}</Box>
          <Box color="text-body-secondary">
            {t('mandatory', { names: format.list(mandatory.map((column) => label(column))) })}
          </Box>
          <SpaceBetween direction="horizontal" size="m">
            {(['xlsx', 'csv'] as const).map((form) => (
              <Button
                key={form}
                variant={form === 'xlsx' ? 'normal' : 'inline-link'}
                iconName="download"
                loading={template.isPending && template.variables.format === form}
                onClick={() => template.mutate({ kind, format: form })}
              >
                {t(form === 'xlsx' ? 'template' : 'templateCsv')}
              </Button>
            ))}
          </SpaceBetween>
          <AcceptedValues kind={kind} />
          {template.error !== null && <ProblemAlert error={template.error} />}
        </SpaceBetween>
        <FormField
          label={t('file')}
          constraintText={t('fileHint', { mb: megabytes, rows: format.number(importLimits.rows) })}
          errorText={fault}
        >
          <FileUpload
            value={file === undefined ? [] : [file]}
            accept=".xlsx,.csv,.txt,.tsv,text/csv"
            showFileSize
            i18nStrings={{
              uploadButtonText: () => t('choose'),
              dropzoneText: () => t('dropHere'),
              removeFileAriaLabel: () => t('remove'),
              limitShowFewer: '',
              limitShowMore: '',
            }}
            onChange={({ detail }) => {
              setFile(detail.value[0]);
              setMissing(false);
            }}
          />
        </FormField>
        <OptionFields kind={kind} value={options} onChange={setOptions} />
        {kind === 'debts' && (
          <CompleteField
            value={completeFor}
            isMissing={missing && completeFor === ''}
            refused={faults.at('options.completeFor')}
            onChange={setCompleteFor}
          />
        )}
        {start.isPending && <ProgressBar value={Math.round(start.share * 100)} label={t('uploading')} />}
        {start.error instanceof UploadFailed && <Alert type="error">{t('uploadFailed')}</Alert>}
        {faults.rest !== null && <ProblemAlert error={faults.rest} />}
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="primary" loading={start.isPending} onClick={upload}>
            {t('check')}
          </Button>
          <Button variant="link" onClick={onCancel}>
            {t('cancel')}
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}
