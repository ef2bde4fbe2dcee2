import type { IncomingHttpHeaders } from 'node:http';

/**
 * S3's refusal of a pre-signed URL past its time, as XML, or undefined while it holds.
 * Source: Amazon S3 user guide, "Authenticating requests: using query parameters" (X-Amz-Date, X-Amz-Expires in s).
 */
export const signedUrlExpiry = (query: URLSearchParams, now: number): string | undefined => {
  const date = query.get('X-Amz-Date');
  const seconds = query.get('X-Amz-Expires');
  if (date === null || seconds === null) return undefined;
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const expiresAt = signedAt + Number(seconds) * 1000;
  if (now <= expiresAt) return undefined;
  const expires = Number.isNaN(expiresAt) ? 'unknown' : new Date(expiresAt).toISOString();
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Error><Code>AccessDenied</Code><Message>Request has expired</Message><Expires>${expires}</Expires>` +
    `<ServerTime>${new Date(now).toISOString()}</ServerTime></Error>`
  );
};

/** Response headers that a GET asks for in its query (`response-content-disposition` and its kind). */
export const responseOverrides = (query: URLSearchParams): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of query) {
    const match =
      /^response-(content-disposition|content-type|content-language|content-encoding|cache-control|expires)$/.exec(
        name,
      );
    if (match?.[1] !== undefined) headers[match[1]] = value;
  }
  return headers;
};

/** Cross-origin headers of an answer, or undefined when the bucket's rules do not allow the origin. */
export const corsHeaders = (
  headers: IncomingHttpHeaders,
  allowedOrigins: readonly string[],
): Record<string, string> | undefined => {
  const origin = headers.origin;
  if (origin === undefined || !(allowedOrigins.includes('*') || allowedOrigins.includes(origin))) return undefined;
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, HEAD, PUT, POST',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
    'access-control-expose-headers': 'ETag, Content-Disposition, Content-Length',
    vary: 'Origin',
  };
};

const keptNames = /^(content-(type|disposition|language)|cache-control|x-amz-meta-.+)$/;

/** Of the headers of a PUT, or the fields of a form, those that stay with the object. */
export const keptHeaders = (
  headers: readonly (readonly [string, string | string[] | undefined])[],
): Record<string, string> => {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [name, value] of headers) {
    if (typeof value === 'string' && keptNames.test(name.toLowerCase())) kept[name.toLowerCase()] = value;
  }
  return kept;
};

/** Path of an object in a URL. */
export const objectPath = (bucket: string, key: string): string =>
  `/${[bucket, ...key.split('/')].map(encodeURIComponent).join('/')}`;

/** S3's answer to a form that was taken: 204, unless the form asks for another (`success_action_status`). */
export const formAnswer = (
  wanted: string | undefined,
  { bucket, key, etag }: { readonly bucket: string; readonly key: string; readonly etag: string },
): { readonly status: number; readonly xml?: string } => {
  if (wanted !== '201') return { status: wanted === '200' ? 200 : 204 };
  const escaped = key.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const xml =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<PostResponse><Bucket>${bucket}</Bucket><Key>${escaped}</Key><ETag>${etag}</ETag></PostResponse>`;
  return { status: 201, xml };
};
