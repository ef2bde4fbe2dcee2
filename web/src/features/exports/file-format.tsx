import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '#web/language/texts.ts';
import { exportTexts } from './texts.ts';

const dateForms = ['iso', 'local'] as const;

/** How a file is written. */
export interface FileFormatValue {
  readonly bom: boolean;
  readonly dates: (typeof dateForms)[number];
}

export const standardFormat: FileFormatValue = { bom: true, dates: 'iso' };

/** For Excel or not; times with the offset or as the company's clock shows them. */
export function FileFormat({ value, onChange }: { value: FileFormatValue; onChange(value: FileFormatValue): void }) {
  const t = useTexts(exportTexts);
  return (
    <SpaceBetween size="s">
      <FormField label={t('format')}>
        <Checkbox checked={value.bom} onChange={({ detail }) => onChange({ ...value, bom: detail.checked })}>
          {t('bom')}
        </Checkbox>
      </FormField>
      <FormField label={t('dates')}>
        <RadioGroup
          value={value.dates}
          items={dateForms.map((form) => ({ value: form, label: t(form) }))}
          onChange={({ detail }) =>
            onChange({ ...value, dates: dateForms.find((form) => form === detail.value) ?? 'iso' })
          }
        />
      </FormField>
    </SpaceBetween>
  );
}
