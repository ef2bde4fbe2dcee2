/** Calls bound routes as API Gateway does: event in, status and parsed body out. */
import { refusalsOf } from '#contract/refusals.ts';
import type { Role } from '#contract/vocabulary.ts';
import { type Admit, type ApiEvent, type BoundRoute, createApi } from '#platform/http/api.ts';
import type { Log } from '#platform/log.ts';

export interface ApiCaller {
  readonly tenant: string;
  readonly userId?: string;
  readonly roles?: readonly Role[];
}

export interface ApiRequest {
  /** Method and path with its values: `GET /v1/customers/abc?limit=5`. */
  readonly call: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly caller: ApiCaller;
}

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | number | boolean>>;
}

/** Fails the test where a request fails for a reason of ours: nothing of it may pass unseen. */
const loud: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (event, fields) => console.error(event, fields),
  count: () => undefined,
};

const paramsOf = (template: string, path: string): Record<string, string> | undefined => {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [position, part] of wanted.entries()) {
    const value = given[position] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
};

const admitEverybody: Admit = async () => ({ headers: {} });

/**
 * @param log takes the faults of ours; by default they fail nobody but are seen
 * @param admit by default everybody is let in
 * @returns a function that sends one request to these routes; it throws where a refusal is none of the contract's
 */
export const callApi = (bound: readonly BoundRoute[], log: Log = loud, admit: Admit = admitEverybody) => {
  const handler = createApi(log, bound, admit);
  return async <Body>({ call, body, headers = {}, caller }: ApiRequest): Promise<ApiAnswer<Body>> => {
    const [method = 'GET', target = '/'] = call.split(' ');
    const url = new URL(target, 'https://api.example');
    const found = bound
      .filter(({ route }) => route.method === method)
      .map(({ route }) => ({ route, path: route.path, params: paramsOf(route.path, url.pathname) }))
      .find(({ params }) => params !== undefined);
    const query = Object.fromEntries(url.searchParams);
    const event: ApiEvent = {
      version: '2.0',
      routeKey: `${method} ${found?.path ?? url.pathname}`,
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(found?.params === undefined ? {} : { pathParameters: found.params }),
      ...(url.search === '' ? {} : { queryStringParameters: query }),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: 'test',
        domainName: 'api.example',
        domainPrefix: 'api',
        http: { method, path: url.pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
        requestId: 'request',
        routeKey: `${method} ${found?.path ?? url.pathname}`,
        stage: '$default',
        time: '23/Nov/2026:12:00:00 +0000',
        timeEpoch: 0,
        authorizer: {
          principalId: '',
          integrationLatency: 0,
          jwt: {
            scopes: [],
            claims: {
              token_use: 'access',
              client_id: 'console',
              sub: caller.userId ?? 'user-1',
              tenant: caller.tenant,
              roles: `[${(caller.roles ?? ['advisor']).join(' ')}]`,
            },
          },
        },
      },
    };
    const answer = await handler(event, {
      callbackWaitsForEmptyEventLoop: false,
      functionName: 'test',
      functionVersion: '1',
      invokedFunctionArn: 'test',
      memoryLimitInMB: '512',
      awsRequestId: 'request',
      logGroupName: 'test',
      logStreamName: 'test',
      getRemainingTimeInMillis: () => 25_000,
      done: () => undefined,
      fail: () => undefined,
      succeed: () => undefined,
    });
    const text = answer.body ?? 'null';
    const isJson = String(answer.headers?.['content-type']).includes('json');
    const status = answer.statusCode ?? 0;
    const parsed = JSON.parse(isJson ? text : JSON.stringify(text));
    if (status >= 400 && found !== undefined && !refusalsOf(found.route).includes(parsed.code)) {
      throw new Error(`${call} answered ${parsed.code}, which its contract does not name: ${parsed.detail}`);
    }
    // Headers beside what tests compare as a whole.
    const told = { status, body: parsed };
    return Object.defineProperty(told, 'headers', {
      value: answer.headers ?? {},
      enumerable: false,
    }) as ApiAnswer<Body>;
  };
};
