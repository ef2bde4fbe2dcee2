import * as z from 'zod';
import type { ResolvedAssembly } from '../assembly/resolver.ts';
import { RunnerError } from '../errors.ts';
import { numeric, resourcesOf } from '../resources/properties.ts';
import { apiResources } from './protocol.ts';

/** A JWT authorizer of an HTTP API. */
export interface JwtAuthorizer {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** One route of an HTTP API with its Lambda integration. */
export interface HttpRoute {
  /** As API Gateway knows it: `GET /v1/customers/{customerId}` or `$default`. */
  readonly routeKey: string;
  readonly functionArn: string;
  /** Longest wait for the function, in ms. */
  readonly timeoutMs: number;
  readonly authorizer: JwtAuthorizer | undefined;
  readonly scopes: readonly string[];
}

/** An HTTP API of the templates. */
export interface HttpApi {
  readonly apiId: string;
  readonly routes: readonly HttpRoute[];
  readonly cors: Cors | undefined;
  /** Format of the access log, one line per request, with `$context.…` variables. */
  readonly accessLogFormat: string | undefined;
}

const corsSchema = z.object({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.boolean().default(false),
  MaxAge: numeric.optional(),
});

/** Cross-origin rules of an HTTP API. */
export type Cors = z.infer<typeof corsSchema>;

const apiSchema = z.object({ ProtocolType: z.literal('HTTP'), CorsConfiguration: corsSchema.optional() });

const stageSchema = z.object({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AccessLogSettings: z.object({ Format: z.string().optional() }).loose().optional(),
});

const routeSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
});

const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: numeric.default(30_000),
});

const authorizerSchema = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});

/**
 * The HTTP API of the assembly, or undefined when it has none.
 *
 * @throws RunnerError when there are several, or a route points at something that is not there
 */
export const httpApi = (resolved: ResolvedAssembly): HttpApi | undefined => {
  const resources = apiResources(resolved.resources, 'HTTP');
  const [api, ...others] = resourcesOf(resources, 'AWS::ApiGatewayV2::Api', apiSchema);
  if (api === undefined) return undefined;
  if (others.length > 0) throw new RunnerError('There are several HTTP APIs.', 'The runner serves one.');
  const integrations = new Map(
    resourcesOf(resources, 'AWS::ApiGatewayV2::Integration', integrationSchema).map((item) => [item.reference, item]),
  );
  const authorizers = new Map(
    resourcesOf(resources, 'AWS::ApiGatewayV2::Authorizer', authorizerSchema).map((item) => [item.reference, item]),
  );
  const [stage] = resourcesOf(resources, 'AWS::ApiGatewayV2::Stage', stageSchema);
  const routes = resourcesOf(resources, 'AWS::ApiGatewayV2::Route', routeSchema).map(({ logicalId, properties }) => {
    const integration = integrations.get(properties.Target.replace(/^integrations\//, ''));
    const authorizer = authorizers.get(properties.AuthorizerId ?? '');
    if (integration === undefined || (properties.AuthorizationType === 'JWT' && authorizer === undefined)) {
      throw new RunnerError(`Route ${logicalId} has no integration or authorizer.`, 'Check the HTTP API construct.');
    }
    const jwt = authorizer?.properties.JwtConfiguration;
    return {
      routeKey: properties.RouteKey,
      functionArn: functionArnOf(integration.properties.IntegrationUri),
      timeoutMs: integration.properties.TimeoutInMillis,
      authorizer:
        properties.AuthorizationType === 'JWT' && jwt !== undefined
          ? { issuer: jwt.Issuer, audience: jwt.Audience }
          : undefined,
      scopes: properties.AuthorizationScopes,
    };
  });
  return {
    apiId: api.reference,
    routes,
    cors: api.properties.CorsConfiguration,
    accessLogFormat: stage?.properties.AccessLogSettings?.Format,
  };
};

/** The URI is the function's ARN, or the older path that ends in `/functions/<arn>/invocations`. */
export const functionArnOf = (uri: string): string => /functions\/(arn:.+)\/invocations$/.exec(uri)?.[1] ?? uri;

/** A route that fits a request, with the values of its path parameters, percent-decoded. */
export interface RouteMatch {
  readonly route: HttpRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Chooses the route as API Gateway does: full matches before greedy ones (`{proxy+}`), a given method before `ANY`,
 * literal segments before parameters, `$default` last.
 * Source: API Gateway developer guide, "Create routes for HTTP APIs", "Routing API requests".
 */
export const createRouter = (
  routes: readonly HttpRoute[],
): ((method: string, path: string) => RouteMatch | undefined) => {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const patterns = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map((route) => {
      const [method = '', path = ''] = route.routeKey.split(' ');
      const segments = segmentsOf(path);
      return { route, method, segments, rank: rankOf(method, segments) };
    })
    .sort((left, right) => (left.rank < right.rank ? -1 : 1));
  return (method, path) => {
    const given = segmentsOf(path);
    for (const pattern of patterns) {
      if (pattern.method !== 'ANY' && pattern.method !== method) continue;
      const pathParameters = match(pattern.segments, given);
      if (pathParameters !== undefined) return { route: pattern.route, pathParameters };
    }
    return fallback === undefined ? undefined : { route: fallback, pathParameters: {} };
  };
};

const segmentsOf = (path: string): string[] => path.replace(/^\//, '').split('/');

/** Sorts: greedy last, then literal segments before parameters from the left, then a method before `ANY`. */
const rankOf = (method: string, segments: readonly string[]): string => {
  const greedy = segments.some((segment) => segment.endsWith('+}')) ? '1' : '0';
  const kinds = segments.map((segment) => (segment.startsWith('{') ? '1' : '0')).join('');
  return `${greedy}${kinds}|${method === 'ANY' ? '1' : '0'}`;
};

const match = (pattern: readonly string[], given: readonly string[]): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const value = given[index];
    if (segment.endsWith('+}')) {
      if (value === undefined) return undefined;
      parameters[segment.slice(1, -2)] = decode(given.slice(index).join('/'));
      return parameters;
    }
    if (value === undefined) return undefined;
    if (segment.startsWith('{')) {
      if (value === '') return undefined;
      parameters[segment.slice(1, -1)] = decode(value);
    } else if (segment !== value) return undefined;
  }
  return given.length === pattern.length ? parameters : undefined;
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not valid percent-encoding: the function gets what was sent.
    return text;
  }
};
