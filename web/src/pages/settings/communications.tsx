import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { channelLabels, type SendingChannel, sendingChannels } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import type { Settings } from '#web/features/settings/queries.ts';
import { SectionForm } from '#web/features/settings/section-form.tsx';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useSettingsDraft } from '#web/features/settings/use-settings-draft.ts';
import { WithSettings } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { TargetLink } from '#web/parts/target-link.tsx';
import { useMay } from '#web/session/me.ts';
import { sectionTexts } from './texts.ts';

/** Soft failures in a row after which an alert may be raised (Q1). */
const thresholdsOf = (channel: SendingChannel): readonly number[] => {
  const { least, greatest } = fieldLimits.putSettings[`channels.${channel}.softFailureThreshold`];
  return Array.from({ length: greatest - least + 1 }, (_, position) => least + position);
};

/** Ajustes › Comunicaciones: channels, alerts, what a pause does (Q1, Q8). */
export function Component() {
  return <WithSettings>{(settings) => <Communications settings={settings} />}</WithSettings>;
}

function Communications({ settings }: { settings: Settings }) {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  const label = useLabel();
  const editable = useMay()('putSettings');
  const draft = useSettingsDraft(settings);
  const { value, change } = draft;
  const set = (channel: SendingChannel, changed: Partial<Settings['channels'][SendingChannel]>) =>
    change({
      ...value,
      channels: { ...value.channels, [channel]: { ...value.channels[channel], ...changed } },
    });
  return (
    <SectionForm
      draft={draft}
      title={around('communications')}
      description={t('communicationsAbout')}
      editable={editable}
      fields={['channels', 'blockManualWhenPaused', 'breaker']}
    >
      {(_touched, at) => (
        <SpaceBetween size="l">
          {sendingChannels.map((channel) => {
            const { enabled, softFailureThreshold } = value.channels[channel];
            const name = label(channelLabels[channel]);
            const options = thresholdsOf(channel).map((count) => ({
              value: String(count),
              label: t('thresholdOption', { count }),
            }));
            return (
              <Container key={channel} header={<Header variant="h3">{name}</Header>}>
                <SpaceBetween size="m">
                  <Toggle
                    checked={enabled}
                    readOnly={!editable}
                    description={t(enabled ? 'channelOn' : 'channelOff')}
                    onChange={({ detail }) => set(channel, { enabled: detail.checked })}
                  >
                    {name}
                  </Toggle>
                  <FormField
                    label={t('threshold')}
                    description={t('thresholdAbout')}
                    errorText={at(`channels.${channel}`)}
                  >
                    <Select
                      options={options}
                      readOnly={!editable}
                      selectedOption={
                        options.find(({ value: count }) => count === String(softFailureThreshold)) ?? null
                      }
                      onChange={({ detail }) =>
                        set(channel, { softFailureThreshold: Number(detail.selectedOption.value) })
                      }
                    />
                  </FormField>
                </SpaceBetween>
              </Container>
            );
          })}
          <Container header={<Header variant="h3">{t('pauseTitle')}</Header>}>
            <Toggle
              checked={value.blockManualWhenPaused}
              readOnly={!editable}
              description={t('pauseBlocksAbout')}
              onChange={({ detail }) => change({ ...value, blockManualWhenPaused: detail.checked })}
            >
              {t('pauseBlocks')}
            </Toggle>
          </Container>
          <Container header={<Header variant="h3">{t('breakerTitle')}</Header>}>
            <Toggle
              checked={value.breaker?.enabled ?? true}
              readOnly={!editable}
              description={t('breakerAbout')}
              onChange={({ detail }) => change({ ...value, breaker: { enabled: detail.checked } })}
            >
              {t('breaker')}
            </Toggle>
          </Container>
          <TargetLink href={paths.settingsSection('calls')}>{t('toCalls')}</TargetLink>
        </SpaceBetween>
      )}
    </SectionForm>
  );
}
