import { useEffect } from 'react';
import { ApiProblem } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFormat } from '#web/session/format.ts';
import { problemTexts } from './problem-texts.ts';

/** The words for what is wrong with one field of the request, or with a part of it; undefined: nothing. */
export const useFaultText = (error: unknown): ((path: string) => string | undefined) => {
  const t = useTexts(problemTexts);
  const faults = error instanceof ApiProblem ? error.faults : [];
  return (path) => {
    const fault = faults.find((each) => isOf(each.path, path));
    if (fault === undefined) return undefined;
    return problemTexts.has(fault.code) ? t(fault.code) : t('VALUE_INVALID');
  };
};

const isOf = (path: string, field: string): boolean => path === field || path.startsWith(`${field}.`);

export interface FieldFaults {
  /** What the service says of a field or of a part of it, in words; undefined: nothing. @param path dotted */
  at(path: string): string | undefined;
  /** The error where something of it stands at no field; null: all of it does. */
  readonly rest: unknown;
}

/**
 * Puts what the service refuses at the fields that it is about, and the cursor into the first of them.
 * @param fields of the form, by the names that the request gives them; one stands for its parts too
 */
export const useFieldFaults = (error: unknown, fields: readonly string[]): FieldFaults => {
  const at = useFaultText(error);
  const faults = error instanceof ApiProblem ? error.faults : [];
  const isPlaced = faults.length > 0 && faults.every(({ path }) => fields.some((field) => isOf(path, field)));
  const isSaid = faults.some(({ path }) => fields.some((field) => isOf(path, field)));
  useEffect(() => {
    if (isSaid && error !== null) focusFirstFault();
  }, [isSaid, error]);
  return { at, rest: isPlaced ? null : error };
};

/** Puts the cursor into the first field that says what is wrong with it: of the dialog on top, else of the page. */
export const focusFirstFault = (): void => {
  // The words stand once React has drawn them.
  requestAnimationFrame(() => {
    const place = [...document.querySelectorAll('[role="dialog"]')].at(-1) ?? document;
    place.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
};

/** What is wrong with a text that must be given; undefined: nothing. @param longest in UTF-16 code units */
export const useLineFault = (): ((text: string, longest: number) => string | undefined) => {
  const tooLong = useLengthFault();
  const t = useTexts(problemTexts);
  return (text, longest) => (text.trim() === '' ? t('FIELD_REQUIRED') : tooLong(text, longest));
};

/** What is wrong with a text that may be left out; undefined: nothing. @param longest in UTF-16 code units */
export const useLengthFault = (): ((text: string, longest: number) => string | undefined) => {
  const t = useTexts(problemTexts);
  return (text, longest) => (text.trim().length > longest ? t('longerThan', { count: longest }) : undefined);
};

interface Bounds {
  readonly least: number;
  readonly greatest: number;
}

/** What is wrong with a whole number as it is typed; undefined: nothing. */
export const useNumberFault = (): ((text: string, bounds: Bounds) => string | undefined) => {
  const t = useTexts(problemTexts);
  const format = useFormat();
  return (text, { least, greatest }) => {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isInteger(number) && number >= least && number <= greatest) return undefined;
    return t('notBetween', { least: format.number(least), greatest: format.number(greatest) });
  };
};
