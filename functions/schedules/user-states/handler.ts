/** Every minute: whom the user pool has disabled or deleted, the directory refuses (B7, ADR 46). */

import { setTimeout as wait } from 'node:timers/promises';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { openTable } from '#platform/aws.ts';
import { createLog } from '#platform/log.ts';
import { quietClient } from '#platform/quiet-client.ts';
import { createUserPool } from '#shared/companies/identity-provider.ts';
import { createUserStates } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createUserStates({
  table: openTable(environment.TABLE_NAME),
  pool: createUserPool(quietClient(new CognitoIdentityProviderClient({})), environment.USER_POOL_ID),
  looks: environment.USER_LOOKS,
  wait,
  log: createLog(),
});
