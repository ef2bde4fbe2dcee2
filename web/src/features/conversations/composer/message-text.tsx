import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { bodyLimits } from '#contract/body-limits.ts';
import { smsParts } from '#contract/sms-parts.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import type { FieldFaults } from '#web/parts/field-faults.ts';
import { composerTexts } from './composer-texts.ts';
import type { DraftText } from './draft-text.ts';

/** From this part of the limit on its end is worth saying. */
const nearLimit = 0.8;

/** Subject and words of a message by hand; Ctrl or Cmd with Enter sends it. */
export function MessageText({
  channel,
  text: { subject, body },
  faultText,
  onChange,
  onSubmit,
}: {
  channel: SendingChannel;
  text: DraftText;
  /** What the service says of a field. */
  faultText: FieldFaults['at'];
  onChange(text: DraftText): void;
  onSubmit(): void;
}) {
  const t = useTexts(composerTexts);
  const limit = bodyLimits[channel];
  const { parts, characters } = smsParts(body);
  const length = body.length > limit * nearLimit ? t('bodyLength', { count: body.length, limit }) : undefined;
  return (
    <SpaceBetween size="xs">
      {channel === 'email' && (
        <FormField stretch errorText={faultText('subject')}>
          <Input
            ariaLabel={t('subject')}
            placeholder={t('subject')}
            value={subject}
            onChange={({ detail }) => onChange({ subject: detail.value, body })}
          />
        </FormField>
      )}
      <FormField
        stretch
        constraintText={channel === 'sms' ? t('smsParts', { count: parts, characters }) : length}
        errorText={body.length > limit ? t('bodyTooLong', { limit }) : faultText('body')}
      >
        <Textarea
          ariaLabel={t('body')}
          value={body}
          rows={3}
          placeholder={t('bodyPlaceholder')}
          onChange={({ detail }) => onChange({ subject, body: detail.value })}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter' && (detail.ctrlKey || detail.metaKey)) onSubmit();
          }}
        />
      </FormField>
    </SpaceBetween>
  );
}
