import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { ProviderError } from './provider-double.ts';

/** A file of a bucket as the double sees it; undefined when it is not there. */
export type LookAtFile = (
  bucket: string,
  key: string,
) => Promise<{ readonly contentType: string; readonly size: number } | undefined>;

const requestSchema = z.object({
  originationPhoneNumberId: z.string().min(1),
  sourceS3File: z.object({ bucketName: z.string(), key: z.string() }),
});

const mebibyte = 1_048_576;
const office = 'application/vnd.openxmlformats-officedocument';

/** Types that Meta takes, and their limits in bytes (Meta: "Media", supported media types). */
const kinds: readonly { readonly kind: string; readonly types: readonly string[]; readonly limit: number }[] = [
  { kind: 'audio', types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], limit: 16 * mebibyte },
  { kind: 'image', types: ['image/jpeg', 'image/png'], limit: 5 * mebibyte },
  { kind: 'video', types: ['video/mp4', 'video/3gpp'], limit: 16 * mebibyte },
  {
    kind: 'document',
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      `${office}.wordprocessingml.document`,
      `${office}.spreadsheetml.sheet`,
      `${office}.presentationml.presentation`,
    ],
    limit: 100 * mebibyte,
  },
];

/** The media that were handed over, in memory; Meta keeps them for 30 days. */
export class MediaStore {
  readonly #look: LookAtFile;
  readonly #kinds = new Map<string, string>();

  constructor(look: LookAtFile) {
    this.#look = look;
  }

  /** @throws ProviderError as PostWhatsAppMessageMedia does */
  async post(body: unknown): Promise<{ readonly mediaId: string }> {
    const request = requestSchema.safeParse(body);
    if (!request.success) throw new ProviderError(400, 'ValidationException', z.prettifyError(request.error));
    const { bucketName, key } = request.data.sourceS3File;
    const file = await this.#look(bucketName, key);
    if (file === undefined) {
      throw new ProviderError(404, 'ResourceNotFoundException', 'The S3 object of the media file does not exist.');
    }
    const taken = kinds.find(({ types }) => types.includes(file.contentType));
    if (taken === undefined) throw invalid(`Param file must not be of type ${file.contentType}`);
    if (file.size > taken.limit) throw invalid(`a file of type ${taken.kind} has at most ${taken.limit} bytes`);
    const mediaId = String(randomInt(1e12, 9e12));
    this.#kinds.set(mediaId, taken.kind);
    return { mediaId };
  }

  /** @throws ProviderError when the medium of a message is not one that was handed over as what it is sent as */
  check(type: string, mediaId: string): void {
    if (this.#kinds.get(mediaId) !== type) throw invalid(`no ${type} with id ${mediaId} was uploaded`);
  }

  clear(): void {
    this.#kinds.clear();
  }
}

const invalid = (message: string): ProviderError =>
  new ProviderError(400, 'InvalidParametersException', `(#100) Invalid parameter: ${message}`);
