/** Names of received files, made harmless: they stand in keys, in headers and on people's disks. Pure. */
import type { FileKind } from './file-kind.ts';

const maxLength = 100;

/** Longer names are cut before they are looked at, characters: some of what follows takes the square of their length. */
const maxRead = 1_000;

/** Control characters, and those that turn the direction of writing, which make `gpj.exe` look like `exe.jpg`. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** What some file system or shell gives a meaning to. */
const meaningful = /[\\/:*?"<>|%#&{}$!'`;]+/g;

/** The last part of a path, without what is not to be in a name; empty when nothing is left. */
export const cleanName = (name: string | null): string =>
  (name ?? '')
    .slice(-maxRead)
    .normalize('NFC')
    .toWellFormed()
    .replace(invisible, '')
    .split(/[\\/]/)
    .at(-1)
    ?.replace(meaningful, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '') ?? '';

/** A clean name that ends as the file's real kind does: `factura.pdf.exe` that is a PDF becomes `factura.pdf.exe.pdf`. */
export const fileNameOf = (name: string | null, kind: FileKind): string => {
  const clean = cleanName(name);
  const dot = clean.lastIndexOf('.');
  const ending = dot < 0 ? '' : clean.slice(dot + 1).toLowerCase();
  const fits = kind.endings.includes(ending);
  const stem = [...(fits ? clean.slice(0, dot) : clean)].slice(0, maxLength).join('').trim();
  return `${stem === '' ? 'adjunto' : stem}.${fits ? ending : (kind.endings[0] ?? 'bin')}`;
};

/** Name under which a file that was not kept is listed. */
export const refusedNameOf = (name: string | null): string => {
  const clean = [...cleanName(name)].slice(0, maxLength).join('');
  return clean === '' ? 'adjunto' : clean;
};
