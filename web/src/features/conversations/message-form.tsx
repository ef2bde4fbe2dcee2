import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';

import { type ReactNode, useRef, useState } from 'react';
import { bodyLimits } from '#contract/body-limits.ts';

import type { SendingChannel } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { composerTexts } from './composer-texts.ts';
import { ContactReasons } from './contact-reasons.tsx';
import { DraftFiles, useDraftFiles } from './draft-files.tsx';
import { InsertTools } from './insert-tools.tsx';
import { contactCheckQuery } from './queries.ts';
import { useSend } from './send.ts';
import { smsParts } from './sms-parts.ts';
import { TemplateChoice, type TemplateDraft, TemplateFields, useMissing } from './template-choice.tsx';
import './composer.css';

/**
 * The form of a channel: subject and files of an e-mail, parts of an SMS, templates of all (C10–C13, D20–D22, E22).
 * What stands against writing to the address is said above it (F11).
 */
export function MessageForm({
  customerId,
  channel,
  addressId,
  subject: firstSubject = '',
  actions,
  onSent,
}: {
  customerId: string;
  channel: SendingChannel;
  /** An address of the customer, of this channel. */
  addressId: string;
  /** Subject to begin with. */
  subject?: string;
  /** What else may be done, beside "Enviar". */
  actions?: ReactNode;
  /** The service has taken the message; the form is empty again. */
  onSent?(): void;
}) {
  const t = useTexts(composerTexts);
  const [subject, setSubject] = useState(firstSubject);
  const [body, setBody] = useState('');
  const [template, setTemplate] = useState<TemplateDraft>();
  const files = useDraftFiles();
  const send = useSend(customerId);
  const missing = useMissing(template);
  const place = useRef<HTMLDivElement>(null);
  const check = useQuery(
    contactCheckQuery(customerId, {
      channel,
      addressId,
      ...(template === undefined ? {} : { templateId: template.template.templateId }),
    }),
  );
  const insert = (text: string) => {
    const field = place.current?.querySelector('textarea');
    const at = field?.selectionStart ?? body.length;
    setBody(`${body.slice(0, at)}${text}${body.slice(field?.selectionEnd ?? at)}`);
    field?.focus();
  };
  const sent = () => {
    setBody('');
    setSubject('');
    setTemplate(undefined);
    files.clear();
    onSent?.();
  };
  const hasText = template === undefined ? body.trim() !== '' && (channel !== 'email' || subject.trim() !== '') : true;
  const ready = hasText && missing.length === 0 && check.data?.allowed === true && !files.busy;
  const submit = () => {
    const attachments = files.ids.length === 0 ? {} : { attachments: files.ids };
    const text =
      template === undefined
        ? { body, merge: true, ...(channel === 'email' ? { subject: subject.trim() } : {}) }
        : { templateId: template.template.templateId, variables: template.variables };
    send.mutate({ customerId, addressId, ...text, ...attachments }, { onSuccess: sent });
  };
  const limit = bodyLimits[channel];
  const parts = smsParts(body);
  return (
    <SpaceBetween size="xs">
      {check.data !== undefined && <ContactReasons check={check.data} />}
      {check.error !== null && <ProblemAlert error={check.error} onRetry={() => void check.refetch()} />}
      {template === undefined ? (
        <>
          {channel === 'email' && (
            <Input
              ariaLabel={t('subject')}
              placeholder={t('subject')}
              value={subject}
              onChange={({ detail }) => setSubject(detail.value)}
            />
          )}
          <div ref={place}>
            <FormField
              stretch
              constraintText={
                channel === 'sms'
                  ? t('smsParts', { count: parts.parts, characters: parts.characters })
                  : t('bodyLength', { count: body.length, limit })
              }
            >
              <Textarea
                ariaLabel={t('body')}
                value={body}
                rows={2}
                placeholder={t('bodyPlaceholder')}
                invalid={body.length > limit}
                onChange={({ detail }) => setBody(detail.value)}
              />
            </FormField>
          </div>
        </>
      ) : (
        <TemplateFields customerId={customerId} draft={template} onChange={setTemplate} />
      )}
      <DraftFiles files={files} />
      {send.error !== null && <ProblemAlert error={send.error} />}
      <div className="composer-row">
        <SpaceBetween direction="horizontal" size="xxs">
          <TemplateChoice channel={channel} draft={template} onChange={setTemplate} />
          {template === undefined && <InsertTools channel={channel} onInsert={insert} />}
          {channel !== 'sms' && (
            <Button iconName="upload" ariaLabel={t('attach')} variant="icon" onClick={files.choose} />
          )}
        </SpaceBetween>
        <SpaceBetween direction="horizontal" size="xs">
          {actions}
          <Button
            variant="primary"
            iconName="send"
            iconAlign="right"
            disabled={!ready || body.length > limit}
            loading={send.isPending}
            onClick={submit}
          >
            {t('send')}
          </Button>
        </SpaceBetween>
      </div>
    </SpaceBetween>
  );
}
