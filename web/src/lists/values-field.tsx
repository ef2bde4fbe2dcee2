import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import { textOfValues } from '#contract/values-text.ts';
import { useTexts } from '#web/language/texts.ts';
import { chosenValues, type FilterValues, type ValuesFilter } from './filters.ts';
import { listTexts } from './texts.ts';

export interface FieldProps<Name extends string, Filter> {
  readonly filter: Filter;
  readonly values: FilterValues<Name>;
  readonly errorText: string | undefined;
  onChange(values: FilterValues<Name>): void;
}

/** The values of one filter to choose from: one, or several where any of them may match. */
export function ValuesField<Name extends string>({
  filter,
  values,
  errorText,
  onChange,
}: FieldProps<Name, ValuesFilter<Name>>) {
  const t = useTexts(listTexts);
  const { name, label, options, several = false } = filter;
  const filteringType = options.length > 10 ? 'auto' : 'none';
  const chosen = chosenValues(filter, values);
  const change = (text: string | undefined) => onChange({ [name]: text } as FilterValues<Name>);
  const any = { value: '', label: t('any') };
  return (
    <FormField label={label} errorText={errorText}>
      {several ? (
        <Multiselect
          options={options}
          selectedOptions={chosen.map(
            (value) => options.find((option) => option.value === value) ?? { value, label: value },
          )}
          placeholder={t('any')}
          filteringType={filteringType}
          keepOpen={false}
          onChange={({ detail }) =>
            change(textOfValues(detail.selectedOptions.flatMap(({ value }) => (value === undefined ? [] : [value]))))
          }
        />
      ) : (
        <Select
          options={[any, ...options]}
          selectedOption={options.find(({ value }) => value === chosen[0]) ?? any}
          filteringType={filteringType}
          onChange={({ detail: { selectedOption } }) => change(selectedOption.value || undefined)}
        />
      )}
    </FormField>
  );
}
