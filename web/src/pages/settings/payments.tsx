import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { paymentPlaceholders } from '#contract/payment-placeholders.ts';
import type { Label } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import type { Settings } from '#web/features/settings/queries.ts';
import { SectionForm } from '#web/features/settings/section-form.tsx';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useSettingsDraft } from '#web/features/settings/use-settings-draft.ts';
import { WithSettings } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useLengthFault } from '#web/parts/field-faults.ts';
import { useMay } from '#web/session/me.ts';
import { sectionTexts } from './texts.ts';

const placeholders: readonly (readonly [string, Label])[] = Object.entries(paymentPlaceholders);
const isPlaceholder = (name: string): boolean => Object.hasOwn(paymentPlaceholders, name);

/** Ajustes › Pagos: the link under which customers pay, and whether it is offered (C13). */
export function Component() {
  return <WithSettings>{(settings) => <Payments settings={settings} />}</WithSettings>;
}

function Payments({ settings }: { settings: Settings }) {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  const label = useLabel();
  const editable = useMay()('putSettings');
  const fault = usePatternFault();
  const draft = useSettingsDraft(settings);
  const { payments } = draft.value;
  const pattern = payments.linkPattern ?? '';
  const change = (changed: Partial<Settings['payments']>) =>
    draft.change({ ...draft.value, payments: { ...payments, ...changed } });
  const patternFault = fault(pattern, payments.enabled);
  const example = pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const known = placeholders.find(([placeholder]) => placeholder === name);
    return known === undefined ? whole : encodeURIComponent(label(known[1]));
  });
  return (
    <SectionForm
      draft={draft}
      title={around('payments')}
      description={t('paymentsAbout')}
      editable={editable}
      fields={['payments']}
      valid={patternFault === undefined}
    >
      {(touched, at) => (
        <Container>
          <SpaceBetween size="l">
            <Toggle
              checked={payments.enabled}
              readOnly={!editable}
              description={t('paymentsEnabledAbout')}
              onChange={({ detail }) => change({ enabled: detail.checked })}
            >
              {t('paymentsEnabled')}
            </Toggle>
            <FormField
              label={t('linkPattern')}
              description={t('linkPatternAbout')}
              errorText={(touched ? patternFault : undefined) ?? at('payments')}
              stretch
            >
              <Input
                value={pattern}
                type="url"
                readOnly={!editable}
                placeholder="https://pagos.example/{documentNumber}?deuda={debtCode}"
                onChange={({ detail }) => change({ linkPattern: detail.value === '' ? null : detail.value })}
              />
            </FormField>
            {editable && (
              <div>
                <Box variant="awsui-key-label">{t('placeholders')}</Box>
                <SpaceBetween direction="horizontal" size="xs">
                  {placeholders.map(([name, words]) => (
                    <Button
                      key={name}
                      formAction="none"
                      iconName="add-plus"
                      ariaLabel={t('insert', { name: label(words) })}
                      onClick={() => change({ linkPattern: `${pattern}{${name}}` })}
                    >
                      {label(words)}
                    </Button>
                  ))}
                </SpaceBetween>
              </div>
            )}
            {pattern !== '' && (
              <div>
                <Box variant="awsui-key-label">{t('preview')}</Box>
                <Box variant="code">
                  <span className="breakable">{example}</span>
                </Box>
              </div>
            )}
          </SpaceBetween>
        </Container>
      )}
    </SectionForm>
  );
}

/** What people can see for themselves to be wrong; the service knows the rest (PAYMENT_LINK_INVALID). */
const usePatternFault = (): ((pattern: string, enabled: boolean) => string | undefined) => {
  const t = useTexts(sectionTexts);
  const tooLong = useLengthFault();
  return (pattern, enabled) => {
    if (pattern === '') return enabled ? t('linkNeeded') : undefined;
    if (!pattern.startsWith('https://')) return t('linkHttps');
    const unknown = [...pattern.matchAll(/\{([^}]*)\}/g)]
      .map(([, name = '']) => name)
      .find((name) => !isPlaceholder(name));
    if (unknown !== undefined) return t('linkUnknown', { name: unknown });
    return tooLong(pattern, fieldLimits.putSettings['payments.linkPattern'].longest);
  };
};
