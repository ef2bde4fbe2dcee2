/**
 * What a deployment must know of the stacks that are there before it begins, run by scripts/deploy.ts:
 *
 * - A stack whose first creation failed must be deleted before it is created again, which its own termination protection
 *   refuses: the CDK sets it before it creates. The protection of such stacks, which were never in use, is taken off.
 * - An export that the deployed stacks still use neither goes nor changes. CloudFormation would find that out after it has
 *   updated the stacks before.
 *
 *     node scripts/prepare-stacks.ts --assembly cdk.out/prod
 *
 * Repeating it is harmless. @returns exit code 1 with what CloudFormation would refuse
 */
import { parseArgs } from 'node:util';
import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import {
  blockedRepetitions,
  type DeployedStack,
  exportsInUse,
  type StackToCreate,
} from '../lib/creation/creation-rules.ts';
import { stacksOf } from '../lib/creation/stacks-of.ts';

const { values } = parseArgs({ options: { assembly: { type: 'string' } } });
if (values.assembly === undefined) throw new Error('Name the folder of the synthesized stacks: --assembly FOLDER');
const next = stacksOf(new CloudAssembly(values.assembly));
const client = new CloudFormationClient({});

const present: DeployedStack[] = [];

/** The stack as it is in the account; undefined when there is none. */
const describe = async (name: string): Promise<DeployedStack | undefined> => {
  try {
    const { Stacks: found = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = found;
    if (stack === undefined) return undefined;
    return { name, status: stack.StackStatus ?? '', isProtected: stack.EnableTerminationProtection === true };
  } catch (error) {
    // CloudFormation has no code of its own for a stack that is not there.
    const isAbsent = error instanceof CloudFormationServiceException && / does not exist$/.test(error.message);
    if (isAbsent) return undefined;
    throw error;
  }
};

const deployed = async (name: string): Promise<StackToCreate> => {
  const { TemplateBody: body } = await client.send(
    new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }),
  );
  const template: unknown = JSON.parse(body ?? '{}');
  return { name, stage: '', after: [], template };
};
for (const { name } of next) {
  const stack = await describe(name);
  if (stack !== undefined) present.push(stack);
}
for (const name of blockedRepetitions(present)) {
  await client.send(new UpdateTerminationProtectionCommand({ StackName: name, EnableTerminationProtection: false }));
  console.log(`${name}: its creation failed; it is no longer protected, so that it can be made again`);
}
const faults = exportsInUse(await Promise.all(present.map(({ name }) => deployed(name))), next);
for (const { rule, stack, resource, advice } of faults) console.error(`${rule}: ${stack}/${resource}: ${advice}`);
process.exitCode = faults.length === 0 ? 0 : 1;
