/** Binds routes of the contract to their code: admit, parse, call one use case, shape the answer, map every error once. */
import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import { errorCodes, type Problem } from '#contract/errors.ts';
import type { Input, Output, Route } from '#contract/route.ts';
import type { Role } from '#contract/vocabulary.ts';
import { Refusal, reasonOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { ChangeGivenUp, ConditionFailed, Contention, Throttled } from '../table/faults.ts';
import { type Caller, callerOf, requireRole } from './caller.ts';
import { refusalOf } from './faults.ts';
import { type OwnCustomers, requireOpen, requireOwn, withoutOthers } from './own-customers.ts';
import { bodyOf, idempotencyKeyOf, versionOf } from './request.ts';

/** What a route's code gets: everything parsed, the caller from the token. */
export interface RouteInput<R extends Route> {
  readonly params: Output<R['params']>;
  readonly query: Output<R['query']>;
  readonly body: Output<R['body']>;
  readonly caller: Caller;
  /** Set where the caller sees only their own customers: a list answers with none but those. */
  readonly own: OwnCustomers | undefined;
  readonly ifMatch: number | undefined;
  readonly idempotencyKey: string | undefined;
  /** The body as it was sent, for the fingerprint of an idempotency key. */
  readonly rawBody: string;
  /** Time that the request has left, ms. */
  readonly remainingMs: () => number;
}

export interface BoundRoute {
  readonly route: Route;
  /**
   * @param remainingMs time that the request has left
   * @param own set where the caller sees only their own customers
   */
  run(event: ApiEvent, remainingMs: () => number, own: OwnCustomers | undefined): Promise<unknown>;
}

export type ApiEvent = APIGatewayProxyEventV2WithJWTAuthorizer;

const parse = (schema: z.ZodType | undefined, value: unknown, place: 'body' | 'query' | 'path'): unknown => {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value, { reportInput: true });
  if (!result.success) throw refusalOf(result.error, place);
  return result.data;
};

/** Path parameters arrive percent-encoded in part; a broken escape is an id that does not exist. */
const pathOf = (event: ApiEvent): Record<string, string | undefined> => {
  try {
    return Object.fromEntries(
      Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, decodeURIComponent(value ?? '')]),
    );
  } catch {
    throw new Refusal('ID_INVALID', 'Use the id exactly as returned.');
  }
};

/** A route that needs a token. */
export type GuardedRoute = Route & { readonly roles: readonly Role[] };

const inputOf = async <R extends GuardedRoute>(
  contract: R,
  event: ApiEvent,
  remainingMs: () => number,
  own: OwnCustomers | undefined,
): Promise<RouteInput<R>> => {
  const caller = callerOf(event.requestContext.authorizer?.jwt?.claims);
  requireRole(caller, contract.roles);
  requireOpen(contract.scope, own);
  const optionalBody = contract.body === undefined || contract.body.safeParse(undefined).success;
  const input = {
    caller,
    own,
    params: parse(contract.params, pathOf(event), 'path'),
    query: parse(contract.query, event.queryStringParameters ?? {}, 'query'),
    body: parse(contract.body, contract.body === undefined ? undefined : bodyOf(event, optionalBody), 'body'),
    ifMatch: contract.ifMatch ? versionOf(event) : undefined,
    idempotencyKey: contract.idempotency ? idempotencyKeyOf(event, contract.idempotency === 'required') : undefined,
    rawBody: event.body ?? '',
    remainingMs,
  };
  await requireOwn([input.params, input.body], own);
  // The schemas of `contract` made these very values; the compiler cannot follow them through `Route`'s union.
  return input as RouteInput<R>;
};

/** Binds one route to its code. The types of every part follow from the contract. */
export const route = <R extends GuardedRoute>(
  contract: R,
  run: (input: RouteInput<R>) => Promise<Input<R['answer']>>,
): BoundRoute => ({
  route: contract,
  run: async (event, remainingMs, own) => run(await inputOf(contract, event, remainingMs, own)),
});

