import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import type { Settings } from '#web/features/settings/queries.ts';
import { SectionForm } from '#web/features/settings/section-form.tsx';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useSettingsDraft } from '#web/features/settings/use-settings-draft.ts';
import { WithSettings } from '#web/features/settings/with-settings.tsx';
import { isLanguage, languageNames, languages, locales } from '#web/language/languages.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLanguage } from '#web/language/use-language.ts';
import { useLineFault } from '#web/parts/field-faults.ts';
import { useMay } from '#web/session/me.ts';
import { sectionTexts } from './texts.ts';

/** Regions that ISO 3166 knows today, with their names; the browser knows them. */
const countriesIn = (locale: string): SelectProps.Option[] => {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const unions = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'QO', 'ZZ']);
  return letters
    .flatMap((first) => letters.map((second) => `${first}${second}`))
    .flatMap((value) => {
      const label = names.of(value);
      const current = new Intl.Locale(`und-${value}`).region === value;
      return label === undefined || !current || unions.has(value) ? [] : [{ value, label }];
    })
    .sort((a, b) => a.label.localeCompare(b.label, locale));
};

/** Ajustes › Empresa. */
export function Component() {
  return <WithSettings>{(settings) => <Company settings={settings} />}</WithSettings>;
}

function Company({ settings }: { settings: Settings }) {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  const locale = locales[useLanguage()];
  const editable = useMay()('putSettings');
  const fault = useLineFault();
  const draft = useSettingsDraft(settings);
  const { value, change } = draft;
  const countries = useMemo(() => countriesIn(locale), [locale]);
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone })), []);
  const languageOptions = languages.map((id) => ({ value: id, label: languageNames[id] }));
  const nameFault = fault(value.name, fieldLimits.putSettings.name.longest);
  return (
    <SectionForm
      draft={draft}
      title={around('company')}
      description={t('companyAbout')}
      editable={editable}
      fields={['name', 'timeZone', 'language', 'defaultCountry']}
      valid={nameFault === undefined}
    >
      {(touched, at) => (
        <Container>
          <SpaceBetween size="l">
            <FormField
              label={t('companyName')}
              description={t('companyNameAbout')}
              errorText={(touched ? nameFault : undefined) ?? at('name')}
            >
              <Input
                value={value.name}
                readOnly={!editable}
                onChange={({ detail }) => change({ ...value, name: detail.value })}
              />
            </FormField>
            <FormField label={t('timeZone')} description={t('timeZoneAbout')} errorText={at('timeZone')}>
              <Select
                options={zones}
                filteringType="auto"
                filteringAriaLabel={t('find')}
                readOnly={!editable}
                selectedOption={{ value: value.timeZone, label: value.timeZone }}
                onChange={({ detail }) => change({ ...value, timeZone: detail.selectedOption.value ?? value.timeZone })}
              />
            </FormField>
            <FormField label={t('language')} description={t('languageAbout')} errorText={at('language')}>
              <Select
                options={languageOptions}
                readOnly={!editable}
                selectedOption={languageOptions.find((option) => option.value === value.language) ?? null}
                onChange={({ detail }) => {
                  const { value: language } = detail.selectedOption;
                  if (isLanguage(language)) change({ ...value, language });
                }}
              />
            </FormField>
            <FormField label={t('country')} description={t('countryAbout')} errorText={at('defaultCountry')}>
              <Select
                options={countries}
                filteringType="auto"
                filteringAriaLabel={t('find')}
                readOnly={!editable}
                selectedOption={
                  countries.find((option) => option.value === value.defaultCountry) ?? { value: value.defaultCountry }
                }
                onChange={({ detail }) =>
                  change({ ...value, defaultCountry: detail.selectedOption.value ?? value.defaultCountry })
                }
              />
            </FormField>
          </SpaceBetween>
        </Container>
      )}
    </SectionForm>
  );
}
