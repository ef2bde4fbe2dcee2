import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import type { MetadataType } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { DayField } from '#web/parts/day-field.tsx';
import type { FieldFaults } from '#web/parts/field-faults.ts';
import type { MetadataField } from '#web/session/metadata-fields.ts';
import type { Customer } from './queries.ts';
import { customerTexts } from './texts.ts';

type Metadata = Customer['metadata'];

/** Values as they are typed, by key; empty: none. */
export type MetadataDraft = Readonly<Record<string, string>>;

export const metadataDraft = (metadata: Metadata): MetadataDraft =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)]));

const readValue = (type: MetadataType, text: string): Metadata[string] => {
  if (type === 'boolean') return text === 'true';
  // What is no number is sent as it was typed: the service says at which field it is wrong.
  return type === 'number' && Number.isFinite(Number(text)) ? Number(text) : text;
};

/** All values of the profile as the service takes them: they take the place of those before (E16, E17). */
export const metadataOf = (fields: readonly MetadataField[], draft: MetadataDraft): Metadata =>
  Object.fromEntries(
    fields.flatMap(({ key, type }) => {
      const text = draft[key]?.trim() ?? '';
      return text === '' ? [] : [[key, readValue(type, text)] as const];
    }),
  );

/** How the others are typed; a date has a field of its own. */
const inputs: Readonly<Record<Exclude<MetadataType, 'date'>, Pick<InputProps, 'type' | 'inputMode'>>> = {
  text: {},
  list: {},
  boolean: {},
  number: { inputMode: 'decimal' },
  email: { inputMode: 'email' },
  phone: { inputMode: 'tel' },
  rut: {},
};

/** The company's metadata fields of a customer, each by its type; what is wrong stands at its field (E11, E17). */
export function MetadataInputs({
  fields,
  draft,
  faultText,
  onChange,
}: {
  fields: readonly MetadataField[];
  draft: MetadataDraft;
  /** What the service says of a field. */
  faultText: FieldFaults['at'];
  onChange(draft: MetadataDraft): void;
}) {
  const t = useTexts(customerTexts);
  const label = useLabel();
  const set = (key: string, text: string) => onChange({ ...draft, [key]: text });
  const inputOf = (field: MetadataField) => {
    const { key, type, options = [] } = field;
    const value = draft[key] ?? '';
    const choices = (type === 'boolean' ? ['true', 'false'] : options).map((option) => ({
      value: option,
      label: type === 'boolean' ? t(option === 'true' ? 'yes' : 'no') : option,
    }));
    return (
      <FormField key={key} label={label(field.label)} errorText={faultText(`metadata.${key}`)}>
        {choices.length > 0 ? (
          <Select
            options={[{ value: '', label: t('none') }, ...choices]}
            selectedOption={choices.find((choice) => choice.value === value) ?? { value: '', label: t('none') }}
            onChange={({ detail }) => set(key, detail.selectedOption.value ?? '')}
          />
        ) : type === 'date' ? (
          <DayField value={value} onChange={(day) => set(key, day)} />
        ) : (
          <Input {...inputs[type]} value={value} onChange={({ detail }) => set(key, detail.value)} />
        )}
      </FormField>
    );
  };
  return (
    <ColumnLayout columns={2} minColumnWidth={220}>
      {fields.map(inputOf)}
    </ColumnLayout>
  );
}
