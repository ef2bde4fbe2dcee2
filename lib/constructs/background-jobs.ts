import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { Environment as HoldSending } from '../../functions/operations/hold-sending/env.ts';
import { Environment as Migrate } from '../../functions/operations/migrate/env.ts';
import { Environment as ProvisionCompany } from '../../functions/operations/provision-company/env.ts';
import { Environment as RebuildProjections } from '../../functions/operations/rebuild-projections/env.ts';
import { Environment as AccountStates } from '../../functions/schedules/account-states/env.ts';
import { Environment as DueWork } from '../../functions/schedules/due-work/env.ts';
import { Environment as Integrity } from '../../functions/schedules/integrity/env.ts';
import { Environment as NightRun } from '../../functions/schedules/night-run/env.ts';
import { Environment as TemplateSync } from '../../functions/schedules/template-sync/env.ts';
import { Environment as UserStates } from '../../functions/schedules/user-states/env.ts';
import { Environment as Projections } from '../../functions/streams/projections/env.ts';
import {
  customersIndex,
  dueIndex,
  listIndexes,
  openDebtsIndex,
  providerIdIndex,
  read,
  senderIndex,
  write,
} from '../table-access.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { ContactaFunction, type Foundation } from './contacta-function.ts';
import type { FilesBucket } from './files-bucket.ts';
import { JobSchedule } from './job-schedule.ts';
import type { WhatsAppConfiguration } from './phone-messaging.ts';
import { type ProviderResources, providerSettings } from './provider-resources.ts';
import type { SendWorkQueues } from './send-work-queues.ts';
import { StreamWorker } from './stream-worker.ts';
import type { UserDirectory } from './user-directory.ts';
import type { WorkQueue } from './work-queue.ts';

/** Timeout and memory (MB) of the nightly check: the bench runs it with them over a whole portfolio. */
export const integrityMinutes = 14;
export const integrityMemory = 1_024;

export interface BackgroundJobsProps {
  readonly foundation: Foundation;
  readonly directory: UserDirectory;
  readonly email: ProviderResources;
  readonly sms: ProviderResources;
  readonly whatsapp: WhatsAppConfiguration;
  readonly sendQueues: SendWorkQueues;
  readonly exportsQueue: WorkQueue;
  readonly files: FilesBucket;
  readonly importsQueue: WorkQueue;
  readonly privacyQueue: WorkQueue;
  readonly alertsQueue: WorkQueue;
  readonly companyQueue: WorkQueue;
}

