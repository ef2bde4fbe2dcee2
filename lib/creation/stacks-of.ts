import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { StageConfig } from '../config.ts';
import type { CreationContext, StackToCreate } from './creation-rules.ts';

/** The stacks of a synthesized stage, as CloudFormation will get them. */
export const stacksOf = ({ stacks }: CloudAssembly, stage = ''): readonly StackToCreate[] =>
  stacks.map((stack) => ({
    name: stack.stackName,
    stage,
    after: stack.dependencies.flatMap(({ id }) => stacks.find((other) => other.id === id)?.stackName ?? []),
    template: stack.template,
  }));

/** What the configuration of these stages says of their names and of the account. */
export const contextOf = (stages: readonly StageConfig[]): CreationContext => ({
  chosenNames: new Set(stages.flatMap(({ loginDomainPrefix }) => loginDomainPrefix ?? [])),
  accountConcurrency: new Map(stages.map(({ stage, accountConcurrency }) => [stage, accountConcurrency])),
});
