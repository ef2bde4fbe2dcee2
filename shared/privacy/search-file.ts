/** Whether a file of the bucket names a person: a CSV in any of the usual encodings, JSON, or a workbook (ADR 62). */
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { PersonSearch } from './person-marks.ts';

/** Bytes of a workbook, unpacked: one that is larger was made to hurt, and counts as naming anybody. */
const mostUnpackedBytes = 2 * 1024 ** 3;

const isZip = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b;

/** How the bytes may be read: by their mark, by the zeros of UTF-16, else as UTF-8 and as what Windows writes. */
const encodingsOf = (head: Uint8Array): readonly string[] => {
  if (head[0] === 0xff && head[1] === 0xfe) return ['utf-16le'];
  if (head[0] === 0xfe && head[1] === 0xff) return ['utf-16be'];
  if (head[1] === 0 && head[0] !== 0) return ['utf-16le'];
  if (head[0] === 0 && head[1] !== 0) return ['utf-16be'];
  return ['utf-8', 'windows-1252'];
};

/** Takes bytes piece by piece; `end` says whether the person was found. */
interface Reader {
  add(bytes: Uint8Array): void;
  end(): boolean;
}

const textReader = (newSearch: () => PersonSearch, head: Uint8Array): Reader => {
  const readings = encodingsOf(head).map((encoding) => ({ decoder: new TextDecoder(encoding), search: newSearch() }));
  return {
    add: (bytes) => {
      for (const { decoder, search } of readings) search.add(decoder.decode(bytes, { stream: true }));
    },
    end: () =>
      readings.some(({ decoder, search }) => {
        search.add(decoder.decode());
        return search.end();
      }),
  };
};

const workbookReader = (newSearch: () => PersonSearch): Reader => {
  let found = false;
  let unpacked = 0;
  const unzip = new Unzip((file: UnzipFile) => {
    const search = newSearch();
    const decoder = new TextDecoder('utf-8');
    file.ondata = (error, bytes, isLast) => {
      // What cannot be unpacked cannot be looked into.
      if (error !== null) {
        found = true;
        return;
      }
      unpacked += bytes.length;
      if (found || unpacked > mostUnpackedBytes) {
        found = true;
        return;
      }
      search.add(decoder.decode(bytes, { stream: !isLast }));
      if (isLast && search.end()) found = true;
      if (search.found) found = true;
    };
    try {
      file.start();
    } catch {
      // Packed in a way that nobody here can undo.
      found = true;
    }
  });
  unzip.register(UnzipInflate);
  const push = (bytes: Uint8Array, isLast: boolean) => {
    if (found) return;
    try {
      unzip.push(bytes, isLast);
    } catch {
      // Damaged: what cannot be looked into counts as naming the person.
      found = true;
    }
  };
  return {
    // A copy: what is not unpacked yet is kept by reference.
    add: (bytes) => push(bytes.slice(), false),
    end: () => {
      push(new Uint8Array(0), true);
      return found;
    },
  };
};

/** @param pieces bytes of the file in order */
export const fileNamesPerson = async (
  key: string,
  marks: readonly string[],
  pieces: AsyncIterable<Uint8Array>,
): Promise<boolean> => {
  const newSearch = () => new PersonSearch(key, marks);
  let reader: Reader | undefined;
  for await (const bytes of pieces) {
    reader ??= isZip(bytes) ? workbookReader(newSearch) : textReader(newSearch, bytes);
    reader.add(bytes);
  }
  return reader?.end() ?? false;
};
