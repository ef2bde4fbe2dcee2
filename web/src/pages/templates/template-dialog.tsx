import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { templateBodyLimits } from '#contract/body-limits.ts';
import { type MergeTag, mergeTags } from '#contract/merge-tags.ts';
import { channelLabels, type SendingChannel, sendingChannels, templateStateLabels } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import { mayPass } from '#web/api/problem.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { focusFirstFault, useFieldFaults, useLineFault, useNumberFault } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { type Template, useAsksMeta, useSaveTemplate } from './queries.ts';
import { templateTexts } from './texts.ts';

/** What Meta may have said about a template of WhatsApp, where people record it (E23). */
const recordedStates = ['draft', 'pending', 'approved', 'rejected'] as const;
type RecordedState = (typeof recordedStates)[number];
/** What people decide where Meta is asked: another text of one that Meta has is submitted anyway. */
const ownStates: readonly RecordedState[] = ['draft', 'pending'];

/** Values that show what a tag becomes, for a preview without a customer. */
const samples: Partial<Record<MergeTag, string>> = {
  customerName: 'Rosa Díaz Soto',
  customerFirstName: 'Rosa',
  documentNumber: '12345678-5',
};

const limits = fieldLimits.createTemplate;

/** Creates or edits a template, with a preview (C12). */
export function TemplateDialog({ template, onClose }: { template: Template | undefined; onClose(): void }) {
  const t = useTexts(templateTexts);
  const label = useLabel();
  const { show } = useNotices();
  const save = useSaveTemplate();
  const lineFault = useLineFault();
  const numberFault = useNumberFault();
  const refused = useFieldFaults(save.error, [
    'channel',
    'name',
    'subject',
    'body',
    'usefulHours',
    'state',
    'stateReason',
  ]);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [tried, setTried] = useState(false);
  const [channel, setChannel] = useState<SendingChannel>(template?.channel ?? 'email');
  const [name, setName] = useState(template?.name ?? '');
  const [subject, setSubject] = useState(template?.subject ?? '');
  const [body, setBody] = useState(template?.body ?? '');
  const [hours, setHours] = useState(template?.usefulHours?.toString() ?? '');
  const usefulHours = hours.trim() === '' ? null : Number(hours);
  const asksMeta = useAsksMeta();
  const states = asksMeta ? ownStates : recordedStates;
  const [state, setState] = useState<Template['state']>(template?.state ?? 'pending');
  const [reason, setReason] = useState(template?.stateReason ?? '');
  const channelOptions = sendingChannels.map((value) => ({ value, label: label(channelLabels[value]) }));
  const stateOptions = states.map((value) => ({ value, label: label(templateStateLabels[value]) }));
  const isUndecided = template === undefined || template.state === 'draft' || template.state === 'rejected';
  const choosesState = channel === 'whatsapp' && (!asksMeta || isUndecided);
  const faults = {
    name: lineFault(name, limits.name.longest),
    subject: channel === 'email' ? lineFault(subject, limits.subject.longest) : undefined,
    body: lineFault(body, templateBodyLimits[channel]),
    usefulHours: usefulHours === null ? undefined : numberFault(hours, limits.usefulHours),
  };
  const at = (field: keyof typeof faults) => (tried ? faults[field] : undefined) ?? refused.at(field);
  const submit = () => {
    setTried(true);
    if (Object.values(faults).some((fault) => fault !== undefined)) return focusFirstFault();
    const content = { name: name.trim(), body, ...(channel === 'email' ? { subject: subject.trim() } : {}) };
    const whatsappState = states.find((each) => each === state);
    const decided = choosesState && whatsappState !== undefined ? { state: whatsappState } : {};
    const stateReason =
      channel === 'whatsapp' && !asksMeta && reason.trim() !== '' ? { stateReason: reason.trim() } : {};
    save.mutate(
      template === undefined
        ? { created: { channel, ...content, ...decided, ...(usefulHours === null ? {} : { usefulHours }) }, key }
        : { changed: template, body: { ...content, ...decided, ...stateReason, usefulHours } },
      {
        onSuccess: () => {
          show({ id: 'template', type: 'success', content: t('saved') });
          onClose();
        },
        // Sent again after a lost answer it is the same template; after a refusal, another one.
        onError: (error) => {
          if (!mayPass(error)) setKey(crypto.randomUUID());
        },
      },
    );
  };
  const tags = Object.keys(mergeTags)
    .map((tag) => `{{${tag}}}`)
    .join(' ');
  return (
    <Modal
      visible
      size="large"
      header={template === undefined ? t('create') : t('edit', { name: template.name })}
      onDismiss={onClose}
      footer={
        <DialogFooter
          confirm={t('save')}
          cancel={t('cancel')}
          busy={save.isPending}
          onConfirm={submit}
          onCancel={onClose}
        />
      }
    >
      <SpaceBetween size="m">
        {refused.rest !== null && <ProblemAlert error={refused.rest} />}
        <FormField label={t('channel')} errorText={refused.at('channel')}>
          <Select
            disabled={template !== undefined}
            options={channelOptions}
            selectedOption={channelOptions.find(({ value }) => value === channel) ?? null}
            onChange={({ detail }) =>
              setChannel(sendingChannels.find((each) => each === detail.selectedOption.value) ?? 'email')
            }
          />
        </FormField>
        <FormField label={t('name')} errorText={at('name')}>
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        {channel === 'email' && (
          <FormField label={t('subject')} errorText={at('subject')}>
            <Input value={subject} onChange={({ detail }) => setSubject(detail.value)} />
          </FormField>
        )}
        <FormField
          label={t('body')}
          constraintText={<span className="breakable">{t('bodyHint', { tags })}</span>}
          errorText={at('body')}
        >
          <Textarea value={body} rows={5} onChange={({ detail }) => setBody(detail.value)} />
        </FormField>
        <FormField
          label={t('usefulHours')}
          description={t('usefulHoursHint', { most: limits.usefulHours.greatest })}
          errorText={at('usefulHours')}
        >
          <Input inputMode="numeric" value={hours} onChange={({ detail }) => setHours(detail.value)} />
        </FormField>
        {channel === 'whatsapp' && asksMeta && <Box variant="small">{t('reviewHint')}</Box>}
        {choosesState && (
          <FormField
            label={t('state')}
            description={asksMeta ? undefined : t('whatsappHint')}
            errorText={refused.at('state')}
          >
            <Select
              options={stateOptions}
              selectedOption={stateOptions.find(({ value }) => value === state) ?? null}
              onChange={({ detail }) =>
                setState(states.find((each) => each === detail.selectedOption.value) ?? 'draft')
              }
            />
          </FormField>
        )}
        {channel === 'whatsapp' && !asksMeta && template !== undefined && (
          <FormField label={t('reason')} errorText={refused.at('stateReason')}>
            <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
          </FormField>
        )}
        {body.trim() !== '' && <Preview subject={channel === 'email' ? subject : ''} body={body} />}
      </SpaceBetween>
    </Modal>
  );
}

/** The text with sample values; what the service alone knows is shown by its name. */
function Preview({ subject, body }: { subject: string; body: string }) {
  const t = useTexts(templateTexts);
  const label = useLabel();
  const isTag = (name: string): name is MergeTag => Object.hasOwn(mergeTags, name);
  const fill = (text: string) =>
    text.replaceAll(/\{\{\s*([A-Za-z]\w*)\s*\}\}/g, (whole, name: string) =>
      isTag(name) ? (samples[name] ?? `[${label(mergeTags[name])}]`) : whole,
    );
  return (
    <section>
      <Box variant="awsui-key-label">{t('preview')}</Box>
      <Box variant="small" display="block">
        {t('previewHint')}
      </Box>
      {subject !== '' && <strong className="breakable">{fill(subject)}</strong>}
      <p className="thread-text">{fill(body)}</p>
    </section>
  );
}
