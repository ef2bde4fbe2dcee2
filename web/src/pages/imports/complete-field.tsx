import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { everyPortfolio } from '#contract/portfolios.ts';
import { useTexts } from '#web/language/texts.ts';
import { optionsQuery } from '#web/session/options.ts';
import { importTexts } from './texts.ts';

const scopes = ['rowsOnly', 'onePortfolio', 'everything'] as const;
type Scope = (typeof scopes)[number];

/**
 * Whether the file holds all open debts of a portfolio or of the company, so that what it does not name is settled.
 * @param value portfolio, `*`, or undefined: nothing is settled. Empty while a portfolio is to be named
 */
export function CompleteField({
  value,
  isMissing,
  refused,
  onChange,
}: {
  value: string | undefined;
  isMissing: boolean;
  /** What the service says of it. */
  refused: string | undefined;
  onChange(value: string | undefined): void;
}) {
  const t = useTexts(importTexts);
  const { data: options } = useQuery(optionsQuery);
  const [scope, setScope] = useState<Scope>('rowsOnly');
  const choose = (next: Scope) => {
    setScope(next);
    onChange({ rowsOnly: undefined, onePortfolio: '', everything: everyPortfolio }[next]);
  };
  return (
    <SpaceBetween size="s">
      <FormField label={t('completeFor')} stretch>
        <RadioGroup
          value={scope}
          items={scopes.map((each) => ({ value: each, label: t(each), description: t(`${each}Text`) }))}
          onChange={({ detail }) => choose(scopes.find((each) => each === detail.value) ?? 'rowsOnly')}
        />
      </FormField>
      {scope === 'onePortfolio' && (
        <FormField label={t('portfolio')} errorText={isMissing ? t('portfolioMissing') : refused}>
          <Autosuggest
            value={value ?? ''}
            options={(options?.portfolios ?? []).map((name) => ({ value: name }))}
            placeholder={t('portfolioChoose')}
            enteredTextLabel={(name) => t('portfolioUse', { name })}
            onChange={({ detail }) => onChange(detail.value.slice(0, 60))}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
