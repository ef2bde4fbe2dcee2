import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
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

/** A name in both languages, as it is being typed. */
export interface Names {
  readonly typed: Label;
  /** Without spaces around, as it is kept. */
  readonly kept: Label;
  /** True when another one has this name, in either language. */
  readonly taken: boolean;
  /** False: the fields say what is wrong. */
  readonly valid: boolean;
  change(typed: Label): void;
}

/** @param others names that are taken */
export const useNames = (before: Label | undefined, others: readonly Label[]): Names => {
  const lineFault = useLineFault();
  const [typed, change] = useState(before ?? { es: '', en: '' });
  const kept = { es: typed.es.trim(), en: typed.en.trim() };
  const taken = others.some(({ es, en }) => es === kept.es || en === kept.en);
  const valid = !taken && lineFault(typed.es) === undefined && lineFault(typed.en) === undefined;
  return { typed, kept, taken, valid, change };
};

/** The two fields of a name. */
export function NamesFields({
  names: { typed, taken, change },
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
    <FormField errorText={touched && taken ? takenText : undefined} stretch>
      <SpaceBetween size="m">
        <FormField label={t('spanish')} errorText={touched ? fault(typed.es) : undefined}>
          <Input value={typed.es} onChange={({ detail }) => change({ ...typed, es: detail.value })} />
        </FormField>
        <FormField label={t('english')} errorText={touched ? fault(typed.en) : undefined}>
          <Input value={typed.en} onChange={({ detail }) => change({ ...typed, en: detail.value })} />
        </FormField>
      </SpaceBetween>
    </FormField>
  );
}
