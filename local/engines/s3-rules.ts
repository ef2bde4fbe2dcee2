import type { IncomingHttpHeaders } from 'node:http';

/**
 * S3's refusal of a pre-signed URL past its time, as XML, or undefined while it holds.
 * Source: Amazon S3 user guide, "Authenticating requests: using query parameters" (X-Amz-Date, X-Amz-Expires in s).
 */
export function signedUrlExpiry(query: URLSearchParams, now: number): string | undefined {
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
}

/** Response headers that a GET asks for in its query (`response-content-disposition` and its kind). */
export function responseOverrides(query: URLSearchParams): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of query) {
    const match =
      /^response-(content-disposition|content-type|content-language|content-encoding|cache-control|expires)$/.exec(
        name,
      );
    if (match?.[1] !== undefined) headers[match[1]] = value;
  }
  return headers;
}

/** Cross-origin headers of an answer, or undefined when the bucket's rules do not allow the origin. */
export function corsHeaders(
  headers: IncomingHttpHeaders,
  allowedOrigins: readonly string[],
): Record<string, string> | undefined {
  const origin = headers.origin;
  if (origin === undefined || !(allowedOrigins.includes('*') || allowedOrigins.includes(origin))) return undefined;
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, HEAD, PUT, POST',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
    'access-control-expose-headers': 'ETag, Content-Disposition, Content-Length',
    vary: 'Origin',
  };
}
