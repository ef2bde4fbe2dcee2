import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { bodyLimits } from '#contract/body-limits.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useCompany } from '#web/session/me.ts';
import { ContactReasons } from '../contact-reasons.tsx';
import { futureInstantOf, type Moment, noMoment, usefulEndOf } from '../fields/moment.ts';
import { MomentFields } from '../fields/moment-fields.tsx';
import { contactCheckQuery } from '../queries.ts';
import { composerTexts } from './composer-texts.ts';
import { DraftFiles, useDraftFiles } from './draft-files.tsx';
import { useDraftText } from './draft-text.ts';
import { InsertTools } from './insert-tools.tsx';
import { MessageText } from './message-text.tsx';
import { useSend } from './send.ts';
import { TemplateChoice, type TemplateDraft, TemplateFields, useMissing } from './template-choice.tsx';
import './composer.css';

/** The service takes a message up to a year ahead. */
const mostDays = 364;
/** A message is of use for 30 days at most after it is to go. */
const mostUsefulDays = 30;

/**
 * The form of a channel: subject and files of an e-mail, parts of an SMS, templates of all; now or at a time (C9–C13,
 * D20–D23, E22). What stands against writing to the address is said above it (F11).
 */
export function MessageForm({
  customerId,
  channel,
  addressId,
  focused = false,
  actions,
  onSent,
}: {
  customerId: string;
  channel: SendingChannel;
  /** An address of the customer, of this channel. */
  addressId: string;
  /** The cursor stands in the text from the beginning. */
  focused?: boolean;
  /** What else may be done, beside "Enviar". */
  actions?: ReactNode;
  /** The service has taken the message; the form is empty again. */
  onSent?(): void;
}) {
  const t = useTexts(composerTexts);
  const { timeZone } = useCompany();
  const { text, change, clear } = useDraftText(customerId);
  const [template, setTemplate] = useState<TemplateDraft>();
  const [later, setLater] = useState<Moment>();
  const [useful, setUseful] = useState<Moment>(noMoment);
  const files = useDraftFiles();
  const send = useSend(customerId);
  const faults = useFieldFaults(send.error, [
    ...(template === undefined ? ['subject', 'body'] : template.template.variables.map((name) => `variables.${name}`)),
    'attachments',
    ...(later === undefined ? [] : ['sendAt', 'usefulUntil']),
  ]);
  const missing = useMissing(template);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused) place.current?.querySelector('textarea')?.focus();
  }, [focused]);
  const check = useQuery(
    contactCheckQuery(customerId, {
      channel,
      addressId,
      ...(template === undefined ? {} : { templateId: template.template.templateId }),
    }),
  );
  // After words have been put in, the cursor stands behind them.
  const cursor = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (cursor.current === undefined || text.body === '') return;
    place.current?.querySelector('textarea')?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = undefined;
  }, [text.body]);
  const insert = (words: string) => {
    const field = place.current?.querySelector('textarea');
    const at = field?.selectionStart ?? text.body.length;
    const body = `${text.body.slice(0, at)}${words}${text.body.slice(field?.selectionEnd ?? at)}`;
    cursor.current = at + words.length;
    change({ ...text, body });
    field?.focus();
  };
  const sent = () => {
    clear();
    setTemplate(undefined);
    setLater(undefined);
    setUseful(noMoment);
    files.clear();
    onSent?.();
  };
  const sendAt = later === undefined ? undefined : futureInstantOf(later, timeZone, Date.now());
  const usefulEnd = sendAt === undefined ? {} : usefulEndOf(useful, timeZone, sendAt);
  // WhatsApp carries a file without words.
  const hasWords = text.body.trim() !== '' || (channel === 'whatsapp' && files.ids.length > 0);
  const complete =
    template === undefined
      ? hasWords && text.body.length <= bodyLimits[channel] && (channel !== 'email' || text.subject.trim() !== '')
      : missing.length === 0;
  const ready =
    complete &&
    check.data?.allowed === true &&
    !files.busy &&
    (later === undefined || sendAt !== undefined) &&
    usefulEnd.fault === undefined;
  const submit = () => {
    if (!ready || send.isPending) return;
    const written = {
      ...(text.body.trim() === '' ? {} : { body: text.body, merge: true }),
      ...(channel === 'email' ? { subject: text.subject.trim() } : {}),
    };
    const content =
      template === undefined ? written : { templateId: template.template.templateId, variables: template.variables };
    const attachments = files.ids.length === 0 ? {} : { attachments: files.ids };
    const { until } = usefulEnd;
    const time = sendAt === undefined ? {} : { sendAt, ...(until === undefined ? {} : { usefulUntil: until }) };
    send.mutate({ customerId, addressId, ...content, ...attachments, ...time }, { onSuccess: sent });
  };
  return (
    <SpaceBetween size="xs">
      {check.data !== undefined && <ContactReasons check={check.data} />}
      {check.error !== null && <ProblemAlert error={check.error} onRetry={() => void check.refetch()} />}
      {template === undefined ? (
        <div ref={place}>
          <MessageText channel={channel} text={text} faultText={faults.at} onChange={change} onSubmit={submit} />
        </div>
      ) : (
        <TemplateFields customerId={customerId} draft={template} faultText={faults.at} onChange={setTemplate} />
      )}
      <FormField stretch errorText={faults.at('attachments')}>
        <DraftFiles channel={channel} files={files} />
      </FormField>
      {later !== undefined && (
        <>
          <MomentFields
            label={t('sendDay')}
            error={faults.at('sendAt')}
            moment={later}
            mostDays={mostDays}
            onChange={setLater}
          />
          <MomentFields
            label={t('usefulUntil')}
            timeLabel={t('usefulTime')}
            hint={t('usefulUntilHint')}
            error={usefulEnd.fault === undefined ? faults.at('usefulUntil') : t(usefulEnd.fault)}
            moment={useful}
            mostDays={mostDays + mostUsefulDays}
            onChange={setUseful}
          />
        </>
      )}
      {faults.rest !== null && <ProblemAlert error={faults.rest} />}
      <div className="composer-row">
        <div className="composer-tools">
          <TemplateChoice channel={channel} draft={template} onChange={setTemplate} />
          <InsertTools
            customerId={customerId}
            channel={channel}
            files={files}
            onInsert={template === undefined ? insert : undefined}
          />
        </div>
        <div className="composer-tools composer-end">
          {actions}
          <Button
            variant="icon"
            iconName="calendar"
            ariaLabel={t(later === undefined ? 'schedule' : 'sendNow')}
            ariaExpanded={later !== undefined}
            onClick={() => setLater(later === undefined ? noMoment : undefined)}
          />
          <Button
            variant="primary"
            iconName="send"
            iconAlign="right"
            disabled={!ready}
            loading={send.isPending}
            onClick={submit}
          >
            {t(later === undefined ? 'send' : 'doSchedule')}
          </Button>
        </div>
      </div>
    </SpaceBetween>
  );
}
