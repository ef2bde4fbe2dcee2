import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { formTexts } from './form-texts.ts';

/** Several words, of the company's own or new ones: portfolios, tags. */
export function WordsField({
  label,
  values,
  offered,
  error,
  onChange,
}: {
  label: string;
  values: readonly string[];
  /** What the company has already. */
  offered: readonly string[];
  /** What is wrong with them. */
  error: string | undefined;
  onChange(values: readonly string[]): void;
}) {
  const t = useTexts(formTexts);
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const value = text.trim();
    if (value === '') return;
    setTyped('');
    if (!values.includes(value)) onChange([...values, value]);
  };
  return (
    <FormField
      label={label}
      errorText={error}
      stretch
      secondaryControl={
        <Button
          formAction="none"
          disabled={typed.trim() === ''}
          ariaLabel={t('addTo', { label })}
          onClick={() => add(typed)}
        >
          {t('add')}
        </Button>
      }
    >
      <SpaceBetween size="xxs">
        <Autosuggest
          value={typed}
          placeholder={t('typeOrChoose')}
          options={offered.filter((each) => !values.includes(each)).map((value) => ({ value }))}
          enteredTextLabel={(text) => t('use', { text })}
          onChange={({ detail }) => setTyped(detail.value)}
          onSelect={({ detail }) => add(detail.value)}
        />
        {values.length > 0 && (
          <TokenGroup
            items={values.map((value) => ({ label: value, dismissLabel: t('takeAway', { value, label }) }))}
            onDismiss={({ detail }) => onChange(values.filter((_, position) => position !== detail.itemIndex))}
          />
        )}
      </SpaceBetween>
    </FormField>
  );
}
