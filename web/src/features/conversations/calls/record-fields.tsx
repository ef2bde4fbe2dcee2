import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';
import fieldLimits from '#web/api/field-limits.json';
import type { Answer, Body } from '#web/api/paths.ts';
import { useTexts } from '#web/language/texts.ts';
import { type FieldFaults, useLengthFault, useNumberFault } from '#web/parts/field-faults.ts';
import { optionsQuery } from '#web/session/options.ts';
import { instantIn } from '#web/session/zoned.ts';
import { FutureDay } from '../fields/future-day.tsx';
import { futureInstantOf, type Moment, noMoment } from '../fields/moment.ts';
import { MomentFields } from '../fields/moment-fields.tsx';
import type { Conversation } from '../queries.ts';
import { recordTexts } from './record-texts.ts';

type Result = Answer<'getOptions'>['results'][number];

/** Promises, calls and pauses are taken up to two years ahead. */
const mostDays = 729;

/** A result as it is being filled in. */
export interface ResultDraft {
  readonly result: Result | undefined;
  readonly withCall: boolean;
  readonly direction: 'outbound' | 'inbound';
  readonly addressId: string | undefined;
  readonly seconds: string;
  readonly recording: File | undefined;
  readonly promiseDate: string;
  readonly promiseAmount: string;
  readonly currency: string;
  readonly callBack: Moment;
  readonly pauseDate: string;
  readonly note: string;
}

const phonesOf = ({ addresses }: Conversation) => addresses.filter(({ channel }) => channel === 'call');

export const emptyDraft = (conversation: Conversation): ResultDraft => {
  const phone = phonesOf(conversation)[0];
  return {
    result: undefined,
    withCall: phone !== undefined,
    direction: 'outbound',
    addressId: phone?.addressId,
    seconds: '',
    recording: undefined,
    promiseDate: '',
    promiseAmount: '',
    currency: Object.keys(conversation.debtSummary.balances)[0] ?? 'CLP',
    callBack: noMoment,
    pauseDate: '',
    note: '',
  };
};

const has = (result: Result | undefined, kind: Result['effects'][number]['kind']): boolean =>
  result?.effects.some((effect) => effect.kind === kind) ?? false;

/** A pause whose end the catalogue leaves to who records it. */
const asksPauseEnd = (result: Result | undefined): boolean =>
  result?.effects.some((effect) => effect.kind === 'pause' && effect.days === null) ?? false;

