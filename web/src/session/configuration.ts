/** What differs between deployments. Written beside the bundle at deployment, so one bundle serves every stage. */
export interface Configuration {
  /** OIDC issuer: its discovery document lies below. */
  readonly issuer: string;
  readonly clientId: string;
  /** Address of the WebSocket API; null where there is none: the console then shows changes when it reads again. */
  readonly socketUrl: string | null;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** @throws Error when `/config.json` is missing or says not what is needed */
export const readConfiguration = async (): Promise<Configuration> => {
  const answer = await fetch('/config.json', { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`/config.json answers ${answer.status}.`);
  const { issuer, clientId, socketUrl }: Record<string, unknown> = await answer.json();
  if (!isText(issuer) || !isText(clientId)) throw new Error('/config.json names no issuer or no clientId.');
  return { issuer, clientId, socketUrl: isText(socketUrl) ? socketUrl : null };
};
