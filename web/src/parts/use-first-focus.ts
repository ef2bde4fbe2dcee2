import { type RefObject, useEffect, useRef } from 'react';

/**
 * Puts the cursor into the field that a dialog is opened for. Cloudscape's dialogs take the focus to their close button
 * once their content stands, which undoes `autoFocus`: this comes after it.
 *
 * @returns for the field's `ref`
 */
export const useFirstFocus = <Field extends { focus(): void }>(wanted = true): RefObject<Field | null> => {
  const field = useRef<Field>(null);
  useEffect(() => {
    if (!wanted) return;
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
  return field;
};
