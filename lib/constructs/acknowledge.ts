import { Stack, Validations } from 'aws-cdk-lib';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

/**
 * Accepts a finding of cdk-nag on a construct and what lies below it. The reason is for the reader of the template:
 * why the rule does not apply, or what is done instead.
 */
export const acknowledge = (construct: IConstruct, findings: Readonly<Record<string, string>>): void => {
  Validations.of(construct).acknowledge(...Object.entries(findings).map(([id, reason]) => ({ id, reason })));
};

/**
 * Accepts wildcards in the resources of an IAM statement; resources without one need no acceptance. An ARN of another
 * stack must come from `Stack.exportValue`, or the finding's name is not known yet.
 */
export const acknowledgeWildcards = (construct: IConstruct, resources: readonly string[], reason: string): void => {
  for (const resource of resources) {
    const name = flattenCfnReference(Stack.of(construct).resolve(resource));
    if (name.includes('*')) {
      acknowledge(construct, { [`AwsSolutions-IAM5[Resource::${name}]`]: reason });
    }
  }
};
