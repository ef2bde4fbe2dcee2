import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '#web/language/texts.ts';
import type { FieldFaults } from '#web/parts/field-faults.ts';
import { Foldable } from '#web/parts/foldable.tsx';
import { useMetadataFields } from '#web/session/metadata-fields.ts';
import { optionsQuery, useActiveUsers } from '#web/session/options.ts';
import { MetadataInputs } from './metadata-inputs.tsx';
import type { ProfileDraft } from './profile-draft.ts';
import { customerTexts } from './texts.ts';
import { WordsField } from './words-field.tsx';

/** Names of the fields in the request. */
export const profileFields = [
  'name',
  'advisorId',
  'documentType',
  'documentNumber',
  'portfolios',
  'tags',
  'metadata',
] as const;

/** The fields of a customer's own data, the same to create and to change one; what is wrong stands at its field (A16, E17). */
export function ProfileFields({
  draft,
  faultText,
  onChange,
}: {
  draft: ProfileDraft;
  /** What the service says of a field. */
  faultText: FieldFaults['at'];
  onChange(draft: ProfileDraft): void;
}) {
  const t = useTexts(customerTexts);
  const users = useActiveUsers();
  const fields = useMetadataFields();
  const { data: options } = useQuery(optionsQuery);
  const isMetadataWrong = faultText('metadata') !== undefined;
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
        <Foldable key={`${isMetadataWrong}`} headerText={t('metadata')} defaultExpanded={isMetadataWrong}>
          <MetadataInputs
            fields={fields}
            draft={draft.metadata}
            faultText={faultText}
            onChange={(metadata) => set({ metadata })}
          />
        </Foldable>
      )}
    </SpaceBetween>
  );
}
