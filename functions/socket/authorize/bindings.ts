/**
 * REQUEST authorizer of `$connect`: the same access tokens as the HTTP API. There is no check of the `Origin`: the
 * token is sent by the page itself and by no cookie, so another site's page has none to send.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { tokenParameters } from '#contract/live.ts';
import { Refusal } from '#platform/errors.ts';
import type { VerifiedToken } from '#platform/http/access-token.ts';
import type { Log } from '#platform/log.ts';
import type { SocketContext } from '../socket-context.ts';

/** API Gateway answers 401 to exactly this message, and 500 to any other error. */
const unauthorized = (): Error => new Error('Unauthorized');

type SocketRequest = Pick<APIGatewayRequestAuthorizerEvent, 'headers' | 'queryStringParameters' | 'methodArn'>;

const accessTokenOf = ({ headers, queryStringParameters }: SocketRequest): string | undefined => {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  const fromHeader = /^bearer +(\S+)$/i.exec(header?.trim() ?? '')?.[1];
  return fromHeader ?? tokenParameters.map((name) => queryStringParameters?.[name]).find((token) => token);
};

const answer = (
  { methodArn }: SocketRequest,
  effect: 'Allow' | 'Deny',
  principalId: string,
  context?: SocketContext,
): APIGatewayAuthorizerResult => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
  },
  ...(context === undefined ? {} : { context: { ...context } }),
});

/** @throws (the handler) Error `Unauthorized`, which becomes a 401; a token without company or role gets a 403 */
export const createAuthorizer =
  ({ verify, log }: { readonly verify: (token: string) => Promise<VerifiedToken>; readonly log: Log }) =>
  async (event: SocketRequest): Promise<APIGatewayAuthorizerResult> => {
    const token = accessTokenOf(event);
    if (token === undefined) throw unauthorized();
    try {
      const { caller, endsAt } = await verify(token);
      const { tenant, userId } = caller;
      return answer(event, 'Allow', userId, { tenant, userId, tokenEndsAt: String(endsAt) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      log.info('connection refused', { code: error.code });
      if (error.code === 'UNAUTHENTICATED') throw unauthorized();
      return answer(event, 'Deny', 'refused');
    }
  };
