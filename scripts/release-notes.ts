/** The notes of changes, and how they become a section of the changelog (keepachangelog.com). Pure. */
import { basename } from 'node:path';

const headings = {
  added: 'Added',
  changed: 'Changed',
  fixed: 'Fixed',
  removed: 'Removed',
  security: 'Security',
} as const;
type NoteKind = keyof typeof headings;
const kinds = Object.keys(headings) as readonly NoteKind[];

export interface Note {
  readonly kind: NoteKind;
  /** One entry, in Markdown, without a bullet. */
  readonly text: string;
}

/** Kind of a note from the name of its file. @throws Error when the name begins with none */
export const noteKindOf = (file: string): NoteKind => {
  const kind = kinds.find((candidate) => basename(file).startsWith(`${candidate}-`));
  if (kind === undefined) throw new Error(`${file}: the name begins with one of ${kinds.join('-, ')}-.`);
  return kind;
};

const entry = (text: string): string => `- ${text.trim().replaceAll('\n', '\n  ')}`;

/**
 * The changelog with the notes as the section of a version, above the last one. What stood under `[Unreleased]` stays there.
 * @throws Error when there is nothing to release, or the version has its section already
 */
export const collectNotes = (
  changelog: string,
  { version, date, notes }: { readonly version: string; readonly date: string; readonly notes: readonly Note[] },
): string => {
  if (notes.length === 0) throw new Error('No notes in changes/: nothing to release.');
  if (changelog.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md has a section of ${version} already.`);
  const parts = kinds.flatMap((kind) => {
    const own = notes.filter((note) => note.kind === kind);
    return own.length === 0 ? [] : [`### ${headings[kind]}\n\n${own.map(({ text }) => entry(text)).join('\n')}\n`];
  });
  const section = `## [${version}] - ${date}\n\n${parts.join('\n')}`;
  const last = /^## \[\d/m.exec(changelog);
  if (last === null) return `${changelog.trimEnd()}\n\n${section}`;
  return `${changelog.slice(0, last.index)}${section}\n${changelog.slice(last.index)}`;
};
