import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { metadataTypeLabels } from '#contract/vocabulary.ts';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import fieldLimits from '#web/api/field-limits.json';
import type { Answer } from '#web/api/paths.ts';
import { OrderButtons } from '#web/features/settings/order-buttons.tsx';
import { SectionForm } from '#web/features/settings/section-form.tsx';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useDraft } from '#web/features/settings/use-draft.ts';
import { WithData } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useMay } from '#web/session/me.ts';
import { type MetadataField, metadataFieldsQuery } from '#web/session/metadata-fields.ts';
import { FieldDialog } from './field-dialog.tsx';
import { sectionTexts } from './texts.ts';

/** Most fields that are not archived. */
const activeLimit = 40;

/** Ajustes › Metadatos: what the company records of its customers (E16, E17). */
export function Component() {
  return <WithData query={useQuery(metadataFieldsQuery)}>{(fields) => <Metadata read={fields} />}</WithData>;
}

/** Fields being edited; whether one is built in, the service knows. */
const useFieldsDraft = ({ fields, version }: Answer<'getMetadataFields'>) => {
  const queryClient = useQueryClient();
  return useDraft<readonly MetadataField[]>(
    { value: fields, version },
    {
      save: async (edited) => {
        const answer = await dataOf(
          api.PUT('/v1/metadata-fields', {
            params: { header: ifMatch(edited.version) },
            body: { fields: edited.value.map(({ builtIn: _builtIn, ...field }) => field) },
          }),
        );
        queryClient.setQueryData(metadataFieldsQuery.queryKey, answer);
      },
      refetch: () => queryClient.refetchQueries({ queryKey: metadataFieldsQuery.queryKey }),
    },
  );
};

function Metadata({ read }: { read: Answer<'getMetadataFields'> }) {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  const label = useLabel();
  const editable = useMay()('putMetadataFields');
  const draft = useFieldsDraft(read);
  const fields = draft.value;
  const [edited, setEdited] = useState<MetadataField | 'new'>();
  const replace = (before: MetadataField, after: MetadataField) =>
    draft.change(fields.map((field) => (field === before ? after : field)));
  const full =
    fields.filter(({ archived }) => !archived).length >= activeLimit ||
    fields.length >= fieldLimits.putMetadataFields.fields.most;
  return (
    <SectionForm
      draft={draft}
      title={around('metadata')}
      description={t('metadataAbout')}
      editable={editable}
      fields={['fields']}
      actions={
        <Button
          formAction="none"
          iconName="add-plus"
          disabled={full}
          disabledReason={t('fieldLimit')}
          onClick={() => setEdited('new')}
        >
          {t('addField')}
        </Button>
      }
    >
      {(_touched, at) => (
        <SpaceBetween size="s">
          <Table
            items={fields}
            trackBy="key"
            ariaLabels={{ tableLabel: around('metadata') }}
            columnDefinitions={[
              {
                id: 'label',
                header: t('field'),
                cell: (field) => (
                  <FormField errorText={at(`fields.${fields.indexOf(field)}`)}>
                    {label(field.label)}
                    {field.builtIn && (
                      <Box variant="small" display="block">
                        {t('builtIn')}
                      </Box>
                    )}
                  </FormField>
                ),
                isRowHeader: true,
                minWidth: 170,
              },
              {
                id: 'type',
                header: t('fieldType'),
                cell: ({ type }) => label(metadataTypeLabels[type]),
                minWidth: 110,
              },
              {
                id: 'options',
                header: t('fieldOptions'),
                cell: ({ options = [] }) => options.join(', '),
                minWidth: 160,
              },
              {
                id: 'state',
                header: t('fieldState'),
                cell: ({ archived }) => (
                  <StatusIndicator type={archived ? 'stopped' : 'success'}>
                    {t(archived ? 'fieldArchived' : 'fieldActive')}
                  </StatusIndicator>
                ),
                minWidth: 120,
              },
              ...(editable
                ? [
                    {
                      id: 'actions',
                      header: around('actions'),
                      cell: (field: MetadataField) => (
                        <span className="nowrap">
                          <OrderButtons
                            items={fields}
                            position={fields.indexOf(field)}
                            name={label(field.label)}
                            onMove={draft.change}
                          />
                          <Button
                            formAction="none"
                            variant="icon"
                            iconName="edit"
                            ariaLabel={t('editOne', { name: label(field.label) })}
                            onClick={() => setEdited(field)}
                          />
                          <Button
                            formAction="none"
                            variant="icon"
                            iconName={field.archived ? 'undo' : 'remove'}
                            ariaLabel={t(field.archived ? 'restoreOne' : 'archiveOne', { name: label(field.label) })}
                            disabled={field.archived && full}
                            onClick={() => replace(field, { ...field, archived: !field.archived })}
                          />
                        </span>
                      ),
                      minWidth: 170,
                    },
                  ]
                : []),
            ]}
          />
          <Box color="text-body-secondary">{t('archiveFieldNote')}</Box>
          {edited !== undefined && (
            <FieldDialog
              field={edited === 'new' ? undefined : edited}
              others={fields.filter((field) => field !== edited)}
              onCancel={() => setEdited(undefined)}
              onAccept={(field) => {
                if (edited === 'new') draft.change([...fields, field]);
                else replace(edited, field);
                setEdited(undefined);
              }}
            />
          )}
        </SpaceBetween>
      )}
    </SectionForm>
  );
}