/** What nobody calls: schedules, the table's stream, and the commands of operators. */
export class BackgroundJobs extends Construct {
  readonly functions: readonly ContactaFunction[];
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, props: BackgroundJobsProps) {
    super(scope, id);
    const {
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
    } = props;
    const { config } = foundation;

    const dueWork = new ContactaFunction(this, 'DueWork', {
      foundation,
      name: 'schedules-due-work',
      description: 'Does what has become due: scheduled sends, retries, expired leases, parked events, pauses',
      schema: DueWork,
      environment: {
        ...sendQueues.environment,
        EXPORTS_QUEUE_URL: exportsQueue.url,
        FILES_BUCKET_NAME: files.bucket.bucketName,
        IMPORTS_QUEUE_URL: importsQueue.url,
        PRIVACY_QUEUE_URL: privacyQueue.url,
        ALERTS_QUEUE_URL: alertsQueue.url,
        COMPANY_QUEUE_URL: companyQueue.url,
      },
      // Parked events: the message by its provider id, and what waits of a sender whose number an event tells.
      tableAccess: { actions: [...read, ...write], indexes: [dueIndex, providerIdIndex, senderIndex] },
      timeout: Duration.seconds(55),
      memory: 512,
    });
    // Deleted conversations lose their attachments.
    files.grantDelete(dueWork, 'attachments');
    files.grantDelete(dueWork, 'html');
    sendQueues.grantSend(dueWork);
    exportsQueue.grantSend(dueWork);
    importsQueue.grantSend(dueWork);
    privacyQueue.grantSend(dueWork);
    alertsQueue.grantSend(dueWork);
    companyQueue.grantSend(dueWork);
    const nightRun = new ContactaFunction(this, 'NightRun', {
      foundation,
      name: 'schedules-night-run',
      description:
        'For companies whose local time is past 03:00: requests the report of yesterday, counts the balances, removes what has ended',
      schema: NightRun,
      environment: { EXPORTS_QUEUE_URL: exportsQueue.url, PRIVACY_QUEUE_URL: privacyQueue.url },
      tableAccess: { actions: [...read, ...write], indexes: [openDebtsIndex] },
      timeout: Duration.minutes(10),
      memory: 512,
    });
    exportsQueue.grantSend(nightRun);
    privacyQueue.grantSend(nightRun);
    const accountStates = new ContactaFunction(this, 'AccountStates', {
      foundation,
      name: 'schedules-account-states',
      description: 'Asks the providers for the state of the accounts that the companies send from',
      schema: AccountStates,
      environment: providerSettings({ email, sms, whatsapp }),
      tableAccess: { actions: [...read, ...write] },
      timeout: Duration.minutes(5),
      memory: 512,
    });
    for (const provider of [email, sms, whatsapp]) provider.grantInspect(accountStates);
    const userStates = new ContactaFunction(this, 'UserStates', {
      foundation,
      name: 'schedules-user-states',
      description: 'Refuses users whom somebody disabled or deleted at the user pool itself',
      schema: UserStates,
      environment: {
        USER_POOL_ID: directory.pool.userPoolId,
        USER_LOOKS: String(foundation.config.userLooksPerMinute),
      },
      tableAccess: { actions: ['GetItem', 'Query', 'PutItem'] },
      // A run lasts the minute in which it looks several times.
      timeout: Duration.seconds(90),
      memory: 256,
    });
    directory.grantReadUsers(userStates);
    const templateSync = new ContactaFunction(this, 'TemplateSync', {
      foundation,
      name: 'schedules-template-sync',
      description: "Takes over Meta's state and reason of WhatsApp templates, and submits what waits",
      schema: TemplateSync,
      environment: {},
      tableAccess: { actions: ['GetItem', 'Query', 'PutItem'] },
      timeout: Duration.minutes(10),
      memory: 512,
    });
    whatsapp.grantTemplates(templateSync);
    const integrity = new ContactaFunction(this, 'Integrity', {
      foundation,
      name: 'schedules-integrity',
      description: 'Checks by night that copies equal their base and nothing is stuck, and repairs what is derived',
      schema: Integrity,
      environment: {},
      // The second index lists the customers of a company, the due index what is stuck.
      tableAccess: { actions: [...read, ...write, 'BatchWriteItem'], indexes: [customersIndex, dueIndex] },
      timeout: Duration.minutes(integrityMinutes),
      memory: integrityMemory,
    });
    const projections = new ContactaFunction(this, 'Projections', {
      foundation,
      name: 'streams-projections',
      description: 'Keeps lists, markers and search entries in step with the table',
      schema: Projections,
      environment: {},
      tableAccess: { actions: [...read, ...write, 'BatchWriteItem'] },
      timeout: Duration.seconds(60),
      memory: 512,
    });
    const operations = [
      new ContactaFunction(this, 'HoldSending', {
        foundation,
        name: 'operations-hold-sending',
        description: 'Operator: stops all sending of the deployment, or lets it go on',
        schema: HoldSending,
        environment: {},
        tableAccess: { actions: ['GetItem', 'PutItem'] },
        timeout: Duration.seconds(30),
        memory: 256,
      }),
      new ContactaFunction(this, 'Migrate', {
        foundation,
        name: 'operations-migrate',
        description: 'Operator: brings what is stored into the form of this release, after a deployment',
        schema: Migrate,
        environment: {},
        tableAccess: { actions: [...read, 'Scan', ...write, 'BatchWriteItem'], indexes: listIndexes },
        timeout: Duration.minutes(15),
        memory: 1024,
      }),
      new ContactaFunction(this, 'ProvisionCompany', {
        foundation,
        name: 'operations-provision-company',
        description: 'Operator: creates a company or brings its settings up to date',
        schema: ProvisionCompany,
        environment: { INBOUND_DOMAIN: config.inboundDomain },
        tableAccess: { actions: [...read, ...write] },
        timeout: Duration.minutes(1),
        memory: 512,
      }),
      new ContactaFunction(this, 'RebuildProjections', {
        foundation,
        name: 'operations-rebuild-projections',
        description: 'Operator: makes the lists of a company anew from its base items',
        schema: RebuildProjections,
        environment: {},
        tableAccess: { actions: [...read, ...write, 'BatchWriteItem'], indexes: listIndexes },
        timeout: Duration.minutes(15),
        memory: 1024,
      }),
    ];

    const group = new ScheduleGroup(this, 'Schedules', {
      scheduleGroupName: `contacta-${config.stage}`,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const schedules = [
      new JobSchedule(this, 'DueWorkSchedule', { group, job: dueWork, every: Duration.minutes(1) }),
      new JobSchedule(this, 'UserStatesSchedule', { group, job: userStates, every: Duration.minutes(1) }),
      new JobSchedule(this, 'AccountStatesSchedule', { group, job: accountStates, every: Duration.hours(1) }),
      new JobSchedule(this, 'TemplateSyncSchedule', { group, job: templateSync, every: Duration.hours(1) }),
      new JobSchedule(this, 'IntegritySchedule', { group, job: integrity, every: Duration.minutes(15) }),
      new JobSchedule(this, 'NightRunSchedule', { group, job: nightRun, every: Duration.minutes(15) }),
    ];
    const stream = new StreamWorker(this, 'ProjectionStream', {
      table: foundation.table,
      worker: projections,
      holds: 'Changes that no projection took',
      // Customers, messages, and addresses with their owners only: the function is not to be woken by the rows that it
      // writes itself.
      filters: [
        FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.isEqual('HEAD') } } } }),
        FilterCriteria.filter({ dynamodb: { NewImage: { type: { S: FilterRule.isEqual('message') } } } }),
        FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.isEqual('STATE') } } } }),
        FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('OWN#') } } } }),
        // One that is gone.
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('REMOVE'),
          dynamodb: { OldImage: { type: { S: FilterRule.isEqual('message') } } },
        }),
      ],
      startingPosition: StartingPosition.TRIM_HORIZON,
      // Lists follow within a second; the wait lets changes of one customer be coalesced.
      window: Duration.seconds(1),
      late: {
        after: Duration.minutes(5),
        description: 'Lists lag behind the table by more than 5 minutes: read the log of streams-projections.',
      },
    });

    this.functions = [
      dueWork,
      nightRun,
      accountStates,
      userStates,
      templateSync,
      integrity,
      projections,
      ...operations,
    ];
    this.alarms = [...schedules.flatMap((schedule) => schedule.alarms), ...stream.alarms];
  }
}
