import type { ResolvedResource } from '../assembly/resolver.ts';

const apiType = 'AWS::ApiGatewayV2::Api';

/** APIs of one protocol, with their stages, routes, integrations and authorizers. Other resources are left out. */
export const apiResources = (
  resources: readonly ResolvedResource[],
  protocol: 'HTTP' | 'WEBSOCKET',
): readonly ResolvedResource[] => {
  const apis = resources.filter(({ type, properties }) => type === apiType && properties.ProtocolType === protocol);
  const ids = new Set<unknown>(apis.map(({ reference }) => reference));
  return [...apis, ...resources.filter(({ type, properties }) => type !== apiType && ids.has(properties.ApiId))];
};
