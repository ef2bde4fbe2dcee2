import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type RetentionKind, retentionKindNames, retentionKinds } from '#contract/retention-words.ts';
import {
  hasFaults,
  periodFault,
  type Retention,
  type RetentionDraft,
  retentionQuery,
  useRetentionDraft,
} from '#web/features/settings/retention.ts';
import { SectionForm } from '#web/features/settings/section-form.tsx';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { WithData } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useNumberFault } from '#web/parts/field-faults.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { CompanyDeletion } from './company-deletion.tsx';
import { CompanyExport } from './company-export.tsx';
import { retentionTexts } from './retention-texts.ts';

/** Ajustes › Retención de datos: how long the company keeps what, within the bounds of the law (ADR 67). */
export function Component() {
  const may = useMay();
  return (
    <SpaceBetween size="l">
      <WithData query={useQuery(retentionQuery)}>{(retention) => <Periods retention={retention} />}</WithData>
      {may('requestCompanyExport') && <CompanyExport />}
      {may('requestCompanyDeletion') && <CompanyDeletion />}
    </SpaceBetween>
  );
}

function Periods({ retention }: { retention: Retention }) {
  const t = useTexts(retentionTexts);
  const around = useTexts(settingsTexts);
  const format = useFormat();
  const follow = useFollow();
  const editable = useMay()('putRetention');
  const draft = useRetentionDraft(retention);
  const [asking, setAsking] = useState(false);
  const { value, change } = draft;
  const save = () => {
    setAsking(false);
    draft.save();
  };
  return (
    <>
      <SectionForm
        draft={{ ...draft, save: () => setAsking(true) }}
        title={around('retention')}
        description={t('about')}
        editable={editable}
        fields={['periods']}
        valid={value.inForce && !hasFaults(value.periods)}
      >
        {(touched, at) => (
          <SpaceBetween size="l">
            {!retention.inForce && (
              <Alert type="info" header={t('notInForce')}>
                {t('notInForceText')}
              </Alert>
            )}
            {retention.lastRun !== null && (
              <Box>
                {t('lastRun', { at: format.dateTime(retention.lastRun.finishedAt) })}{' '}
                <Link href={`${paths.processes}?kind=retention`} onFollow={follow}>
                  {t('log')}
                </Link>
              </Box>
            )}
            <Container>
              <SpaceBetween size="l">
                <FormField errorText={touched && !value.inForce ? t('activate') : undefined}>
                  <Toggle
                    checked={value.inForce}
                    disabled={!editable || retention.inForce}
                    description={t('inForceText')}
                    onChange={({ detail }) => change({ ...value, inForce: detail.checked })}
                  >
                    {t('inForce')}
                  </Toggle>
                </FormField>
                {retentionKindNames.map((kind) => (
                  <Period
                    key={kind}
                    kind={kind}
                    value={value}
                    editable={editable}
                    refused={at(`periods.${kind}`)}
                    onChange={change}
                  />
                ))}
              </SpaceBetween>
            </Container>
          </SpaceBetween>
        )}
      </SectionForm>
      {asking && (
        <ConfirmDialog
          title={t('confirmTitle')}
          confirm={t('confirm')}
          cancel={t('cancel')}
          busy={draft.saving}
          onConfirm={save}
          onClose={() => setAsking(false)}
        >
          {t('confirmText')}
        </ConfirmDialog>
      )}
    </>
  );
}

function Period({
  kind,
  value,
  editable,
  refused,
  onChange,
}: {
  kind: RetentionKind;
  value: RetentionDraft;
  editable: boolean;
  /** What the service says of it. */
  refused: string | undefined;
  onChange(value: RetentionDraft): void;
}) {
  const t = useTexts(retentionTexts);
  const label = useLabel();
  const format = useFormat();
  const kept = retentionKinds[kind];
  const { unit, least, most, standard } = kept;
  const numbers = { least: format.number(least), most: format.number(most), standard: format.number(standard) };
  const numberFault = useNumberFault();
  const fault = periodFault(value.periods, kind);
  const faultText = () => {
    if (fault === 'within' && 'within' in kept) {
      const other = label(retentionKinds[kept.within].label);
      return t('faultWithin', { other, period: format.number(value.periods[kept.within]) });
    }
    return fault === undefined ? undefined : numberFault(String(period), { least, greatest: most });
  };
  const period = value.periods[kind];
  const change = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, 4);
    onChange({ ...value, periods: { ...value.periods, [kind]: digits === '' ? Number.NaN : Number(digits) } });
  };
  return (
    <FormField
      label={`${label(kept.label)} (${t(unit)})`}
      description={t(kind)}
      constraintText={t(unit === 'months' ? 'boundsMonths' : 'boundsDays', numbers)}
      errorText={faultText() ?? refused}
    >
      <Input
        value={Number.isNaN(period) ? '' : String(period)}
        inputMode="numeric"
        readOnly={!editable}
        onChange={({ detail }) => change(detail.value)}
      />
    </FormField>
  );
}
