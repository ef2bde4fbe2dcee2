import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import { useTexts } from '#web/language/texts.ts';
import { focusFirstFault, useLineFault } from '#web/parts/field-faults.ts';
import { viewTexts } from './view-texts.ts';

interface ViewName {
  readonly typed: string;
  readonly kept: string;
  /** What is wrong with it, once somebody has tried to save. */
  readonly fault: string | undefined;
  type(text: string): void;
  /** From now on what is wrong is told. @returns whether nothing is */
  check(): boolean;
}

export const useViewName = (before: string): ViewName => {
  const [typed, setTyped] = useState(before);
  const [tried, setTried] = useState(false);
  const kept = typed.trim();
  const fault = useLineFault()(typed, fieldLimits.putViews['views.each.name'].longest);
  return {
    typed,
    kept,
    fault: tried ? fault : undefined,
    type: setTyped,
    check: () => {
      setTried(true);
      if (fault !== undefined) focusFirstFault();
      return fault === undefined;
    },
  };
};

export function ViewNameField({
  name: { typed, fault, type },
  refused,
  onEnter,
}: {
  name: ViewName;
  /** Why the service refused it. */
  refused?: string | undefined;
  onEnter(): void;
}) {
  const t = useTexts(viewTexts);
  return (
    <FormField label={t('name')} errorText={fault ?? refused}>
      <Input
        autoFocus
        value={typed}
        onChange={({ detail }) => type(detail.value)}
        onKeyDown={({ detail }) => detail.key === 'Enter' && onEnter()}
      />
    </FormField>
  );
}
