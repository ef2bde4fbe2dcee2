import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Label } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { settingsTexts } from './texts.ts';

/** Longest name of a field, segment, or result, in characters. */
export const longestName = 60;

/** What is wrong with a line of text; undefined: nothing. */
export const useLineFault = (): ((text: string, longest?: number) => string | undefined) => {
  const t = useTexts(settingsTexts);
  return (text, longest = longestName) => {
    if (text.trim() === '') return t('required');
    return text.length > longest ? t('tooLong', { count: longest }) : undefined;
  };
};

/** A name in both languages. */
export function NamesFields({
  names,
  touched,
  onChange,
}: {
  names: Label;
  /** True: faults are told. */
  touched: boolean;
  onChange(names: Label): void;
}) {
  const t = useTexts(settingsTexts);
  const fault = useLineFault();
  return (
    <SpaceBetween size="m">
      <FormField label={t('spanish')} errorText={touched ? fault(names.es) : undefined}>
        <Input value={names.es} onChange={({ detail }) => onChange({ ...names, es: detail.value })} />
      </FormField>
      <FormField label={t('english')} errorText={touched ? fault(names.en) : undefined}>
        <Input value={names.en} onChange={({ detail }) => onChange({ ...names, en: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}
