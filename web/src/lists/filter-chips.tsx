import Button from '@cloudscape-design/components/button';
import Icon from '@cloudscape-design/components/icon';
import { textOfValues, valuesOf } from '#contract/values-text.ts';
import { useTexts } from '#web/language/texts.ts';
import type { FilterChip, FilterValues } from './filters.ts';
import { listTexts } from './texts.ts';
import './lists.css';

/** The filters in force, each of which is taken away by a press; nothing where there are none. */
export function FilterChips({
  chips,
  values,
  onChange,
  onClear,
}: {
  chips: readonly FilterChip[];
  values: FilterValues<string>;
  /** Parameters without what was taken away. */
  onChange(values: FilterValues<string>): void;
  onClear(): void;
}) {
  const t = useTexts(listTexts);
  if (chips.length === 0) return null;
  const without = ({ names, value }: FilterChip): FilterValues<string> => {
    const left = (name: string) => valuesOf(values[name]).filter((other) => other !== value);
    return Object.fromEntries(names.map((name) => [name, value === undefined ? undefined : textOfValues(left(name))]));
  };
  return (
    <ul className="filter-chips" aria-label={t('inForce')}>
      {chips.map((chip) => (
        <li key={`${chip.names.join()} ${chip.value ?? ''}`}>
          <button
            type="button"
            className="filter-chip"
            aria-label={t('takeAway', { words: chip.words })}
            onClick={() => onChange(without(chip))}
          >
            <span className="breakable">{chip.words}</span>
            <Icon name="close" size="small" />
          </button>
        </li>
      ))}
      <li>
        <Button variant="inline-link" onClick={onClear}>
          {t('clearFilters')}
        </Button>
      </li>
    </ul>
  );
}
