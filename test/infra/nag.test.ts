import { App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

describe('cdk-nag', { timeout: 60_000 }, () => {
  it.each(['dev', 'prod'] as const)('finds nothing in %s that is not accepted with a reason', (stage) => {
    const { app } = synthesize(stage);
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });

  it('has a reason of at least a sentence for whatever is accepted', () => {
    const { app } = synthesize('dev');
    const reasons = app.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<unknown>(data));
    expect(reasons.length).toBeGreaterThan(10);
    for (const [rule, reason] of reasons) {
      expect(String(reason).length, rule).toBeGreaterThan(25);
    }
  });

  it('would find an open queue', () => {
    const app = new App();
    new Queue(new Stack(app, 'Stack'), 'Open');
    expect(new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName)).toContain(
      'AwsSolutions-SQS4',
    );
  });
});
