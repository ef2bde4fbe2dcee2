import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';

/** How often an origin is asked. Source: CloudFront developer guide, "Connection attempts". */
const originAttempts = 3;
/** Requests to the origin at a time: a page asks for dozens of files at once, and the engine is one process. */
const atOnce = 4;

export interface EdgeFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string | undefined;
}

/**
 * Files of a bucket as a distribution's edge keeps them: what never changes is asked for once, the same file is never
 * asked for twice at a time, and what the edge has is served while the origin does not answer.
 */
export class EdgeCache {
  readonly #s3: S3Client;
  readonly #kept = new Map<string, EdgeFile>();
  readonly #asking = new Map<string, Promise<EdgeFile>>();
  readonly #waiting: (() => void)[] = [];
  #free = atOnce;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  /** @throws NoSuchKey; what the origin answered when nothing of the file is kept */
  async read(bucket: string, key: string): Promise<EdgeFile> {
    const id = `${bucket}/${key}`;
    const kept = this.#kept.get(id);
    if (kept?.cacheControl?.includes('immutable')) return kept;
    const asked = this.#asking.get(id) ?? this.#ask(id, bucket, key);
    try {
      return await asked;
    } catch (error) {
      if (kept === undefined || error instanceof NoSuchKey) throw error;
      return kept;
    }
  }

  #ask(id: string, bucket: string, key: string): Promise<EdgeFile> {
    const asked = this.#fetch(bucket, key)
      .then((file) => {
        this.#kept.set(id, file);
        return file;
      })
      .finally(() => this.#asking.delete(id));
    this.#asking.set(id, asked);
    return asked;
  }

  async #fetch(Bucket: string, Key: string): Promise<EdgeFile> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const file = await this.#s3.send(new GetObjectCommand({ Bucket, Key }));
          return {
            body: Buffer.from((await file.Body?.transformToByteArray()) ?? []),
            contentType: file.ContentType ?? 'application/octet-stream',
            cacheControl: file.CacheControl,
          };
        } catch (error) {
          if (error instanceof NoSuchKey || attempt === originAttempts) throw error;
        }
      }
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
