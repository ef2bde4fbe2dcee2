import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { viewTexts } from './view-texts.ts';

/** Longest name of a view, in characters. */
const longest = 60;

interface ViewName {
  readonly typed: string;
  readonly kept: string;
  readonly missing: boolean;
  type(text: string): void;
  /** From now on a missing name is told. @returns whether there is one */
  check(): boolean;
}

export const useViewName = (before: string): ViewName => {
  const [typed, setTyped] = useState(before);
  const [tried, setTried] = useState(false);
  const kept = typed.trim();
  return {
    typed,
    kept,
    missing: tried && kept === '',
    type: (text) => setTyped(text.slice(0, longest)),
    check: () => {
      setTried(true);
      return kept !== '';
    },
  };
};

export function ViewNameField({
  name: { typed, missing, type },
  fault,
  onEnter,
}: {
  name: ViewName;
  /** Why the service refused it. */
  fault?: string | undefined;
  onEnter(): void;
}) {
  const t = useTexts(viewTexts);
  return (
    <FormField label={t('name')} errorText={missing ? t('nameMissing') : fault}>
      <Input
        autoFocus
        value={typed}
        onChange={({ detail }) => type(detail.value)}
        onKeyDown={({ detail }) => detail.key === 'Enter' && onEnter()}
      />
    </FormField>
  );
}
