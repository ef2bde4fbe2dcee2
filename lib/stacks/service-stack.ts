import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { routes } from '#contract/routes.ts';
import type { AlarmDefinition } from '../constructs/alarm-definition.ts';
import type { ApiEntrance } from '../constructs/api-entrance.ts';
import { ApiFunctions } from '../constructs/api-functions.ts';
import { BackgroundJobs } from '../constructs/background-jobs.ts';
import type { Foundation } from '../constructs/contacta-function.ts';
import type { FilesBucket } from '../constructs/files-bucket.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { LiveUpdates } from '../constructs/live-updates.ts';
import { QueueWorkers } from '../constructs/queue-workers.ts';
import { SendWorkQueues } from '../constructs/send-work-queues.ts';
import { apiScope, type UserDirectory } from '../constructs/user-directory.ts';
import type { MessagingStack } from './messaging-stack.ts';

export interface ServiceStackProps extends StackProps {
  readonly foundation: Foundation;
  readonly files: FilesBucket;
  readonly directory: UserDirectory;
  readonly messaging: MessagingStack;
  readonly entrance: ApiEntrance;
  /** Origin of the console, for links in e-mails. */
  readonly consoleUrl: string;
}

/** The service itself: API, queue workers, schedules, projections and live updates. */
export class ServiceStack extends Stack {
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { foundation, files, directory, messaging, entrance, consoleUrl } = props;
    const { email, sms, whatsapp, inbound, inboundMail } = messaging;

    const sendQueues = new SendWorkQueues(this, 'Send');
    const workers = new QueueWorkers(this, 'Workers', {
      foundation,
      directory,
      files,
      email,
      sms,
      whatsapp,
      inbound,
      inboundMail,
      sendQueues,
      consoleUrl,
    });
    const { exportsQueue, importsQueue, privacyQueue, alertsQueue, companyQueue } = workers;
    const apiFunctions = new ApiFunctions(this, 'ApiFunctions', {
      foundation,
      directory,
      files,
      email,
      sms,
      whatsapp,
      sendQueues,
      exportsQueue,
      importsQueue,
      privacyQueue,
      alertsQueue,
      companyQueue,
    });
    const jobs = new BackgroundJobs(this, 'Jobs', {
      foundation,
      directory,
      email,
      sms,
      whatsapp,
      files,
      sendQueues,
      exportsQueue,
      importsQueue,
      privacyQueue,
      alertsQueue,
      companyQueue,
    });
    new HttpApi(this, 'HttpApi', {
      entrance,
      routes,
      functions: apiFunctions.byResource,
      fallback: apiFunctions.byResource.service,
      issuerUrl: directory.pool.userPoolProviderUrl,
      audience: [directory.consoleClient.userPoolClientId],
      scope: apiScope,
    });
    const live = new LiveUpdates(this, 'LiveUpdates', {
      foundation,
      entrance,
      issuerUrl: directory.pool.userPoolProviderUrl,
      clientId: directory.consoleClient.userPoolClientId,
      scope: apiScope,
    });
    const functions = [...apiFunctions.all, ...workers.functions, ...jobs.functions, ...live.functions];
    const queues = [...sendQueues.all, ...workers.queues];
    this.alarms = [
      ...jobs.alarms,
      ...live.alarms,
      ...queues.flatMap((queue) => queue.alarms),
      ...functions.flatMap((each) => each.alarms),
    ];

    new CfnOutput(this, 'ApiUrl', { value: entrance.api.apiEndpoint });
    new CfnOutput(this, 'SocketUrl', { value: live.url });
  }
}
