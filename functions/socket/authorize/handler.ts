/** Lambda entry point of `socket-authorize`. */
import { systemClock } from '#platform/clock.ts';
import { createTokenVerifier } from '#platform/http/access-token.ts';
import { createLog } from '#platform/log.ts';
import { createAuthorizer } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createAuthorizer({
  log: createLog(),
  verify: createTokenVerifier({
    issuerUrl: environment.ISSUER_URL,
    clientId: environment.CLIENT_ID,
    scope: environment.TOKEN_SCOPE,
    clock: systemClock,
  }),
});
