import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea from '@cloudscape-design/components/textarea';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hasRole } from '#contract/vocabulary.ts';
import { mayPass } from '#web/api/problem.ts';
import { useCreateNote } from '#web/features/customers/changes.ts';
import { useTexts } from '#web/language/texts.ts';
import { listTexts } from '#web/lists/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay, useMe } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { MoreButton } from './more-button.tsx';
import { DeleteNoteDialog, EditNoteDialog } from './note-dialogs.tsx';
import { type Note, notePagesQuery } from './queries.ts';
import { customerPageTexts } from './texts.ts';

/** Notes on the customer, newest first; one's own can be changed and deleted (E29). */
export function CustomerNotes({ customerId }: { customerId: string }) {
  const t = useTexts(customerPageTexts);
  const listText = useTexts(listTexts);
  const may = useMay();
  const query = useInfiniteQuery(notePagesQuery(customerId));
  const [open, setOpen] = useState<{ readonly what: 'edit' | 'delete'; readonly note: Note }>();
  const notes = query.data?.pages.flatMap(({ items }) => items);
  const close = () => setOpen(undefined);
  return (
    <Container header={<Header variant="h2">{t('notes')}</Header>}>
      <SpaceBetween size="l">
        {query.error !== null && <ProblemAlert error={query.error} onRetry={() => query.refetch()} />}
        {may('createNote') && <NewNote customerId={customerId} />}
        {query.isPending && <StatusIndicator type="loading">{listText('loading')}</StatusIndicator>}
        {notes?.length === 0 && <Box color="text-body-secondary">{t('noNotes')}</Box>}
        {notes?.map((note) => (
          <NoteItem key={note.noteId} note={note} onOpen={(what) => setOpen({ what, note })} />
        ))}
        <MoreButton query={query} />
      </SpaceBetween>
      {open?.what === 'edit' && <EditNoteDialog customerId={customerId} note={open.note} onClose={close} />}
      {open?.what === 'delete' && <DeleteNoteDialog customerId={customerId} note={open.note} onClose={close} />}
    </Container>
  );
}

/** A text that was not saved keeps its key: it is added once. */
function NewNote({ customerId }: { customerId: string }) {
  const t = useTexts(customerPageTexts);
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
    <SpaceBetween size="xs">
      {create.error !== null && <ProblemAlert error={create.error} />}
      <FormField label={t('note')} stretch>
        <Textarea value={text} rows={3} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
      <Button disabled={text.trim() === ''} loading={create.isPending} onClick={add}>
        {t('addNote')}
      </Button>
    </SpaceBetween>
  );
}

function NoteItem({ note, onOpen }: { note: Note; onOpen(what: 'edit' | 'delete'): void }) {
  const t = useTexts(customerPageTexts);
  const may = useMay();
  const format = useFormat();
  const userName = useUserName();
  const { userId, roles } = useMe();
  const { author, createdAt, editedAt, text } = note;
  const name = { author: userName(author), at: format.dateTime(createdAt) };
  const own = author === userId;
  const supervises = hasRole(roles, 'supervisor');
  return (
    <article className="line">
      <div className="line-words">
        <Box variant="small" display="block">
          {name.author} · {name.at}
          {editedAt !== null && ` · ${t('edited', { at: format.dateTime(editedAt) })}`}
        </Box>
        <p className="note-text">{text}</p>
      </div>
      <SpaceBetween direction="horizontal" size="xxs">
        {own && may('patchNote') && (
          <Button variant="icon" iconName="edit" ariaLabel={t('editNote', name)} onClick={() => onOpen('edit')} />
        )}
        {(own || supervises) && may('deleteNote') && (
          <Button variant="icon" iconName="remove" ariaLabel={t('deleteNote', name)} onClick={() => onOpen('delete')} />
        )}
      </SpaceBetween>
    </article>
  );
}
