import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { longestValues, mostValues } from '#contract/values-text.ts';
import { useTexts } from '#web/language/texts.ts';
import { chosenValues, type FilterChoice, type FilterValues, namesOf, type RangeFilter } from './filters.ts';
import { readAmount, readCount } from './number-text.ts';
import { listTexts } from './texts.ts';
import { type FieldProps, ValuesField } from './values-field.tsx';

type Fault = 'tooManyValues' | 'countWrong' | 'amountWrong' | 'rangeTurned';
type Checked<Name extends string> = { readonly values: FilterValues<Name> } | { readonly fault: Fault };

/** What a filter asks as the API takes it, or what is wrong with it. */
const check = <Name extends string>(filter: FilterChoice<Name>, typed: FilterValues<Name>): Checked<Name> => {
  if (!('of' in filter)) {
    const chosen = chosenValues(filter, typed);
    const fits = chosen.length <= mostValues && (typed[filter.name] ?? '').length <= longestValues;
    return fits ? { values: { [filter.name]: typed[filter.name] } as FilterValues<Name> } : { fault: 'tooManyValues' };
  }
  const read = namesOf(filter).map((name) => {
    const text = (typed[name] ?? '').trim();
    return text === '' ? '' : filter.of === 'count' ? readCount(text) : readAmount(text);
  });
  const [from, to] = read;
  if (from === undefined || to === undefined) return { fault: filter.of === 'count' ? 'countWrong' : 'amountWrong' };
  if (from !== '' && to !== '' && Number(from) > Number(to)) return { fault: 'rangeTurned' };
  return {
    values: { [filter.from]: from || undefined, [filter.to]: to || undefined } as FilterValues<Name>,
  };
};

export interface FiltersFormProps<Name extends string> {
  readonly filters: readonly FilterChoice<Name>[];
  readonly values: FilterValues<Name>;
  onApply(values: FilterValues<Name>): void;
  onClose(): void;
}

/** The filters of a list in a dialog: nothing changes before "Aplicar". */
export function FiltersForm<Name extends string>({ filters, values, onApply, onClose }: FiltersFormProps<Name>) {
  const t = useTexts(listTexts);
  const [draft, setDraft] = useState(values);
  const [tried, setTried] = useState(false);
  const apply = (chosen: FilterValues<Name>) => {
    const checked = filters.map((filter) => check(filter, chosen));
    if (checked.some((one) => 'fault' in one)) return setTried(true);
    onApply(Object.assign({}, ...checked.map((one) => ('values' in one ? one.values : {}))));
    onClose();
  };
  const set = (changed: FilterValues<Name>) =>
    setDraft((current) => ({ ...current, ...changed }) as FilterValues<Name>);
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={t('filter')}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => apply({})}>
              {t('clearFilters')}
            </Button>
            <Button variant="primary" onClick={() => apply(draft)}>
              {t('apply')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {filters.map((filter) => {
          const checked = check(filter, draft);
          const errorText = tried && 'fault' in checked ? t(checked.fault, { most: mostValues }) : undefined;
          const given = { values: draft, errorText, onChange: set };
          return 'of' in filter ? (
            <RangeField key={filter.from} filter={filter} {...given} />
          ) : (
            <ValuesField key={filter.name} filter={filter} {...given} />
          );
        })}
      </SpaceBetween>
    </Modal>
  );
}

function RangeField<Name extends string>({
  filter: { from, to, label, of },
  values,
  errorText,
  onChange,
}: FieldProps<Name, RangeFilter<Name>>) {
  const t = useTexts(listTexts);
  const field = (name: Name, words: string) => (
    <Input
      value={values[name] ?? ''}
      ariaLabel={`${label}: ${words}`}
      placeholder={words}
      inputMode={of === 'count' ? 'numeric' : 'decimal'}
      autoComplete={false}
      invalid={errorText !== undefined}
      onChange={({ detail }) => onChange({ [name]: detail.value } as FilterValues<Name>)}
    />
  );
  return (
    <FormField label={label} errorText={errorText}>
      <div className="range-field">
        {field(from, t('from'))}
        {field(to, t('to'))}
      </div>
    </FormField>
  );
}