/** Minor units of an amount as people write it: "1.500" or "15,50". */
const minorUnits = (text: string, currency: string): number | undefined => {
  const amount = Number(text.replaceAll(/[.\s](?=\d{3}(\D|$))/g, '').replace(',', '.'));
  const digits = new Intl.NumberFormat('es', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  return Number.isFinite(amount) && amount > 0 ? Math.round(amount * 10 ** (digits ?? 0)) : undefined;
};

/** The draft as the API takes it; undefined while something is missing. */
export const resultOf = (draft: ResultDraft, timeZone: string): Body<'recordResult'> | undefined => {
  const { result, addressId, pauseDate } = draft;
  if (result === undefined) return;
  const amount = minorUnits(draft.promiseAmount, draft.currency);
  if (has(result, 'promise') && (draft.promiseDate === '' || amount === undefined)) return;
  const callBackAt = has(result, 'callBack') ? futureInstantOf(draft.callBack, timeZone, Date.now()) : undefined;
  if (has(result, 'callBack') && callBackAt === undefined) return;
  if (asksPauseEnd(result) && pauseDate === '') return;
  const call = draft.withCall && addressId !== undefined;
  if (has(result, 'wrongNumber') && !call) return;
  return {
    result: result.code,
    ...(call
      ? {
          call: {
            direction: draft.direction,
            addressId,
            ...(/^\d+$/.test(draft.seconds) ? { durationSeconds: Number(draft.seconds) } : {}),
          },
        }
      : {}),
    ...(has(result, 'promise') && amount !== undefined
      ? { promise: { date: draft.promiseDate, amount, currency: draft.currency } }
      : {}),
    ...(callBackAt === undefined ? {} : { callBackAt }),
    ...(asksPauseEnd(result) ? { pauseUntil: instantIn(timeZone, pauseDate, '23:59') } : {}),
    ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
  };
};

/** Names of the fields in the request. */
export const recordFields = ['result', 'promise', 'callBackAt', 'pauseUntil', 'call', 'note'] as const;

/** The catalogue, and the fields that the chosen result needs (C8, Q10). */
export function RecordFields({
  conversation,
  draft,
  faultText,
  onChange,
}: {
  conversation: Conversation;
  draft: ResultDraft;
  /** What the service says of a field. */
  faultText: FieldFaults['at'];
  onChange(draft: ResultDraft): void;
}) {
  const t = useTexts(recordTexts);
  const tooLong = useLengthFault();
  const { data: options } = useQuery(optionsQuery);
  const { result } = draft;
  const set = (changed: Partial<ResultDraft>) => onChange({ ...draft, ...changed });
  const choices = (withContact: boolean) =>
    (options?.results ?? [])
      .filter((each) => each.withContact === withContact)
      .map(({ code, label }) => ({ value: code, label }));
  return (
    <SpaceBetween size="s">
      <FormField label={t('result')} errorText={faultText('result')}>
        <Select
          placeholder={t('chooseResult')}
          options={[
            { label: t('withContact'), options: choices(true) },
            { label: t('withoutContact'), options: choices(false) },
          ]}
          selectedOption={result === undefined ? null : { value: result.code, label: result.label }}
          onChange={({ detail }) =>
            set({ result: options?.results.find(({ code }) => code === detail.selectedOption.value) })
          }
        />
      </FormField>
      {has(result, 'stop') && <Alert type="warning">{t('stopWarning')}</Alert>}
      {has(result, 'wrongNumber') && <Alert type="info">{t('wrongNumberWarning')}</Alert>}
      {has(result, 'promise') && (
        <>
          <FormField label={t('promiseDate')} errorText={faultText('promise.date')}>
            <FutureDay value={draft.promiseDate} mostDays={mostDays} onChange={(promiseDate) => set({ promiseDate })} />
          </FormField>
          <FormField
            label={`${t('promiseAmount')} (${draft.currency})`}
            errorText={faultText('promise.amount') ?? faultText('promise.currency')}
          >
            <Input
              value={draft.promiseAmount}
              inputMode="decimal"
              onChange={({ detail }) => set({ promiseAmount: detail.value })}
            />
          </FormField>
        </>
      )}
      {has(result, 'callBack') && (
        <MomentFields
          label={t('callBackDate')}
          error={faultText('callBackAt')}
          moment={draft.callBack}
          mostDays={mostDays}
          onChange={(callBack) => set({ callBack })}
        />
      )}
      {asksPauseEnd(result) && (
        <FormField label={t('pauseDate')} errorText={faultText('pauseUntil')}>
          <FutureDay value={draft.pauseDate} mostDays={mostDays} onChange={(pauseDate) => set({ pauseDate })} />
        </FormField>
      )}
      <CallFields conversation={conversation} draft={draft} faultText={faultText} set={set} />
      <FormField
        label={t('note')}
        errorText={tooLong(draft.note, fieldLimits.recordResult.note.longest) ?? faultText('note')}
      >
        <Textarea value={draft.note} rows={2} onChange={({ detail }) => set({ note: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}

/** Which phone, which way, how long, and what was recorded (D3). */
function CallFields({
  conversation,
  draft,
  faultText,
  set,
}: {
  conversation: Conversation;
  draft: ResultDraft;
  faultText: FieldFaults['at'];
  set(changed: Partial<ResultDraft>): void;
}) {
  const t = useTexts(recordTexts);
  const numberFault = useNumberFault();
  const secondsFault =
    draft.seconds === '' ? undefined : numberFault(draft.seconds, fieldLimits.recordResult['call.durationSeconds']);
  const phones = phonesOf(conversation).map(({ addressId, value }) => ({ value: addressId, label: value }));
  const directions = [
    { value: 'outbound' as const, label: t('outboundCall') },
    { value: 'inbound' as const, label: t('inboundCall') },
  ];
  if (phones.length === 0) return null;
  return (
    <>
      <Checkbox checked={draft.withCall} onChange={({ detail }) => set({ withCall: detail.checked })}>
        {t('withCall')}
      </Checkbox>
      {draft.withCall && (
        <>
          <FormField label={t('phone')} errorText={faultText('call.addressId')}>
            <Select
              options={phones}
              selectedOption={phones.find(({ value }) => value === draft.addressId) ?? null}
              onChange={({ detail }) => set({ addressId: detail.selectedOption.value })}
            />
          </FormField>
          <FormField label={t('direction')}>
            <Select
              options={directions}
              selectedOption={directions.find(({ value }) => value === draft.direction) ?? null}
              onChange={({ detail }) =>
                set({ direction: detail.selectedOption.value === 'inbound' ? 'inbound' : 'outbound' })
              }
            />
          </FormField>
          <FormField
            label={`${t('seconds')} – ${t('optional')}`}
            errorText={secondsFault ?? faultText('call.durationSeconds')}
          >
            <Input
              type="number"
              inputMode="numeric"
              value={draft.seconds}
              onChange={({ detail }) => set({ seconds: detail.value })}
            />
          </FormField>
          <FormField
            label={`${t('recordingFile')} – ${t('optional')}`}
            errorText={faultText('call.recordingAttachmentId')}
          >
            <FileUpload
              accept="audio/*"
              value={draft.recording === undefined ? [] : [draft.recording]}
              showFileSize
              onChange={({ detail }) => set({ recording: detail.value[0] })}
              i18nStrings={{
                uploadButtonText: () => t('addRecording'),
                removeFileAriaLabel: () =>
                  t('removeFile', { name: draft.recording === undefined ? '' : draft.recording.name }),
              }}
            />
          </FormField>
        </>
      )}
    </>
  );
}
