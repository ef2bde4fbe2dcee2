/** Reads the parts of a request, each with its own code (reliability §5.6 A). */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from '../errors.ts';

/** Largest request body in bytes. */
export const bodyLimit = 262_144;

const jsonType = /^application\/(?:[a-z0-9.+-]+\+)?json(?:\s*;|$)/i;

const describe = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;

/**
 * The JSON object in the body; `undefined` when there is none and none is needed.
 * @throws Refusal BODY_REQUIRED, UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, BODY_NOT_JSON, BODY_NOT_OBJECT
 */
export const bodyOf = (event: APIGatewayProxyEventV2, optional: boolean): unknown => {
  const raw = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  if (raw === '') {
    if (optional) return undefined;
    throw new Refusal('BODY_REQUIRED', 'A JSON body is required.');
  }
  if (!jsonType.test(event.headers['content-type'] ?? '')) {
    throw new Refusal('UNSUPPORTED_MEDIA_TYPE', 'Set Content-Type: application/json.');
  }
  const bytes = Buffer.byteLength(raw);
  if (bytes > bodyLimit) {
    throw new Refusal('BODY_TOO_LARGE', `Limit 256 KB; received ${Math.ceil(bytes / 1024)} KB.`);
  }
  if (raw.startsWith('\ufeff')) throw new Refusal('BODY_NOT_JSON', 'Remove the byte-order mark.');
  let body: unknown;
  try {
    body = JSON.parse(raw);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? String(raw.length);
    throw new Refusal('BODY_NOT_JSON', `The body is not valid JSON (position ${position}).`);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal('BODY_NOT_OBJECT', `Send an object, not ${describe(body)}.`);
  }
  return body;
};

/** The version in `If-Match`, quoted or not. @throws Refusal IF_MATCH_INVALID */
export const versionOf = (event: APIGatewayProxyEventV2): number | undefined => {
  const header = event.headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const match = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header.trim());
  if (match === null) throw new Refusal('IF_MATCH_INVALID', 'Send If-Match with the version that you read.');
  return Number(match[1]);
};

/**
 * The `Idempotency-Key` header: 1 to 255 visible ASCII characters.
 * @throws Refusal IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_INVALID
 */
export const idempotencyKeyOf = (event: APIGatewayProxyEventV2, required: boolean): string | undefined => {
  const key = event.headers['idempotency-key'];
  if (key === undefined) {
    if (!required) return undefined;
    throw new Refusal('IDEMPOTENCY_KEY_REQUIRED', 'The Idempotency-Key header is required (1–255 characters).');
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    // An empty one too: whoever sends it believes to be safe from doing the same twice.
    throw new Refusal('IDEMPOTENCY_KEY_INVALID', 'Use 1 to 255 visible ASCII characters, or leave the header out.');
  }
  return key;
};
