/** Free notes that help to classify a customer (E29). */
import type * as z from 'zod';
import type { NoteSchema } from '#contract/customers.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { Refusal } from '#platform/errors.ts';
import { fromItem, type Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { notFound } from './change-customer.ts';
import { familyOf, Note, type NoteValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

export type NoteView = z.input<typeof NoteSchema>;

/** Notes of 2,000 characters: up to 50 in a page stay far below 40 read units. */
const defaultLimit = 20;

const noteView = ({ noteId, text, author, createdAt, editedAt }: NoteValue): NoteView => ({
  noteId,
  text,
  author,
  createdAt: isoTime(createdAt),
  editedAt: editedAt === null ? null : isoTime(editedAt),
});

/** A page of notes, newest first. @throws Refusal NOT_FOUND, CURSOR_INVALID */
export const listNotes = async (
  deps: { readonly customers: Pick<CustomerStore, 'find' | 'listNotes'>; readonly cursors: Cursors },
  input: { tenant: string; customerId: string; limit: number | undefined; cursor: string | undefined },
): Promise<{ items: NoteView[]; nextCursor?: string }> => {
  const { tenant, customerId } = input;
  const scope = `${tenant}:notes:${customerId}`;
  const after = deps.cursors.open<string>(scope, input.cursor);
  const customer = await deps.customers.find(tenant, customerId);
  if (customer === undefined) throw notFound();
  const page = await deps.customers.listNotes(customer.value, input.limit ?? defaultLimit, after);
  const notes = page.items.map((item) => fromItem(Note, item).value);
  const last = notes.at(-1);
  return {
    items: notes.map(noteView),
    ...(page.more && last !== undefined ? { nextCursor: deps.cursors.seal(scope, last.noteId) } : {}),
  };
};

/**
 * @param input.noteId of the first request on a repeat: the note that it made is the answer
 * @throws Refusal NOT_FOUND
 */
export const createNote = async (
  deps: { readonly customers: Pick<CustomerStore, 'find' | 'addNote' | 'findNote'> },
  input: { tenant: string; customerId: string; noteId: string; text: string; author: string; at: number },
): Promise<NoteView> => {
  const { at, ...fields } = input;
  const customer = await deps.customers.find(input.tenant, input.customerId, { consistent: true });
  if (customer === undefined) throw notFound();
  const note: NoteValue = { ...fields, createdAt: at, editedAt: null };
  return writeOnce(
    () => deps.customers.addNote(note).then(() => noteView(note)),
    async () => {
      const earlier = await deps.customers.findNote(input.tenant, input.customerId, input.noteId);
      return noteView(earlier?.value ?? note);
    },
  );
};

interface NoteTarget {
  readonly tenant: string;
  readonly customerId: string;
  readonly noteId: string;
  /** User id of the caller. */
  readonly by: string;
}

const requireNote = async (
  deps: { readonly customers: Pick<CustomerStore, 'find' | 'findNote'> },
  { tenant, customerId, noteId }: NoteTarget,
): Promise<Stored<NoteValue>> => {
  const note = await deps.customers.findNote(tenant, customerId, noteId);
  if (note !== undefined) return note;
  const customer = await deps.customers.find(tenant, customerId, { consistent: true });
  if (customer === undefined) throw notFound();
  const others = familyOf(customer.value).filter((id) => id !== customerId);
  const found = await Promise.all(others.map((id) => deps.customers.findNote(tenant, id, noteId)));
  const [theirs] = found.filter((other) => other !== undefined);
  if (theirs !== undefined) return theirs;
  throw new Refusal('NOTE_NOT_FOUND', 'The customer has no note with this id.');
};

/** @throws Refusal NOT_FOUND, NOTE_NOT_FOUND, FORBIDDEN for a note of somebody else */
export const editNote = async (
  deps: { readonly customers: Pick<CustomerStore, 'find' | 'findNote' | 'changeNote'>; readonly clock: Clock },
  input: NoteTarget & { readonly text: string },
): Promise<NoteView> => {
  const { value: note, revision } = await requireNote(deps, input);
  if (note.author !== input.by) throw new Refusal('FORBIDDEN', 'Only its author can edit a note.');
  if (note.text === input.text) return noteView(note);
  const edited = { ...note, text: input.text, editedAt: deps.clock.now() };
  await deps.customers.changeNote(edited, revision);
  return noteView(edited);
};

/**
 * @param input.any whether the caller may delete notes of others
 * @throws Refusal NOT_FOUND, NOTE_NOT_FOUND, FORBIDDEN
 */
export const deleteNote = async (
  deps: { readonly customers: Pick<CustomerStore, 'find' | 'findNote' | 'deleteNote'> },
  input: NoteTarget & { readonly any: boolean },
): Promise<{ noteId: string }> => {
  const { value: note, revision } = await requireNote(deps, input);
  if (note.author !== input.by && !input.any) {
    throw new Refusal('FORBIDDEN', 'Only its author and supervisors can delete a note.');
  }
  await deps.customers.deleteNote(note, revision);
  return { noteId: note.noteId };
};
