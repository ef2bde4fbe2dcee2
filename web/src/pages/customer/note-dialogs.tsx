import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { useDeleteNote, usePatchNote } from './changes.ts';
import type { Note } from './queries.ts';
import { customerPageTexts } from './texts.ts';

interface NoteDialog {
  readonly customerId: string;
  readonly note: Note;
  onClose(): void;
}

/** Changes the text of one's own note. */
export function EditNoteDialog({ customerId, note: { noteId, text: before }, onClose }: NoteDialog) {
  const t = useTexts(customerPageTexts);
  const patch = usePatchNote(customerId);
  const [text, setText] = useState(before);
  const faults = useFieldFaults(patch.error, ['text']);
  return (
    <ConfirmDialog
      title={t('editNoteTitle')}
      confirm={t('save')}
      cancel={t('cancel')}
      busy={patch.isPending}
      error={faults.rest}
      onConfirm={() => patch.mutate({ noteId, text: text.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <FormField label={t('noteText')} stretch errorText={faults.at('text')}>
        <Textarea autoFocus value={text} rows={4} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
    </ConfirmDialog>
  );
}

/** Asks before a note is deleted. */
export function DeleteNoteDialog({ customerId, note: { noteId, text }, onClose }: NoteDialog) {
  const t = useTexts(customerPageTexts);
  const remove = useDeleteNote(customerId);
  return (
    <ConfirmDialog
      title={t('deleteNoteTitle')}
      confirm={t('deleteNoteConfirm')}
      cancel={t('cancel')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(noteId, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="note-text">{text}</p>
      <Box>{t('deleteNoteText')}</Box>
    </ConfirmDialog>
  );
}
