import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ImportKind } from '#contract/import-columns.ts';
import { useTexts } from '#web/language/texts.ts';
import { importTexts } from './texts.ts';
import type { ImportOptions } from './upload.ts';

const dateFormats = ['auto', 'dd/mm/yyyy', 'mm/dd/yyyy', 'yyyy-mm-dd'] as const;
const decimals = { auto: 'auto', ',': 'decimalComma', '.': 'decimalPoint' } as const;
const separators = { ';': 'semicolon', ',': 'comma', '|': 'bar' } as const;

/** The file tells how it is written, and what it does not tell is asked. Alerts only when they are wanted (Q5). */
export const standardOptions: ImportOptions = {
  dateFormat: 'auto',
  decimal: 'auto',
  listSeparator: ';',
  raiseAlerts: false,
  withoutDocument: 'reject',
};

export function OptionFields({
  kind,
  value,
  onChange,
}: {
  kind: ImportKind;
  value: ImportOptions;
  onChange(value: ImportOptions): void;
}) {
  const t = useTexts(importTexts);
  const choice = <Choice extends string>(
    label: string,
    choices: readonly (readonly [Choice, string])[],
    chosen: Choice | undefined,
    choose: (choice: Choice) => void,
  ) => (
    <FormField label={label}>
      <Select
        options={choices.map(([id, text]) => ({ value: id, label: text }))}
        selectedOption={{ value: chosen ?? '', label: choices.find(([id]) => id === chosen)?.[1] ?? '' }}
        onChange={({ detail }) => {
          const found = choices.find(([id]) => id === detail.selectedOption.value);
          if (found !== undefined) choose(found[0]);
        }}
      />
    </FormField>
  );
  return (
    <SpaceBetween size="m">
      <Box variant="h3">{t('options')}</Box>
      <ColumnLayout columns={3} minColumnWidth={200}>
        {choice(
          t('dateFormat'),
          dateFormats.map((id) => [id, t(id)] as const),
          value.dateFormat,
          (dateFormat) => onChange({ ...value, dateFormat }),
        )}
        {kind !== 'interactions' &&
          choice(
            t('decimal'),
            (['auto', ',', '.'] as const).map((id) => [id, t(decimals[id])] as const),
            value.decimal,
            (decimal) => onChange({ ...value, decimal }),
          )}
        {choice(
          t('listSeparator'),
          ([';', ',', '|'] as const).map((id) => [id, t(separators[id])] as const),
          value.listSeparator,
          (listSeparator) => onChange({ ...value, listSeparator }),
        )}
      </ColumnLayout>
      {kind === 'customers' && (
        <Checkbox
          checked={value.withoutDocument === 'create'}
          description={t('withoutDocumentText')}
          onChange={({ detail }) => onChange({ ...value, withoutDocument: detail.checked ? 'create' : 'reject' })}
        >
          {t('withoutDocument')}
        </Checkbox>
      )}
      {kind === 'interactions' && (
        <Checkbox
          checked={value.raiseAlerts ?? false}
          description={t('raiseAlertsText')}
          onChange={({ detail }) => onChange({ ...value, raiseAlerts: detail.checked })}
        >
          {t('raiseAlerts')}
        </Checkbox>
      )}
    </SpaceBetween>
  );
}
