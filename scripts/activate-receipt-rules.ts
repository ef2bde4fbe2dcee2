/**
 * Makes the stage's receipt rules the account's active ones, which CloudFormation cannot: without that SES receives
 * nothing for the inbound domain. An account and region has one active set; that of somebody else is left alone, and
 * this ends with what to do. Repeating it is harmless.
 *
 *     node scripts/activate-receipt-rules.ts --config deployment.json --stage prod
 */
import { parseArgs } from 'node:util';
import { DescribeActiveReceiptRuleSetCommand, SESClient, SetActiveReceiptRuleSetCommand } from '@aws-sdk/client-ses';
import { configFile, stageConfig } from '../lib/config.ts';
import { receiptRuleSetName } from '../lib/names.ts';

const { values } = parseArgs({
  options: { stage: { type: 'string' }, config: { type: 'string' }, replace: { type: 'boolean', default: false } },
});
const config = stageConfig(values.stage, configFile(values.config));
const ours = receiptRuleSetName(config);
const ses = new SESClient({});

const { Metadata: active } = await ses.send(new DescribeActiveReceiptRuleSetCommand({}));
if (active?.Name === ours) {
  console.log(`${ours}: active, receives for ${config.inboundDomain}`);
} else if (active?.Name !== undefined && !values.replace) {
  console.error(
    `The account's active receipt rules are "${active.Name}", so no mail for ${config.inboundDomain} comes in.\n` +
      `Use another region or account for this stage, or replace them:\n` +
      `    node scripts/activate-receipt-rules.ts --stage ${config.stage} --replace`,
  );
  process.exitCode = 1;
} else {
  await ses.send(new SetActiveReceiptRuleSetCommand({ RuleSetName: ours }));
  console.log(`${ours}: made active, receives for ${config.inboundDomain}`);
}
