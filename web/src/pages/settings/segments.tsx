import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import fieldLimits from '#web/api/field-limits.json';
import type { Settings } from '#web/features/settings/queries.ts';
import { SectionForm } from '#web/features/settings/section-form.tsx';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useSettingsDraft } from '#web/features/settings/use-settings-draft.ts';
import { WithSettings } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLineFault } from '#web/parts/field-faults.ts';
import { useMay } from '#web/session/me.ts';
import { endsOf, firstDayOf, inOrder, rulesOf, type SegmentEnd } from './segment-ends.ts';
import { sectionTexts } from './texts.ts';

const limits = fieldLimits.putSettings;
const { longest: longestName } = limits['segments.each.name'];

/** Ajustes › Segmentos: rules over days overdue (Q15). */
export function Component() {
  return <WithSettings>{(settings) => <Segments settings={settings} />}</WithSettings>;
}

function Segments({ settings }: { settings: Settings }) {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  const editable = useMay()('putSettings');
  const lineFault = useLineFault();
  const faultsOf = useSegmentFaults();
  const draft = useSettingsDraft({ ...settings, segments: inOrder(settings.segments) });
  const { value } = draft;
  const ends = endsOf(value.segments);
  const faults = faultsOf(ends, value.noDebtSegment);
  const noDebtFault = lineFault(value.noDebtSegment, limits.noDebtSegment.longest);
  const set = (next: readonly SegmentEnd[]) => draft.change({ ...value, segments: rulesOf(next) });
  const edit = (position: number, changed: Partial<SegmentEnd>) =>
    set(ends.map((end, other) => (other === position ? { ...end, ...changed } : end)));
  /** The new one is cut from the last, which has no upper end. */
  const add = () => {
    const first = firstDayOf(ends, ends.length - 1) ?? 1;
    const last = ends.at(-1);
    if (last === undefined) return;
    set([...ends.slice(0, -1), { ...last, lastDay: first + 29 }, { name: '', lastDay: null }]);
  };
  return (
    <SectionForm
      draft={draft}
      title={around('segments')}
      description={t('segmentsAbout')}
      editable={editable}
      fields={['segments', 'noDebtSegment']}
      valid={
        noDebtFault === undefined && faults.every(({ name, lastDay }) => name === undefined && lastDay === undefined)
      }
      actions={
        <Button formAction="none" iconName="add-plus" disabled={ends.length >= limits.segments.most} onClick={add}>
          {t('addSegment')}
        </Button>
      }
    >
      {(touched, at) => (
        <SpaceBetween size="l">
          <Container>
            <ol className="segments">
              {ends.map((end, position) => {
                const first = firstDayOf(ends, position);
                const isLast = position === ends.length - 1;
                const fault = faults[position];
                return (
                  // The rules have no ids, and their order is what they are.
                  // biome-ignore lint/suspicious/noArrayIndexKey: position is the identity of a range
                  <li key={position} className="segment">
                    <FormField errorText={(touched ? fault?.name : undefined) ?? at(`segments.${position}`)}>
                      <Input
                        value={end.name}
                        readOnly={!editable}
                        ariaLabel={t('nameOf', { position: position + 1 })}
                        onChange={({ detail }) => edit(position, { name: detail.value })}
                      />
                    </FormField>
                    <FormField errorText={isLast ? undefined : fault?.lastDay}>
                      <span className="segment-days">
                        <span>{position === 0 ? t('fromStart') : t('from', { days: first ?? '…' })}</span>
                        {isLast ? (
                          <span>{t('andMore')}</span>
                        ) : (
                          <>
                            <span>{t('upTo')}</span>
                            <span className="segment-day">
                              <Input
                                type="number"
                                value={end.lastDay === null || Number.isNaN(end.lastDay) ? '' : String(end.lastDay)}
                                readOnly={!editable}
                                ariaLabel={t('lastDay', { name: end.name })}
                                invalid={fault?.lastDay !== undefined}
                                onChange={({ detail }) =>
                                  edit(position, { lastDay: detail.value === '' ? Number.NaN : Number(detail.value) })
                                }
                              />
                            </span>
                          </>
                        )}
                      </span>
                    </FormField>
                    {editable && ends.length > 1 && (
                      <Button
                        formAction="none"
                        variant="icon"
                        iconName="remove"
                        ariaLabel={t('removeSegment', { name: end.name })}
                        onClick={() => {
                          const rest = ends.filter((_end, other) => other !== position);
                          set(rest.map((one, other) => (other === rest.length - 1 ? { ...one, lastDay: null } : one)));
                        }}
                      />
                    )}
                  </li>
                );
              })}
            </ol>
            <Box color="text-body-secondary">{t('segmentNote')}</Box>
          </Container>
          <Container>
            <FormField
              label={t('noDebt')}
              description={t('noDebtAbout')}
              errorText={(touched ? noDebtFault : undefined) ?? at('noDebtSegment')}
            >
              <Input
                value={value.noDebtSegment}
                readOnly={!editable}
                onChange={({ detail }) => draft.change({ ...value, noDebtSegment: detail.value })}
              />
            </FormField>
          </Container>
        </SpaceBetween>
      )}
    </SectionForm>
  );
}

interface SegmentFaults {
  readonly name: string | undefined;
  readonly lastDay: string | undefined;
}

/** What is wrong with each range; the service checks the same (RANGE_INVALID). */
const useSegmentFaults = (): ((ends: readonly SegmentEnd[], noDebt: string) => readonly SegmentFaults[]) => {
  const t = useTexts(sectionTexts);
  const lineFault = useLineFault();
  return (ends, noDebt) => {
    const taken = [...ends.map(({ name }) => name.trim()), noDebt.trim()];
    return ends.map(({ name, lastDay }, position) => {
      const first = firstDayOf(ends, position);
      const isTaken = taken.filter((other) => other === name.trim()).length > 1;
      const dayFault = () => {
        if (position === ends.length - 1) return undefined;
        if (lastDay === null || !Number.isInteger(lastDay)) return t('dayFault');
        return first !== undefined && lastDay < first ? t('dayOrder', { days: first }) : undefined;
      };
      return { name: lineFault(name, longestName) ?? (isTaken ? t('nameTaken') : undefined), lastDay: dayFault() };
    });
  };
};
