import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { NamesFields, useLineFault } from '#web/features/settings/names-fields.tsx';
import type { Settings } from '#web/features/settings/queries.ts';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { codeFrom } from './code-from.ts';
import { sectionTexts } from './texts.ts';

type Result = Settings['results'][number];
type Kind = Result['effects'][number]['kind'];

const kinds: readonly Kind[] = ['promise', 'callBack', 'pause', 'stop', 'wrongNumber'];
const effectLimit = 4;
/** Longest pause in days. */
const longestPause = 730;

/** Days of a pause as they are typed: empty is null (asked for each time); undefined when that is no such number. */
const daysOf = (text: string): number | null | undefined => {
  if (text.trim() === '') return null;
  const days = Number(text);
  return Number.isInteger(days) && days >= 1 && days <= longestPause ? days : undefined;
};

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
  const lineFault = useLineFault();
  const [touched, setTouched] = useState(false);
  const [names, setNames] = useState(result?.label ?? { es: '', en: '' });
  const [withContact, setWithContact] = useState(result?.withContact ?? true);
  const [chosen, setChosen] = useState<readonly Kind[]>(result?.effects.map(({ kind }) => kind) ?? []);
  const pause = result?.effects.find((effect) => effect.kind === 'pause');
  const [daysText, setDaysText] = useState(String(pause?.days ?? ''));
  const days = daysOf(daysText);
  const taken = others.some(({ label }) => label.es === names.es.trim() || label.en === names.en.trim());
  const valid =
    lineFault(names.es) === undefined &&
    lineFault(names.en) === undefined &&
    !taken &&
    chosen.length <= effectLimit &&
    (days !== undefined || !chosen.includes('pause'));
  const accept = () => {
    setTouched(true);
    if (!valid) return;
    onAccept({
      code:
        result?.code ??
        codeFrom(
          names.es,
          others.map(({ code }) => code),
        ),
      label: { es: names.es.trim(), en: names.en.trim() },
      withContact,
      effects: kinds
        .filter((kind) => chosen.includes(kind))
        .map((kind) => (kind === 'pause' ? { kind, days: days ?? null } : { kind })),
    });
  };
  return (
    <Modal
      visible
      onDismiss={onCancel}
      header={t(result === undefined ? 'addResult' : 'editResult')}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" onClick={onCancel}>
              {around('cancel')}
            </Button>
            <Button formAction="none" variant="primary" onClick={accept}>
              {around('accept')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField errorText={touched && taken ? t('resultTaken') : undefined} stretch>
          <NamesFields names={names} touched={touched} onChange={setNames} />
        </FormField>
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
            {chosen.length > effectLimit && <Box color="text-status-error">{t('tooManyEffects')}</Box>}
          </SpaceBetween>
        </fieldset>
        {chosen.includes('pause') && (
          <FormField
            label={t('pauseDays')}
            description={t('pauseDaysAbout')}
            errorText={days === undefined ? t('pauseDaysFault') : undefined}
          >
            <Input type="number" value={daysText} onChange={({ detail }) => setDaysText(detail.value)} />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}
