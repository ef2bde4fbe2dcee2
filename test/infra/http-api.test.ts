/** The gateway's routes are those of the contract, with a token that carries the API's scope on all but the public. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { routes } from '#contract/routes.ts';
import { type Resource, type SynthesizedStage, synthesize } from './synthesize.ts';

const stage = synthesize('prod');
/** Of the HTTP API; those of the WebSocket API are in socket-api.test.ts. */
const ofHttpApi = (type: string): readonly Resource[] => {
  const api = stage.ofType('AWS::ApiGatewayV2::Api').find(({ properties }) => properties.ProtocolType === 'HTTP');
  return stage
    .ofType(type)
    .filter(({ properties }) => JSON.stringify(properties.ApiId).includes(api?.logicalId ?? 'none'));
};
const gatewayRoutes = ofHttpApi('AWS::ApiGatewayV2::Route');
const keyOf = ({ properties }: Resource): string => z.string().parse(properties.RouteKey);
const isPublic = new Set(
  routes.filter(({ roles }) => roles === 'public').map(({ method, path }) => `${method} ${path}`),
);

/** Name of the function behind a route of the gateway. */
const functionOf = (route: Resource): unknown => {
  const [, join] = z
    .tuple([z.string(), z.tuple([z.literal('integrations/'), z.object({ Ref: z.string() })])])
    .parse(z.object({ 'Fn::Join': z.unknown() }).parse(route.properties.Target)['Fn::Join']);
  const integration = stage.resources.find(({ logicalId }) => logicalId === join[1].Ref);
  const uri = z
    .object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .parse(integration?.properties.IntegrationUri);
  return stage.resources.find(({ logicalId }) => logicalId === uri['Fn::GetAtt'][0])?.properties.FunctionName;
};

describe('HTTP API', () => {
  it('has the routes of the contract and the fallback', () => {
    expect(gatewayRoutes.map(keyOf).sort()).toEqual(
      [...routes.map(({ method, path }) => `${method} ${path}`), '$default'].sort(),
    );
  });

  it('sends each route to the function of its resource', () => {
    const functions = new Map(gatewayRoutes.map((route) => [keyOf(route), functionOf(route)]));
    for (const { method, path, resource } of routes) {
      expect(functions.get(`${method} ${path}`), `${method} ${path}`).toBe(`contacta-prod-api-${resource}`);
    }
    expect(functions.get('$default')).toBe('contacta-prod-api-service');
  });

  it('asks for a token with the scope on every route that is not public', () => {
    expect(isPublic.size).toBeGreaterThan(0);
    for (const route of gatewayRoutes) {
      const open = isPublic.has(keyOf(route)) || keyOf(route) === '$default';
      expect(route.properties, keyOf(route)).toMatchObject(
        open ? { AuthorizationType: 'NONE' } : { AuthorizationType: 'JWT', AuthorizationScopes: ['contacta/api'] },
      );
    }
  });

  it("takes tokens of the pool's issuer for the console's client", () => {
    const authorizers = ofHttpApi('AWS::ApiGatewayV2::Authorizer');
    expect(authorizers).toHaveLength(1);
    expect(authorizers[0]?.properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: [expect.anything()], Issuer: expect.anything() },
    });
  });

  it('may invoke the function of every route, the fallback too', () => {
    const sources = stage
      .ofType('AWS::Lambda::Permission')
      .map(({ properties }) => JSON.stringify(properties.SourceArn));
    for (const name of new Set(gatewayRoutes.map(functionOf))) {
      const lambda = stage.resources.find(({ properties }) => properties.FunctionName === name);
      expect(
        stage
          .ofType('AWS::Lambda::Permission')
          .filter(({ properties }) => JSON.stringify(properties.FunctionName).includes(lambda?.logicalId ?? 'none')),
        String(name),
      ).not.toHaveLength(0);
    }
    expect(sources.filter((source) => source.includes('/*/$default'))).toHaveLength(1);
  });

  it('throttles, and logs neither paths nor people', () => {
    const [apiStage] = stage.ofType('AWS::ApiGatewayV2::Stage');
    expect(apiStage?.properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 2_000 },
    });
    const { Format } = z.object({ Format: z.string() }).parse(apiStage?.properties.AccessLogSettings);
    expect(Format).toContain('$context.routeKey');
    for (const personal of ['sourceIp', 'userAgent', 'context.path', 'authorizer.claims', 'identity']) {
      expect(Format).not.toContain(personal);
    }
  });

  it('answers no page of another origin in prod, since the console is of the same', () => {
    const httpApi = (of: SynthesizedStage) =>
      of.ofType('AWS::ApiGatewayV2::Api').find(({ properties }) => properties.ProtocolType === 'HTTP')?.properties;
    expect(httpApi(stage)).not.toHaveProperty('CorsConfiguration');
    expect(httpApi(synthesize('dev'))?.CorsConfiguration).toMatchObject({ AllowOrigins: ['http://localhost:5173'] });
  });
});
