import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';
import { optionsQuery } from '#web/session/options.ts';
import { useTags } from './care.ts';
import { panelTexts } from './panel-texts.ts';

/** Tags of the customer, with those of the company to choose from (D10). */
export function TagsPart({ customer: { customerId, tags } }: { customer: Customer }) {
  const t = useTexts(panelTexts);
  const may = useMay();
  const { data: options } = useQuery(optionsQuery);
  const change = useTags(customerId);
  const [tag, setTag] = useState('');
  const faults = useFieldFaults(change.error, ['add']);
  const add = () => change.mutate({ add: [tag.trim()] }, { onSuccess: () => setTag('') });
  return (
    <section>
      <Box variant="h3">{t('tags')}</Box>
      {tags.length === 0 && <Box color="text-body-secondary">{t('noTags')}</Box>}
      <TokenGroup
        readOnly={!may('patchTags')}
        items={tags.map((label) => ({ label, dismissLabel: t('removeTag', { tag: label }) }))}
        onDismiss={({ detail }) => {
          const removed = tags[detail.itemIndex];
          if (removed !== undefined) change.mutate({ remove: [removed] });
        }}
      />
      {may('patchTags') && (
        <div className="panel-add">
          <FormField stretch errorText={faults.at('add')}>
            <Autosuggest
              ariaLabel={t('addTag')}
              placeholder={t('addTag')}
              value={tag}
              options={(options?.tags ?? []).filter((each) => !tags.includes(each)).map((value) => ({ value }))}
              onChange={({ detail }) => setTag(detail.value)}
            />
          </FormField>
          <Button disabled={tag.trim() === ''} loading={change.isPending} onClick={add}>
            {t('add')}
          </Button>
        </div>
      )}
      {faults.rest !== null && <ProblemAlert error={faults.rest} />}
    </section>
  );
}
