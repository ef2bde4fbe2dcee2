/**
 * Sets what CloudFormation cannot: the suppression scope of the SES configuration set, and the SES tenant of each
 * company, with a suppression list of its own (docs/decisions/0012-suppression-scope.md). Repeating it is harmless.
 *
 *     node scripts/apply-email-settings.ts --config deployment.json --stage prod --company acme --company demo
 */
import { parseArgs } from 'node:util';
import {
  AlreadyExistsException,
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  GetTenantCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutTenantSuppressionAttributesCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { configFile, stageConfig } from '../lib/config.ts';
import { emailConfigurationSetName } from '../lib/names.ts';

const suppressedReasons = ['BOUNCE', 'COMPLAINT'] as const;
const ses = new SESv2Client({});

/** Runs a creation; what exists already is as good as created. */
const ensure = async (create: () => Promise<unknown>): Promise<void> => {
  try {
    await create();
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) {
      throw error;
    }
  }
};

/** Makes the company's SES tenant, gives it its own suppression list, and lets it use the configuration set. */
const applyTenant = async (company: string, configurationSet: string): Promise<void> => {
  await ensure(() => ses.send(new CreateTenantCommand({ TenantName: company })));
  await ses.send(
    new PutTenantSuppressionAttributesCommand({
      TenantName: company,
      SuppressionScope: 'TENANT',
      SuppressedReasons: [...suppressedReasons],
    }),
  );
  const { Tenant: tenant } = await ses.send(new GetTenantCommand({ TenantName: company }));
  const prefix = tenant?.TenantArn?.split(':').slice(0, 5).join(':');
  if (prefix === undefined) {
    throw new Error(`SES shows no ARN for tenant ${company}: run this again in a minute.`);
  }
  await ensure(() =>
    ses.send(
      new CreateTenantResourceAssociationCommand({
        TenantName: company,
        ResourceArn: `${prefix}:configuration-set/${configurationSet}`,
      }),
    ),
  );
};

const { values } = parseArgs({
  options: {
    stage: { type: 'string' },
    config: { type: 'string' },
    company: { type: 'string', multiple: true, default: [] },
  },
});
const configurationSet = emailConfigurationSetName(stageConfig(values.stage, configFile(values.config)));
await ses.send(
  new PutConfigurationSetSuppressionOptionsCommand({
    ConfigurationSetName: configurationSet,
    SuppressedReasons: [...suppressedReasons],
    SuppressionScope: 'TENANT',
  }),
);
console.log(`${configurationSet}: suppression scope TENANT`);
for (const company of values.company) {
  await applyTenant(company, configurationSet);
  console.log(`${company}: SES tenant with a suppression list of its own`);
}