/** A file as the caller gets it: its bytes and its name, of one of the route's `fileTypes`. */
export interface FileAnswer {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Binds a route that answers a file instead of JSON. */
export const fileRoute = <
  R extends GuardedRoute & { readonly answer: undefined; readonly fileTypes: readonly string[] },
>(
  contract: R,
  run: (input: RouteInput<R>) => Promise<FileAnswer>,
): BoundRoute => ({
  route: contract,
  run: async (event, remainingMs, own) => run(await inputOf(contract, event, remainingMs, own)),
});

/**
 * A browser stores the file under its name, and takes it for nothing but its type; a page runs nothing (ASVS 3.2.1).
 * API Gateway decodes the body: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
const fileAnswer = (
  status: number,
  { fileName, contentType, bytes }: FileAnswer,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    'content-type': contentType.startsWith('text/') ? `${contentType}; charset=utf-8` : contentType,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  },
  isBase64Encoded: true,
  body: Buffer.from(bytes).toString('base64'),
});

/** Faults of the table that left nothing half done and pass by themselves. */
const passing = [ChangeGivenUp, ConditionFailed, Contention, Throttled];

const translate = (error: unknown): Refusal | undefined => {
  if (error instanceof Refusal) return error;
  if (passing.some((Fault) => error instanceof Fault)) {
    return new Refusal('TRY_AGAIN', 'Somebody else is changing the same data. Try again.', { retryAfter: 1 });
  }
  return undefined;
};

/** The answer of a refused request. */
export const problem = (refusal: Refusal, requestId: string): APIGatewayProxyStructuredResultV2 => {
  const [status, title] = errorCodes[refusal.code];
  const document: Problem = {
    type: `urn:contacta:error:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.detail,
    ...(refusal.faults.length > 0 ? { errors: [...refusal.faults] } : {}),
    ...(refusal.customerId === undefined ? {} : { customerId: refusal.customerId }),
    requestId,
  };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(refusal.retryAfter === undefined ? {} : { 'retry-after': String(refusal.retryAfter) }),
    },
    body: JSON.stringify(document),
  };
};

/** Whether a verified user's request is let in, before its route looks at it; and the headers of its answer. */
export type Admit = (caller: Caller) => Promise<{
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal?: Refusal;
  /** Set where the caller sees only their own customers. */
  readonly own?: OwnCustomers;
}>;

/** The Lambda handler of a resource family. */
export const createApi = (log: Log, bound: readonly BoundRoute[], admit: Admit) => {
  const byKey = new Map(bound.map((candidate) => [`${candidate.route.method} ${candidate.route.path}`, candidate]));
  const handle = async (event: ApiEvent, context: Context): Promise<APIGatewayProxyStructuredResultV2> => {
    const requestId = event.requestContext.requestId;
    let headers: Readonly<Record<string, string>> = {};
    let own: OwnCustomers | undefined;
    const refused = (refusal: Refusal) => {
      const answer = problem(refusal, requestId);
      return { ...answer, headers: { ...answer.headers, ...headers } };
    };
    try {
      const found = byKey.get(event.routeKey);
      if (found === undefined) throw new Refusal('ROUTE_NOT_FOUND', 'This function does not serve the route.');
      const admission = await admit(callerOf(event.requestContext.authorizer?.jwt?.claims));
      headers = admission.headers;
      own = admission.own;
      if (admission.refusal !== undefined) throw admission.refusal;
      const answer = await found.run(event, () => context.getRemainingTimeInMillis(), own);
      const { status, answerType, fileTypes } = found.route;
      if (fileTypes !== undefined) {
        const file = fileAnswer(status, answer as FileAnswer);
        return { ...file, headers: { ...file.headers, ...headers } };
      }
      return {
        statusCode: status,
        headers: {
          'content-type': answerType === undefined ? 'application/json' : `${answerType}; charset=utf-8`,
          'cache-control': 'no-store',
          ...headers,
        },
        body: answerType === undefined ? JSON.stringify(answer) : String(answer),
      };
    } catch (error) {
      const refusal = translate(error);
      if (refusal !== undefined) {
        const reason = error instanceof ChangeGivenUp ? { reason: reasonOf(error) } : {};
        log.info('request refused', { route: event.routeKey, code: refusal.code, requestId, ...reason });
        return refused(await withoutOthers(refusal, own));
      }
      log.error('request failed', { route: event.routeKey, reason: reasonOf(error), requestId });
      log.count('RequestFailed');
      return refused(new Refusal('INTERNAL_ERROR', 'Try again; if it persists, tell us the requestId.'));
    }
  };
  return middy<ApiEvent, APIGatewayProxyStructuredResultV2>().use(httpHeaderNormalizer()).handler(handle);
};
