import * as z from 'zod';

/** An answer on its way to the client. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

const structuredSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** An error of API Gateway itself. */
export const jsonMessage = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

/**
 * What the client gets for a function's result. Without `statusCode`, the whole result is the JSON body of a 200.
 * Source: API Gateway developer guide, "Lambda function response for format 2.0".
 */
export const lambdaAnswer = (payload: unknown): HttpAnswer => {
  const structured = payload !== null && typeof payload === 'object' && 'statusCode' in payload;
  if (!structured) {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(text) };
  }
  const result = structuredSchema.safeParse(payload);
  if (!result.success) return jsonMessage(500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = result.data;
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries(named) },
    cookies: cookies ?? [],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
};
