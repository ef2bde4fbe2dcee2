/** Every hour: asks the providers for the state of the companies' accounts (E25–E27). */
import { openTable } from '#platform/aws.ts';
import { createLog } from '#platform/log.ts';
import { createAskProvider } from '#shared/messaging/channels/account-standing.ts';
import { Environment } from './env.ts';
import { createAccountStates } from './run.ts';

const environment = Environment.parse(process.env);
const log = createLog();

export const handler = createAccountStates({
  table: openTable(environment.TABLE_NAME),
  askProvider: createAskProvider(log),
  log,
});
