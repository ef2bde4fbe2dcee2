import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import { NamesFields, useNames } from '#web/features/settings/names-fields.tsx';
import type { Settings } from '#web/features/settings/queries.ts';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { focusFirstFault, useNumberFault } from '#web/parts/field-faults.ts';
import { codeFrom } from './code-from.ts';
import { sectionTexts } from './texts.ts';

type Result = Settings['results'][number];
type Kind = Result['effects'][number]['kind'];

const kinds: readonly Kind[] = ['promise', 'callBack', 'pause', 'stop', 'wrongNumber'];
const limits = fieldLimits.putSettings;
const { most: mostEffects } = limits['results.each.effects'];
const pauseDays = limits['results.each.effects.each.days'];

/** Adds or edits a result of the catalogue: its names, whether the person was reached, what it does (Q10). */
export function ResultDialog({
  result,
  others,
  onCancel,
  onAccept,
}: {
  /** Undefined: a new one. */
  result: Result | undefined;
  others: readonly Result[];
  onCancel(): void;
  onAccept(result: Result): void;
}) {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  const [touched, setTouched] = useState(false);
  const names = useNames(
    result?.label,
    others.map(({ label }) => label),
    limits['results.each.label.es'].longest,
  );
  const [withContact, setWithContact] = useState(result?.withContact ?? true);
  const [chosen, setChosen] = useState<readonly Kind[]>(result?.effects.map(({ kind }) => kind) ?? []);
  const pause = result?.effects.find((effect) => effect.kind === 'pause');
  const [daysText, setDaysText] = useState(String(pause?.days ?? ''));
  const numberFault = useNumberFault();
  // Empty: asked for each time.
  const days = daysText.trim() === '' ? null : Number(daysText);
  const daysFault = days === null || !chosen.includes('pause') ? undefined : numberFault(daysText, pauseDays);
  const valid = names.valid && chosen.length <= mostEffects && daysFault === undefined;
  const accept = () => {
    setTouched(true);
    if (!valid) return focusFirstFault();
    onAccept({
      code:
        result?.code ??
        codeFrom(
          names.kept.es,
          others.map(({ code }) => code),
        ),
      label: names.kept,
      withContact,
      effects: kinds
        .filter((kind) => chosen.includes(kind))
        .map((kind) => (kind === 'pause' ? { kind, days } : { kind })),
    });
  };
  return (
    <Modal
      visible
      onDismiss={onCancel}
      header={t(result === undefined ? 'addResult' : 'editResult')}
      footer={
        <DialogFooter
          confirm={t(result === undefined ? 'addResult' : 'keepResult')}
          cancel={around('cancel')}
          onConfirm={accept}
          onCancel={onCancel}
        />
      }
    >
      <SpaceBetween size="m">
        <NamesFields names={names} takenText={t('resultTaken')} touched={touched} />
        <Toggle
          checked={withContact}
          description={t('withContactAbout')}
          onChange={({ detail }) => setWithContact(detail.checked)}
        >
          {t('withContactYes')}
        </Toggle>
        <fieldset className="plain-fieldset">
          <Box variant="awsui-key-label" tagOverride="legend">
            {t('effects')}
          </Box>
          <SpaceBetween size="xs">
            {kinds.map((kind) => (
              <Checkbox
                key={kind}
                checked={chosen.includes(kind)}
                onChange={({ detail }) =>
                  setChosen(detail.checked ? [...chosen, kind] : chosen.filter((other) => other !== kind))
                }
              >
                {t(`effect_${kind}`)}
              </Checkbox>
            ))}
            {chosen.length > mostEffects && (
              <Box color="text-status-error">{t('tooManyEffects', { count: mostEffects })}</Box>
            )}
          </SpaceBetween>
        </fieldset>
        {chosen.includes('pause') && (
          <FormField label={t('pauseDays')} description={t('pauseDaysAbout', pauseDays)} errorText={daysFault}>
            <Input type="number" value={daysText} onChange={({ detail }) => setDaysText(detail.value)} />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}
