import ColumnLayout from '@cloudscape-design/components/column-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useQuery } from '@tanstack/react-query';
import { ApiProblem } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFieldFaults } from '#web/parts/problem-texts.ts';
import { useMetadataFields } from '#web/session/metadata-fields.ts';
import { optionsQuery, useActiveUsers } from '#web/session/options.ts';
import { MetadataInputs } from './metadata-inputs.tsx';
import type { ProfileDraft } from './profile-draft.ts';
import { customerTexts } from './texts.ts';
import { WordsField } from './words-field.tsx';

/** The fields of a customer's own data, the same to create and to change one; what is wrong stands at its field (A16, E17). */
export function ProfileFields({
  draft,
  error,
  onChange,
}: {
  draft: ProfileDraft;
  /** Why the service refused it. */
  error: unknown;
  onChange(draft: ProfileDraft): void;
}) {
  const t = useTexts(customerTexts);
  const users = useActiveUsers();
  const fields = useMetadataFields();
  const { data: options } = useQuery(optionsQuery);
  const { at: faultText } = useFieldFaults(error, {
    name: [],
    advisorId: ['USER_NOT_FOUND'],
    documentType: [],
    documentNumber: ['DOCUMENT_INVALID', 'DOCUMENT_EXISTS'],
    portfolios: [],
    tags: [],
  });
  const faults = error instanceof ApiProblem ? error.faults.filter(({ path }) => path.startsWith('metadata.')) : [];
  const set = (change: Partial<ProfileDraft>) => onChange({ ...draft, ...change });
  const advisors = [
    { value: '', label: t('nobody') },
    ...(users ?? []).map((user) => ({ value: user.userId, label: user.name })),
  ];
  return (
    <SpaceBetween size="m">
      <ColumnLayout columns={2} minColumnWidth={220}>
        <FormField label={t('name')} errorText={faultText('name')}>
          <Input value={draft.name} onChange={({ detail }) => set({ name: detail.value })} />
        </FormField>
        <FormField label={t('advisor')} errorText={faultText('advisorId')}>
          <Select
            options={advisors}
            selectedOption={advisors.find(({ value }) => value === draft.advisorId) ?? null}
            onChange={({ detail }) => set({ advisorId: detail.selectedOption.value ?? '' })}
          />
        </FormField>
        <FormField label={t('documentType')} errorText={faultText('documentType')}>
          <Input value={draft.documentType} onChange={({ detail }) => set({ documentType: detail.value })} />
        </FormField>
        <FormField label={t('documentNumber')} errorText={faultText('documentNumber')}>
          <Input value={draft.documentNumber} onChange={({ detail }) => set({ documentNumber: detail.value })} />
        </FormField>
        <WordsField
          label={t('portfolios')}
          values={draft.portfolios}
          offered={options?.portfolios ?? []}
          error={faultText('portfolios')}
          onChange={(portfolios) => set({ portfolios })}
        />
        <WordsField
          label={t('tags')}
          values={draft.tags}
          offered={options?.tags ?? []}
          error={faultText('tags')}
          onChange={(tags) => set({ tags })}
        />
        <Toggle checked={draft.influencer} onChange={({ detail }) => set({ influencer: detail.checked })}>
          {t('influencer')}
        </Toggle>
      </ColumnLayout>
      {fields.length > 0 && (
        // A new section once something in it is wrong: it opens.
        <ExpandableSection key={`${faults.length > 0}`} headerText={t('metadata')} defaultExpanded={faults.length > 0}>
          <MetadataInputs
            fields={fields}
            draft={draft.metadata}
            faults={faults}
            onChange={(metadata) => set({ metadata })}
          />
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}
