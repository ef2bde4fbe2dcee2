import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '#web/language/texts.ts';
import { exportTexts } from './texts.ts';

const fileTypes = ['xlsx', 'csv', 'machine'] as const;
const dateForms = ['iso', 'local'] as const;

/** How a file is written. */
export interface FileFormatValue {
  readonly type: (typeof fileTypes)[number];
  readonly bom: boolean;
  readonly dates: (typeof dateForms)[number];
}

export const standardFormat: FileFormatValue = { type: 'xlsx', bom: true, dates: 'iso' };

/** For Excel or not; times with the offset or as the company's clock shows them. */
export function FileFormat({ value, onChange }: { value: FileFormatValue; onChange(value: FileFormatValue): void }) {
  const t = useTexts(exportTexts);
  return (
    <SpaceBetween size="s">
      <FormField label={t('format')}>
        <RadioGroup
          value={value.type}
          items={fileTypes.map((type) => ({ value: type, label: t(type), description: t(`${type}Text`) }))}
          onChange={({ detail }) =>
            onChange({ ...value, type: fileTypes.find((type) => type === detail.value) ?? 'xlsx' })
          }
        />
      </FormField>
      {value.type === 'machine' && (
        <Checkbox checked={value.bom} onChange={({ detail }) => onChange({ ...value, bom: detail.checked })}>
          {t('bom')}
        </Checkbox>
      )}
      {value.type === 'machine' && (
        <FormField label={t('dates')}>
          <RadioGroup
            value={value.dates}
            items={dateForms.map((form) => ({ value: form, label: t(form) }))}
            onChange={({ detail }) =>
              onChange({ ...value, dates: dateForms.find((form) => form === detail.value) ?? 'iso' })
            }
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
