import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { metadataTypeLabels, metadataTypes } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import { NamesFields, useNames } from '#web/features/settings/names-fields.tsx';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { focusFirstFault } from '#web/parts/field-faults.ts';
import type { MetadataField } from '#web/session/metadata-fields.ts';
import { keyFrom } from './code-from.ts';
import { sectionTexts } from './texts.ts';

const limits = fieldLimits.putMetadataFields;
const { most: mostOptions } = limits['fields.each.options'];
const { longest: longestOption } = limits['fields.each.options.each'];

const optionsOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const areOptions = (options: readonly string[]): boolean =>
  options.length > 0 &&
  options.length <= mostOptions &&
  new Set(options).size === options.length &&
  options.every((option) => option.length <= longestOption);

/** Adds or edits a metadata field (E17). */
export function FieldDialog({
  field,
  others,
  onCancel,
  onAccept,
}: {
  /** Undefined: a new one. */
  field: MetadataField | undefined;
  others: readonly MetadataField[];
  onCancel(): void;
  onAccept(field: MetadataField): void;
}) {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  const label = useLabel();
  const [touched, setTouched] = useState(false);
  const names = useNames(
    field?.label,
    others.map(({ label: name }) => name),
    limits['fields.each.label.es'].longest,
  );
  const [type, setType] = useState(field?.type ?? 'text');
  const [optionsText, setOptionsText] = useState(field?.options?.join('\n') ?? '');
  const options = optionsOf(optionsText);
  const types = metadataTypes.map((value) => ({ value, label: label(metadataTypeLabels[value]) }));
  const optionsFit = type !== 'list' || areOptions(options);
  const accept = () => {
    setTouched(true);
    if (!names.valid || !optionsFit) return focusFirstFault();
    onAccept({
      key:
        field?.key ??
        keyFrom(
          names.kept.es,
          others.map(({ key }) => key),
        ),
      label: names.kept,
      type,
      ...(type === 'list' ? { options } : {}),
      archived: field?.archived ?? false,
      builtIn: field?.builtIn ?? false,
    });
  };
  return (
    <Modal
      visible
      onDismiss={onCancel}
      header={t(field === undefined ? 'addField' : 'editField')}
      footer={
        <DialogFooter
          confirm={t(field === undefined ? 'addField' : 'keepField')}
          cancel={around('cancel')}
          onConfirm={accept}
          onCancel={onCancel}
        />
      }
    >
      <SpaceBetween size="m">
        <NamesFields names={names} takenText={t('fieldTaken')} touched={touched} />
        <FormField label={t('fieldType')} description={t('fieldTypeAbout')}>
          <Select
            options={types}
            disabled={field !== undefined}
            selectedOption={types.find(({ value }) => value === type) ?? null}
            onChange={({ detail }) => {
              const chosen = metadataTypes.find((one) => one === detail.selectedOption.value);
              if (chosen !== undefined) setType(chosen);
            }}
          />
        </FormField>
        {type === 'list' && (
          <FormField
            label={t('fieldOptions')}
            description={t('fieldOptionsAbout')}
            errorText={
              touched && !optionsFit ? t('fieldOptionsFault', { most: mostOptions, longest: longestOption }) : undefined
            }
          >
            <Textarea value={optionsText} rows={5} onChange={({ detail }) => setOptionsText(detail.value)} />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}
