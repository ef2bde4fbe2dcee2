import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { mayPass } from '#web/api/problem.ts';
import { useCreateNote } from '#web/features/customers/changes.ts';
import { notesQuery } from '#web/features/customers/queries.ts';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';

/** Notes on the customer, newest first (E29). */
export function CustomerNotes({ customerId }: { customerId: string }) {
  const t = useTexts(customerTexts);
  const may = useMay();
  const format = useFormat();
  const userName = useUserName();
  const { data, error, refetch } = useQuery(notesQuery(customerId));
  const create = useCreateNote(customerId);
  const [text, setText] = useState('');
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const next = () => setIdempotencyKey(crypto.randomUUID());
  const add = () =>
    create.mutate(
      { text: text.trim(), idempotencyKey },
      {
        onSuccess: () => {
          setText('');
          next();
        },
        onError: (problem) => {
          if (!mayPass(problem)) next();
        },
      },
    );
  return (
    <Container header={<Header variant="h2">{t('notes')}</Header>}>
      <SpaceBetween size="l">
        {error !== null && <ProblemAlert error={error} onRetry={() => refetch()} />}
        {may('createNote') && (
          <SpaceBetween size="xs">
            {create.error !== null && <ProblemAlert error={create.error} />}
            <FormField label={t('note')}>
              <Textarea value={text} rows={3} onChange={({ detail }) => setText(detail.value)} />
            </FormField>
            <Button disabled={text.trim() === ''} loading={create.isPending} onClick={add}>
              {t('addNote')}
            </Button>
          </SpaceBetween>
        )}
        {data?.items.length === 0 && <Box color="text-body-secondary">{t('noNotes')}</Box>}
        {data?.items.map(({ noteId, text: words, author, createdAt }) => (
          <div key={noteId}>
            <Box variant="small" display="block">
              {userName(author)} · {format.dateTime(createdAt)}
            </Box>
            <Box variant="p">{words}</Box>
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}
