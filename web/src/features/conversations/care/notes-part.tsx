import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import fieldLimits from '#web/api/field-limits.json';
import { useCreateNote } from '#web/features/customers/changes.ts';
import { notesQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useFieldFaults, useLengthFault } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { panelTexts } from './panel-texts.ts';

/** Notes beside the conversation, newest first (E29). A text that was not saved keeps its key: it is added once. */
export function NotesPart({ customerId }: { customerId: string }) {
  const t = useTexts(panelTexts);
  const may = useMay();
  const format = useFormat();
  const userName = useUserName();
  const { data, error, refetch } = useQuery(notesQuery(customerId));
  const create = useCreateNote(customerId);
  const [draft, setDraft] = useState(() => ({ text: '', idempotencyKey: crypto.randomUUID() }));
  const tooLong = useLengthFault()(draft.text, fieldLimits.createNote.text.longest);
  const faults = useFieldFaults(create.error, ['text']);
  const write = (text: string) => setDraft({ text, idempotencyKey: crypto.randomUUID() });
  const add = () =>
    create.mutate({ text: draft.text.trim(), idempotencyKey: draft.idempotencyKey }, { onSuccess: () => write('') });
  return (
    <section>
      <Box variant="h3">{t('notes')}</Box>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <Box color="text-body-secondary">{t('noNotes')}</Box>}
      <SpaceBetween size="xs">
        {data?.items.map(({ noteId, text, author, createdAt }) => (
          <div key={noteId}>
            <p className="thread-text">{text}</p>
            <span className="thread-meta">
              {t('noteBy', { author: userName(author), at: format.dateTime(createdAt) })}
            </span>
          </div>
        ))}
        {may('createNote') && (
          <>
            <FormField stretch errorText={tooLong ?? faults.at('text')}>
              <Textarea
                ariaLabel={t('newNote')}
                placeholder={t('newNote')}
                rows={2}
                value={draft.text}
                onChange={({ detail }) => write(detail.value)}
              />
            </FormField>
            <Button
              disabled={draft.text.trim() === '' || tooLong !== undefined}
              loading={create.isPending}
              onClick={add}
            >
              {t('addNote')}
            </Button>
          </>
        )}
        {faults.rest !== null && <ProblemAlert error={faults.rest} />}
      </SpaceBetween>
    </section>
  );
}
