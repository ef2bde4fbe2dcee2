/**
 * Reads an upload form (multipart/form-data) piece by piece: its fields, then the file as a stream.
 * Sources: RFC 7578; Amazon S3 API reference, "POST Object" (the file is the last field, what follows is ignored).
 */

export interface UploadForm {
  /** Fields before the file, by their name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** Bytes of the file. @throws MalformedForm when the form ends within it */
  readonly file: AsyncIterable<Buffer>;
}

export class MalformedForm extends Error {
  constructor() {
    super('The body of your POST request is not well-formed multipart/form-data.');
    this.name = 'MalformedForm';
  }
}

/** Most bytes in front of the file; S3 allows 20 KB. */
const mostFieldBytes = 65_536;

interface Head {
  readonly fields: ReadonlyMap<string, string>;
  /** Where the file begins. */
  readonly fileAt: number;
}

/** The fields up to the file, or undefined while they are not all there. */
const readHead = (bytes: Buffer, delimiter: Buffer): Head | undefined => {
  const fields = new Map<string, string>();
  for (let at = bytes.indexOf(delimiter); at >= 0; ) {
    const headEnd = bytes.indexOf('\r\n\r\n', at);
    if (headEnd < 0) return undefined;
    const head = bytes.subarray(at, headEnd).toString('utf8');
    const name = /\bname="([^"]*)"/i.exec(head)?.[1]?.toLowerCase() ?? '';
    if (name === 'file') return { fields, fileAt: headEnd + 4 };
    const next = bytes.indexOf(delimiter, headEnd);
    if (next < 0) return undefined;
    fields.set(name, bytes.subarray(headEnd + 4, next - 2).toString('utf8'));
    at = next;
  }
  return undefined;
};

/** @param pieces of the body; it is left open when the form is refused, so that its sender can hear why */
export const openForm = async (pieces: AsyncIterator<Buffer>, contentType: string): Promise<UploadForm> => {
  const boundary = /boundary="?([^\s;"]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new MalformedForm();
  let bytes: Buffer = Buffer.alloc(0);
  let head: Head | undefined;
  while (head === undefined) {
    const { done, value } = await pieces.next();
    if (done || bytes.length > mostFieldBytes) throw new MalformedForm();
    bytes = Buffer.concat([bytes, value]);
    head = readHead(bytes, Buffer.from(`--${boundary}`));
  }
  const { fields, fileAt } = head;
  const end = Buffer.from(`\r\n--${boundary}`);
  async function* file(): AsyncGenerator<Buffer> {
    // What could be the beginning of the end is held back until the next piece tells.
    let open = bytes.subarray(fileAt);
    for (;;) {
      const endAt = open.indexOf(end);
      if (endAt >= 0) {
        yield open.subarray(0, endAt);
        return;
      }
      const sure = Math.max(0, open.length - end.length + 1);
      if (sure > 0) yield open.subarray(0, sure);
      const { done, value } = await pieces.next();
      if (done) throw new MalformedForm();
      open = Buffer.concat([open.subarray(sure), value]);
    }
  }
  return { fields, file: file() };
};
