import type { App } from 'aws-cdk-lib';
import type { StageConfig } from './config.ts';
import type { Foundation } from './constructs/contacta-function.ts';
import { metricAlarms } from './constructs/metric-alarms.ts';
import { AccountStack } from './stacks/account-stack.ts';
import { ConsoleStack } from './stacks/console-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { MessagingStack } from './stacks/messaging-stack.ts';
import { OperationsStack } from './stacks/operations-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';

/**
 * Adds the stacks of a stage to an app.
 *
 * @param bundles folder with the built functions (`dist/functions`)
 */
export const addContacta = (app: App, config: StageConfig, bundles: string) => {
  const env = {
    ...(config.account === undefined ? {} : { account: config.account }),
    ...(config.region === undefined ? {} : { region: config.region }),
  };
  const name = (stack: string) => ({
    env,
    stackName: `contacta-${config.stage}-${stack}`,
    terminationProtection: config.protectData,
    tags: { application: 'contacta', stage: config.stage },
  });
  const account = new AccountStack(app, 'Account', {
    env,
    stackName: 'contacta-account',
    tags: { application: 'contacta' },
  });
  const data = new DataStack(app, 'Data', { ...name('data'), config });
  const { table, addressKey, cursorKey, replyKey, files } = data;
  const foundation: Foundation = { config, table, addressKey, cursorKey, replyKey, bundles };

  const console = new ConsoleStack(app, 'Console', { ...name('console'), config, files });
  const identity = new IdentityStack(app, 'Identity', {
    ...name('identity'),
    foundation,
    consoleUrl: console.site.url,
  });
  const messaging = new MessagingStack(app, 'Messaging', { ...name('messaging'), config, files });
  const service = new ServiceStack(app, 'Service', {
    ...name('service'),
    foundation,
    files,
    directory: identity.directory,
    messaging,
    entrance: console.entrance,
    consoleUrl: console.site.url,
  });
  service.addStackDependency(account, 'API Gateway refuses a WebSocket access log without the role of the account.');
  const operations = new OperationsStack(app, 'Operations', {
    ...name('operations'),
    config,
    alarms: [...console.entrance.alarms, ...service.alarms, ...identity.preToken.alarms, ...metricAlarms(config.stage)],
  });
  return { account, data, console, identity, messaging, service, operations };
};
