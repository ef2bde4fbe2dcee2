import * as z from 'zod';
import type { ResolvedAssembly } from '../assembly/resolver.ts';
import { RunnerError } from '../errors.ts';
import { apiResources } from '../http/protocol.ts';
import { functionArnOf } from '../http/routes.ts';
import { numeric, resourcesOf } from '../resources/properties.ts';

/** The function behind a route, and the longest wait for it in ms. */
export interface SocketRoute {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/** A WebSocket API of the templates. */
export interface SocketApi {
  readonly apiId: string;
  readonly stage: string;
  /** Path in a frame's JSON whose text names the route: `['action']`. */
  readonly selection: readonly string[];
  /** By route key: `$connect`, `$disconnect`, `$default`, or a value of the selection. */
  readonly routes: ReadonlyMap<string, SocketRoute>;
  /** Function that is asked about a new connection. */
  readonly authorizerArn: string | undefined;
}

const apiSchema = z.object({
  ProtocolType: z.literal('WEBSOCKET'),
  RouteSelectionExpression: z.string().regex(/^\$request\.body\.[\w.]+$/),
});
const stageSchema = z.object({ StageName: z.string() });
const routeSchema = z.object({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
  AuthorizerId: z.string().optional(),
});
const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  // API Gateway's default for WebSocket APIs.
  TimeoutInMillis: numeric.default(29_000),
});
const authorizerSchema = z.object({
  AuthorizerType: z.literal('REQUEST'),
  AuthorizerUri: z.string(),
  // A named source that is missing answers 401 without asking the function; the runner knows the empty list only.
  IdentitySource: z.array(z.never()).default([]),
});

/**
 * The WebSocket API of the assembly, or undefined when it has none.
 *
 * @throws RunnerError when there are several, or a route points at something that is not there
 */
export const socketApi = (resolved: ResolvedAssembly): SocketApi | undefined => {
  const resources = apiResources(resolved.resources, 'WEBSOCKET');
  const [api, ...others] = resourcesOf(resources, 'AWS::ApiGatewayV2::Api', apiSchema);
  if (api === undefined) return undefined;
  const [stage] = resourcesOf(resources, 'AWS::ApiGatewayV2::Stage', stageSchema);
  if (others.length > 0 || stage === undefined) {
    throw new RunnerError('There are several WebSocket APIs, or one without a stage.', 'The runner serves one.');
  }
  const integrations = new Map(
    resourcesOf(resources, 'AWS::ApiGatewayV2::Integration', integrationSchema).map((item) => [item.reference, item]),
  );
  const authorizers = new Map(
    resourcesOf(resources, 'AWS::ApiGatewayV2::Authorizer', authorizerSchema).map((item) => [item.reference, item]),
  );
  const routes = new Map<string, SocketRoute>();
  let authorizerArn: string | undefined;
  for (const { logicalId, properties } of resourcesOf(resources, 'AWS::ApiGatewayV2::Route', routeSchema)) {
    const integration = integrations.get(properties.Target.replace(/^integrations\//, ''));
    const authorizer = authorizers.get(properties.AuthorizerId ?? '');
    const isGuarded = properties.AuthorizationType === 'CUSTOM';
    if (integration === undefined || isGuarded !== (authorizer !== undefined)) {
      throw new RunnerError(`Route ${logicalId} has no integration or authorizer.`, 'Check the WebSocket construct.');
    }
    routes.set(properties.RouteKey, {
      functionArn: functionArnOf(integration.properties.IntegrationUri),
      timeoutMs: integration.properties.TimeoutInMillis,
    });
    if (authorizer !== undefined) authorizerArn = functionArnOf(authorizer.properties.AuthorizerUri);
  }
  return {
    apiId: api.reference,
    stage: stage.properties.StageName,
    selection: api.properties.RouteSelectionExpression.split('.').slice(2),
    routes,
    authorizerArn,
  };
};
