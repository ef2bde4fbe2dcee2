import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import { type ReactNode, useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { focusFirstFault, useFieldFaults, useLineFault } from '#web/parts/field-faults.ts';
import { useFirstFocus } from '#web/parts/use-first-focus.ts';
import { lineDialogTexts } from './line-dialog-texts.ts';

/** Asks for one line that must be given: a reason, a consent, a name. */
export function LineDialog({
  title,
  children,
  label,
  hint,
  field: name,
  most,
  confirm,
  busy,
  error,
  onConfirm,
  onClose,
}: {
  title: string;
  /** Above the field: what will happen. */
  children?: ReactNode;
  label: string;
  hint?: string;
  /** Name of the line in the request. */
  field: string;
  /** Longest line, in UTF-16 code units. */
  most: number;
  confirm: string;
  busy: boolean;
  error: unknown;
  /** @param line never empty, without spaces around it */
  onConfirm(line: string): void;
  onClose(): void;
}) {
  const t = useTexts(lineDialogTexts);
  const field = useFirstFocus<InputProps.Ref>();
  const [line, setLine] = useState('');
  const [tried, setTried] = useState(false);
  const given = line.trim();
  const fault = useLineFault()(line, most);
  const faults = useFieldFaults(error, [name]);
  const submit = () => {
    setTried(true);
    if (fault !== undefined) return focusFirstFault();
    if (!busy) onConfirm(given);
  };
  return (
    <ConfirmDialog
      title={title}
      confirm={confirm}
      cancel={t('cancel')}
      busy={busy}
      error={faults.rest}
      onConfirm={submit}
      onClose={onClose}
    >
      {children}
      <FormField label={label} description={hint} errorText={(tried ? fault : undefined) ?? faults.at(name)}>
        <Input
          ref={field}
          value={line}
          onChange={({ detail }) => setLine(detail.value)}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') submit();
          }}
        />
      </FormField>
    </ConfirmDialog>
  );
}
