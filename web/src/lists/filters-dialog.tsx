import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { listTexts } from './texts.ts';

/** A filter with the values that it offers. */
export interface FilterChoice<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

type Values<Name extends string> = { readonly [Key in Name]?: string };

/** "Filtrar" (A15): a button, behind it the filters, and nothing changes before "Aplicar". */
export function FiltersDialog<Name extends string>({
  filters,
  values,
  onApply,
}: {
  filters: readonly FilterChoice<Name>[];
  values: Values<Name>;
  onApply(values: { readonly [Key in Name]?: string | undefined }): void;
}) {
  const t = useTexts(listTexts);
  const [draft, setDraft] = useState<Values<Name>>();
  const active = filters.filter(({ name }) => values[name] !== undefined).length;
  const close = () => setDraft(undefined);
  const apply = (chosen: Values<Name>) => {
    onApply(Object.fromEntries(filters.map(({ name }) => [name, chosen[name]])) as Values<Name>);
    close();
  };
  const any = { value: '', label: t('any') };
  return (
    <>
      <Button iconName="filter" onClick={() => setDraft(values)}>
        {active === 0 ? t('filter') : t('filterCount', { count: active })}
      </Button>
      <Modal
        visible={draft !== undefined}
        onDismiss={close}
        header={t('filter')}
        footer={
          <Box float="right">
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => apply({})}>
                {t('clearFilters')}
              </Button>
              <Button variant="primary" onClick={() => apply(draft ?? {})}>
                {t('apply')}
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        <SpaceBetween size="m">
          {filters.map(({ name, label, options }) => (
            <FormField key={name} label={label}>
              <Select
                options={[any, ...options]}
                selectedOption={options.find(({ value }) => value === draft?.[name]) ?? any}
                filteringType={options.length > 10 ? 'auto' : 'none'}
                onChange={({ detail }) => {
                  const { value } = detail.selectedOption;
                  setDraft((current) => ({ ...current, [name]: value === '' ? undefined : value }) as Values<Name>);
                }}
              />
            </FormField>
          ))}
        </SpaceBetween>
      </Modal>
    </>
  );
}
