import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import { OrderButtons } from '#web/features/settings/order-buttons.tsx';
import type { Settings } from '#web/features/settings/queries.ts';
import { SectionForm } from '#web/features/settings/section-form.tsx';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useSettingsDraft } from '#web/features/settings/use-settings-draft.ts';
import { WithSettings } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useMay } from '#web/session/me.ts';
import { ResultDialog } from './result-dialog.tsx';
import { sectionTexts } from './texts.ts';
import { useEffectText } from './use-effect-text.ts';

type Result = Settings['results'][number];

/** Ajustes › Comunicaciones › Llamada: the register of results, and the catalogue (C5, C7, C8, Q10). */
export function Component() {
  return <WithSettings>{(settings) => <Calls settings={settings} />}</WithSettings>;
}

function Calls({ settings }: { settings: Settings }) {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  const label = useLabel();
  const effectText = useEffectText();
  const editable = useMay()('putSettings');
  const draft = useSettingsDraft(settings);
  const { value } = draft;
  const { results } = value;
  const [edited, setEdited] = useState<Result | 'new'>();
  const [archived, setArchived] = useState<Result>();
  const setResults = (next: readonly Result[]) => draft.change({ ...value, results: [...next] });
  return (
    <SectionForm
      draft={draft}
      title={around('calls')}
      description={t('callsAbout')}
      editable={editable}
      fields={['calls', 'results']}
    >
      {(_touched, at) => (
        <SpaceBetween size="l">
          <Container header={<Header variant="h3">{t('recordTitle')}</Header>}>
            <Toggle
              checked={value.calls.recordResults}
              readOnly={!editable}
              description={t('recordAbout')}
              onChange={({ detail }) => draft.change({ ...value, calls: { recordResults: detail.checked } })}
            >
              {t('recordResults')}
            </Toggle>
          </Container>
          <Table
            items={results}
            trackBy="code"
            header={
              <Header
                variant="h3"
                counter={`(${results.length})`}
                description={t('catalogueAbout')}
                actions={
                  editable && (
                    <Button
                      formAction="none"
                      iconName="add-plus"
                      disabled={results.length >= fieldLimits.putSettings.results.most}
                      onClick={() => setEdited('new')}
                    >
                      {t('addResult')}
                    </Button>
                  )
                }
              >
                {t('catalogue')}
              </Header>
            }
            columnDefinitions={[
              {
                id: 'name',
                header: t('resultName'),
                cell: (result) => (
                  <FormField errorText={at(`results.${results.indexOf(result)}`)}>{label(result.label)}</FormField>
                ),
                isRowHeader: true,
                minWidth: 170,
              },
              {
                id: 'contact',
                header: t('withContact'),
                cell: ({ withContact }) => t(withContact ? 'withContactYes' : 'withContactNo'),
                minWidth: 120,
              },
              {
                id: 'effects',
                header: t('effects'),
                cell: ({ effects }) => (effects.length === 0 ? t('noEffects') : effects.map(effectText).join(', ')),
                minWidth: 160,
              },
              ...(editable
                ? [
                    {
                      id: 'actions',
                      header: around('actions'),
                      cell: (result: Result) => (
                        <span className="nowrap">
                          <OrderButtons
                            items={results}
                            position={results.indexOf(result)}
                            name={label(result.label)}
                            onMove={setResults}
                          />
                          <Button
                            formAction="none"
                            variant="icon"
                            iconName="edit"
                            ariaLabel={t('editOne', { name: label(result.label) })}
                            onClick={() => setEdited(result)}
                          />
                          <Button
                            formAction="none"
                            variant="icon"
                            iconName="remove"
                            ariaLabel={t('archiveOne', { name: label(result.label) })}
                            disabled={results.length === 1}
                            disabledReason={t('lastResult')}
                            onClick={() => setArchived(result)}
                          />
                        </span>
                      ),
                      minWidth: 170,
                    },
                  ]
                : []),
            ]}
            empty={<Box>{t('lastResult')}</Box>}
          />
          {edited !== undefined && (
            <ResultDialog
              result={edited === 'new' ? undefined : edited}
              others={results.filter((result) => result !== edited)}
              onCancel={() => setEdited(undefined)}
              onAccept={(result) => {
                setResults(
                  edited === 'new' ? [...results, result] : results.map((one) => (one === edited ? result : one)),
                );
                setEdited(undefined);
              }}
            />
          )}
          {archived !== undefined && (
            <ConfirmDialog
              title={t('archiveResultTitle', { name: label(archived.label) })}
              confirm={t('archive')}
              cancel={around('cancel')}
              busy={false}
              onClose={() => setArchived(undefined)}
              onConfirm={() => {
                setResults(results.filter((result) => result !== archived));
                setArchived(undefined);
              }}
            >
              {t('archiveResultText')}
            </ConfirmDialog>
          )}
        </SpaceBetween>
      )}
    </SectionForm>
  );
}
