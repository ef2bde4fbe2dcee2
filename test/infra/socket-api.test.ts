/** The WebSocket API as it is synthesized (issue 3, 2): who is let in, what is logged, what wakes the feed. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { maximumFrameBytes } from '#contract/live.ts';
import { User } from '#shared/companies/entities.ts';
import { toldTypes } from '#shared/live/events.ts';
import { overlapMs } from '#shared/live/feed-cursor.ts';
import { synthesize } from './synthesize.ts';

const stage = synthesize('prod');
const api = stage.ofType('AWS::ApiGatewayV2::Api').find(({ properties }) => properties.ProtocolType === 'WEBSOCKET');
const ofSocketApi = (type: string) =>
  stage.ofType(type).filter(({ properties }) => JSON.stringify(properties.ApiId).includes(`Ref${api?.logicalId}`));
const lambda = (name: string) =>
  stage.ofType('AWS::Lambda::Function').find(({ properties }) => properties.FunctionName === `contacta-prod-${name}`);

describe('WebSocket API', () => {
  it('has the routes of a connection, and asks for a token when it is made', () => {
    const routes = ofSocketApi('AWS::ApiGatewayV2::Route').map(({ properties }) => [
      properties.RouteKey,
      properties.AuthorizationType,
    ]);
    expect(Object.fromEntries(routes)).toEqual({ $connect: 'CUSTOM', $disconnect: 'NONE', $default: 'NONE' });
  });

  it('lets the authorizer decide whatever way the token comes: no header or parameter must be there', () => {
    const [authorizer, ...others] = ofSocketApi('AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer?.properties).toMatchObject({ AuthorizerType: 'REQUEST', IdentitySource: [] });
    expect(JSON.stringify(authorizer?.properties.AuthorizerUri)).toContain(lambda('socket-authorize')?.logicalId);
  });

  it('checks tokens by the same issuer, client and scope as the HTTP API', () => {
    const jwt = stage
      .ofType('AWS::ApiGatewayV2::Authorizer')
      .find(({ properties }) => properties.AuthorizerType === 'JWT');
    const { Issuer, Audience } = z
      .object({ Issuer: z.unknown(), Audience: z.array(z.unknown()) })
      .parse(jwt?.properties.JwtConfiguration);
    expect(lambda('socket-authorize')?.properties.Environment).toMatchObject({
      Variables: { ISSUER_URL: Issuer, CLIENT_ID: Audience[0], TOKEN_SCOPE: 'contacta/api' },
    });
  });

  it('logs no query, which may hold a token, and no execution data', () => {
    const [one] = ofSocketApi('AWS::ApiGatewayV2::Stage');
    const { Format } = z.object({ Format: z.string() }).parse(one?.properties.AccessLogSettings);
    expect(Format).not.toMatch(/query|header|sourceIp|userAgent|authorizer\.(?!error)/i);
    expect(one?.properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 2_000 });
  });
});

describe('the feed', () => {
  const mapping = stage
    .ofType('AWS::Lambda::EventSourceMapping')
    .find(({ properties }) =>
      JSON.stringify(properties.FunctionName).includes(lambda('streams-live')?.logicalId ?? '-'),
    );

  it('is woken by what it tells of and by nothing else, least of all by what it writes itself', () => {
    const { Filters } = z
      .object({ Filters: z.array(z.object({ Pattern: z.string() })) })
      .parse(mapping?.properties.FilterCriteria);
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { dynamodb: { NewImage: { type: { S: [...toldTypes, User.type] } } } },
    ]);
  });

  it('waits for nothing, so that a change is told within two seconds', () => {
    expect(mapping?.properties.MaximumBatchingWindowInSeconds).toBe(0);
  });

  it('ends well before the overlap in which a client is told again', () => {
    const timeout = z.number().parse(lambda('streams-live')?.properties.Timeout);
    expect(timeout * 1_000).toBeLessThanOrEqual(overlapMs - 10_000);
  });

  it('stays below the size at which API Gateway cuts a message into frames', () => {
    expect(maximumFrameBytes).toBeLessThanOrEqual(32 * 1024);
  });
});
