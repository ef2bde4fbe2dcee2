/**
 * Stores objects, those that are larger than one request to the engine may be as the parts of a multipart upload. Its
 * sender sees one upload; the ETag is then that of an object in parts (`"…-<parts>"`).
 * Source: Amazon S3 API reference, "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload".
 */
import { type Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { localHost } from './ports.ts';
import { type AllowedSize, type RefusedUpload, refusal } from './s3-post-policy.ts';

/** Size of a part; the engine takes requests of up to 11 MiB, and S3 wants 5 MiB in all parts but the last. */
export const partBytes = 8 * 1_048_576;
/** Largest object that the front takes in one request; in AWS it is 5 GB. */
const largestObject = 200_000_000;

export interface EngineAddress {
  readonly port: number;
  readonly agent: Agent;
}

interface EngineAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly text: string;
}

const call = (
  { port, agent }: EngineAddress,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body: Buffer | string = '',
): Promise<EngineAnswer> =>
  new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request(
      { host: localHost, port, agent, method, path, headers: { ...headers, ...length } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => {
          text += piece;
        });
        answer.once('end', () => resolve({ status: answer.statusCode ?? 502, etag: answer.headers.etag, text }));
        answer.once('error', reject);
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });

/** An object that was stored, or why it was not. */
export type Stored = { readonly etag: string } | RefusedUpload;

class TooLarge extends Error {}

/** Pieces of any size as parts; the last one is shorter. @throws TooLarge past `most` bytes */
async function* partsOf(pieces: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let [size, total] = [0, 0];
  for await (const piece of pieces) {
    total += piece.length;
    if (total > most) throw new TooLarge();
    for (let at = 0; at < piece.length; ) {
      const taken = piece.subarray(at, at + partBytes - size);
      held.push(taken);
      size += taken.length;
      at += taken.length;
      if (size < partBytes) continue;
      yield Buffer.concat(held);
      [held, size] = [[], 0];
    }
  }
  if (size > 0) yield Buffer.concat(held);
}

const opaque = { 'content-type': 'application/octet-stream' };

/** One upload in parts. @throws Error when the engine does not take it */
class MultipartUpload {
  readonly #engine: EngineAddress;
  readonly #path: string;
  readonly #etags: string[] = [];

  private constructor(engine: EngineAddress, path: string) {
    this.#engine = engine;
    this.#path = path;
  }

  static async begin(engine: EngineAddress, path: string, headers: OutgoingHttpHeaders): Promise<MultipartUpload> {
    const { text } = await call(engine, 'POST', `${path}?uploads`, headers);
    const uploadId = /<UploadId>([^<]+)<\/UploadId>/.exec(text)?.[1];
    if (uploadId === undefined) throw new Error(`The engine began no upload: ${text}`);
    return new MultipartUpload(engine, `${path}?uploadId=${encodeURIComponent(uploadId)}`);
  }

  async send(part: Buffer): Promise<void> {
    const path = `${this.#path}&partNumber=${this.#etags.length + 1}`;
    const { etag, text } = await call(this.#engine, 'PUT', path, opaque, part);
    if (etag === undefined) throw new Error(`The engine refused a part: ${text}`);
    this.#etags.push(etag);
  }

  async complete(): Promise<string> {
    const parts = this.#etags.map(
      (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
    );
    const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
    const { text } = await call(this.#engine, 'POST', this.#path, { 'content-type': 'application/xml' }, body);
    const etag = /<ETag>([^<]+)<\/ETag>/.exec(text)?.[1];
    if (etag === undefined) throw new Error(`The engine did not put the parts together: ${text}`);
    return etag.replaceAll('&quot;', '"');
  }

  async abort(): Promise<void> {
    await call(this.#engine, 'DELETE', this.#path, {});
  }
}

/**
 * Stores an object: with one request when it fits, else in parts, of which two are in memory at most.
 *
 * @param path of the object, encoded as in a URL
 * @param headers that the object keeps: its type, disposition and metadata
 * @param size bytes that are allowed
 */
export const storeObject = async (
  engine: EngineAddress,
  { path, headers }: { readonly path: string; readonly headers: OutgoingHttpHeaders },
  pieces: AsyncIterable<Buffer>,
  size: AllowedSize,
): Promise<Stored> => {
  let upload: MultipartUpload | undefined;
  let [last, total]: [Buffer, number] = [Buffer.alloc(0), 0];
  try {
    for await (const part of partsOf(pieces, Math.min(size.most, largestObject))) {
      if (total > 0) {
        upload ??= await MultipartUpload.begin(engine, path, headers);
        await upload.send(last);
      }
      last = part;
      total += part.length;
    }
    if (total < size.least) {
      await upload?.abort();
      return refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
    if (upload !== undefined) {
      await upload.send(last);
      return { etag: await upload.complete() };
    }
    const { status, etag, text } = await call(engine, 'PUT', path, headers, last);
    return etag === undefined ? { status, xml: text } : { etag };
  } catch (error) {
    await upload?.abort();
    if (!(error instanceof TooLarge)) throw error;
    return refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
};
