import { CfnReceiptRule, CfnReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { receiptRuleSetName } from '../names.ts';
import type { EventTopic } from './event-topic.ts';
import type { FilesBucket } from './files-bucket.ts';

/**
 * What SES does with mail to the stage's inbound domain: into the bucket, and a receipt with its verdicts to the topic.
 * The set must be the account's active one, which CloudFormation cannot say: scripts/apply-email-settings.ts does.
 */
export class MailReceipt extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly config: StageConfig; readonly files: FilesBucket; readonly inbound: EventTopic },
  ) {
    super(scope, id);
    const { config, files, inbound } = props;
    const set = new CfnReceiptRuleSet(this, 'Set', { ruleSetName: receiptRuleSetName(config) });
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName: set.ref,
      rule: {
        name: 'customers-mail',
        enabled: true,
        recipients: [config.inboundDomain],
        // Spam and viruses are told in the receipt, not refused: a person may have to see what somebody wrote.
        scanEnabled: true,
        tlsPolicy: 'Optional',
        actions: [
          {
            s3Action: {
              bucketName: files.bucket.bucketName,
              objectKeyPrefix: 'mail/',
              topicArn: inbound.topic.topicArn,
            },
          },
        ],
      },
    });
    // SES tries both when the rule is made.
    rule.node.addDependency(inbound);
  }
}
