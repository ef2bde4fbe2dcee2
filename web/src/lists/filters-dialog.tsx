import Button from '@cloudscape-design/components/button';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { type FilterChoice, type FilterValues, namesOf } from './filters.ts';
import type { FiltersFormProps } from './filters-form.tsx';
import { listTexts } from './texts.ts';

/** The fields are a chunk of their own: a list does not wait for them. */
const FiltersForm = lazy(async () => {
  const { FiltersForm: Form } = await import('./filters-form.tsx');
  return { default: Form as ComponentType<FiltersFormProps<string>> };
});

/** "Filtrar" (A15): a button, behind it the filters. */
export function FiltersDialog<Name extends string>({
  filters,
  values,
  onApply,
}: {
  filters: readonly FilterChoice<Name>[];
  values: FilterValues<Name>;
  onApply(values: FilterValues<Name>): void;
}) {
  const t = useTexts(listTexts);
  const [open, setOpen] = useState(false);
  const active = filters.filter((filter) => namesOf(filter).some((name) => values[name] !== undefined)).length;
  return (
    <>
      <Button iconName="filter" onClick={() => setOpen(true)}>
        {active === 0 ? t('filter') : t('filterCount', { count: active })}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <FiltersForm filters={filters} values={values} onApply={onApply} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
