import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Label } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLineFault } from '#web/parts/field-faults.ts';
import { settingsTexts } from './texts.ts';

/** A name in both languages, as it is being typed. */
export interface Names {
  readonly typed: Label;
  /** In UTF-16 code units. */
  readonly longest: number;
  /** Without spaces around, as it is kept. */
  readonly kept: Label;
  /** True when another one has this name, in either language. */
  readonly taken: boolean;
  /** False: the fields say what is wrong. */
  readonly valid: boolean;
  change(typed: Label): void;
}

/**
 * @param others names that are taken
 * @param longest name, in UTF-16 code units
 */
export const useNames = (before: Label | undefined, others: readonly Label[], longest: number): Names => {
  const lineFault = useLineFault();
  const [typed, change] = useState(before ?? { es: '', en: '' });
  const kept = { es: typed.es.trim(), en: typed.en.trim() };
  const taken = others.some(({ es, en }) => es === kept.es || en === kept.en);
  const valid = !taken && lineFault(typed.es, longest) === undefined && lineFault(typed.en, longest) === undefined;
  return { typed, longest, kept, taken, valid, change };
};

/** The two fields of a name. */
export function NamesFields({
  names: { typed, longest, taken, change },
  takenText,
  touched,
}: {
  names: Names;
  /** Says that another one has this name. */
  takenText: string;
  /** True: faults are told. */
  touched: boolean;
}) {
  const t = useTexts(settingsTexts);
  const fault = useLineFault();
  return (
    <SpaceBetween size="m">
      <FormField
        label={t('spanish')}
        errorText={touched ? (fault(typed.es, longest) ?? (taken ? takenText : undefined)) : undefined}
      >
        <Input value={typed.es} onChange={({ detail }) => change({ ...typed, es: detail.value })} />
      </FormField>
      <FormField label={t('english')} errorText={touched ? fault(typed.en, longest) : undefined}>
        <Input value={typed.en} onChange={({ detail }) => change({ ...typed, en: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}
