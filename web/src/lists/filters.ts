import { valuesOf } from '#contract/values-text.ts';
import { type Translate, useTexts } from '#web/language/texts.ts';
import { type Format, useFormat } from '#web/session/format.ts';
import { listTexts } from './texts.ts';

/** A filter with the values that it offers. */
export interface ValuesFilter<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Several may be chosen; what has any of them is listed. */
  readonly several?: boolean;
}

/** A range of numbers, either end of which may be open. */
export interface RangeFilter<Name extends string> {
  readonly from: Name;
  readonly to: Name;
  readonly label: string;
  /** A whole number, or an amount of money with up to two decimals. */
  readonly of: 'count' | 'amount';
}

export type FilterChoice<Name extends string> = ValuesFilter<Name> | RangeFilter<Name>;

export type FilterValues<Name extends string> = { readonly [Key in Name]?: string | undefined };

/** Query parameters of a filter. */
export const namesOf = <Name extends string>(filter: FilterChoice<Name>): readonly Name[] =>
  'of' in filter ? [filter.from, filter.to] : [filter.name];

/** The filters that ask for something. */
export const withoutMissing = (values: FilterValues<string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** What stands in the address for one filter, value by value. */
export const chosenValues = <Name extends string>(
  { name, several = false }: ValuesFilter<Name>,
  values: FilterValues<Name>,
): readonly string[] => {
  const text = values[name];
  if (text === undefined) return [];
  return several ? valuesOf(text) : [text];
};

/** One value that narrows a list, in words. */
export interface FilterChip {
  /** Query parameters that it stands for. */
  readonly names: readonly string[];
  /** The value, where its filter may have others. */
  readonly value?: string;
  readonly words: string;
}

const rangeWords = (t: Translate<'rangeOf' | 'rangeFrom' | 'rangeTo'>, from: string, to: string): string => {
  if (to === '') return t('rangeFrom', { from });
  return from === '' ? t('rangeTo', { to }) : t('rangeOf', { from, to });
};

const numberText = (format: Format, text: string | undefined): string => {
  if (text === undefined) return '';
  return text === '' || Number.isNaN(Number(text)) ? text : format.number(Number(text));
};

/** What a filter asks, value by value and without its own name. */
const useValueWords = () => {
  const t = useTexts(listTexts);
  const format = useFormat();
  return (filter: FilterChoice<string>, values: FilterValues<string>): readonly Omit<FilterChip, 'names'>[] => {
    if (!('of' in filter)) {
      const labelOf = (value: string) => filter.options.find((option) => option.value === value)?.label ?? value;
      return chosenValues(filter, values).map((value) => ({ value, words: labelOf(value) }));
    }
    const [from, to] = [values[filter.from], values[filter.to]];
    if (from === undefined && to === undefined) return [];
    return [{ words: rangeWords(t, numberText(format, from), numberText(format, to)) }];
  };
};

/** The filters in force one by one, such as "Estado: Fallida" and "Saldo: desde 150.000". */
export const useFilterChips = (
  filters: readonly FilterChoice<string>[],
  values: FilterValues<string>,
): readonly FilterChip[] => {
  const wordsOf = useValueWords();
  return filters.flatMap((filter) =>
    wordsOf(filter, values).map((chip) => ({
      ...chip,
      names: namesOf(filter),
      words: `${filter.label}: ${chip.words}`,
    })),
  );
};

/** Says the filters in force, each with all its values: "Cartera: Norte, Sur". */
export const useFilterWords = (): ((
  filters: readonly FilterChoice<string>[],
  values: FilterValues<string>,
) => string[]) => {
  const wordsOf = useValueWords();
  return (filters, values) =>
    filters.flatMap((filter) => {
      const found = wordsOf(filter, values).map(({ words }) => words);
      return found.length === 0 ? [] : [`${filter.label}: ${found.join(', ')}`];
    });
};
