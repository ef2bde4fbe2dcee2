/**
 * What CloudFormation refuses when stacks are created in an empty account, or created again after a rollback, told from
 * their templates alone. Pure. cdk-nag judges how safe a resource is; nothing there asks whether it can come to be.
 */
import * as z from 'zod';
import { namedTypes, unnamedTypes } from './resource-names.ts';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
});

const Template = z.looseObject({
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});

/** A stack of a synthesized stage. */
export interface StackToCreate {
  readonly name: string;
  readonly stage: string;
  /** Names of the stacks that are deployed before it. */
  readonly after: readonly string[];
  /** As it lies in the cloud assembly. */
  readonly template: unknown;
}

export interface CreationContext {
  /** Names unique in the world that the deployment's configuration gives; any other is one of the source's. */
  readonly chosenNames: ReadonlySet<string>;
  /** Concurrent executions of the account that a stage is created in, by stage. */
  readonly accountConcurrency: ReadonlyMap<string, number>;
}

export type CreationRule =
  | 'account-role'
  | 'retained-name'
  | 'protected-from-rollback'
  | 'name-in-world'
  | 'name-of-stage'
  | 'name-twice'
  | 'unknown-type'
  | 'export'
  | 'export-in-use'
  | 'concurrency'
  | 'template-limit';

/** What CloudFormation would refuse: where, and what to do. */
export interface CreationFault {
  readonly rule: CreationRule;
  readonly stack: string;
  readonly resource: string;
  readonly advice: string;
}

type Resource = z.infer<typeof Resource>;

interface Stack extends Omit<StackToCreate, 'template'> {
  readonly template: z.infer<typeof Template>;
}

const Reference = z.object({ Ref: z.string() });
const Import = z.object({ 'Fn::ImportValue': z.unknown() });
const text = (value: unknown): string => JSON.stringify(value);
const read = (stack: StackToCreate): Stack => ({ ...stack, template: Template.parse(stack.template) });
const resourcesOf = (stack: Stack) => Object.entries(stack.template.Resources);
const allResources = (stacks: readonly Stack[]) =>
  stacks.flatMap((stack) => resourcesOf(stack).map(([id, resource]) => ({ stack, id, resource })));

/** Every fault of the stages' stacks; stages that may share an account are given together. */
export const creationFaults = (given: readonly StackToCreate[], context: CreationContext): readonly CreationFault[] => {
  const stacks = given.map(read);
  return [
    ...accountRole(stacks),
    ...rollbacks(stacks),
    ...names(stacks, context),
    ...exports(stacks),
    ...concurrency(stacks, context),
    ...limits(stacks),
  ];
};

/**
 * "CloudWatch Logs role ARN must be set in account settings to enable logging": of WebSocket and REST stages that log.
 * HTTP APIs log by the log group's own policy. (API Gateway developer guide, "Configure logging for WebSocket APIs".)
 */
const accountRole = (stacks: readonly Stack[]): readonly CreationFault[] => {
  const setting = (stack: Stack) =>
    resourcesOf(stack).find(
      ([, { Type, Properties }]) => Type === 'AWS::ApiGateway::Account' && Properties.CloudWatchRoleArn !== undefined,
    )?.[0];
  return allResources(stacks).flatMap(({ stack, id, resource }) => {
    const logs =
      (resource.Type === 'AWS::ApiGatewayV2::Stage' &&
        resource.Properties.AccessLogSettings !== undefined &&
        protocol(resource.Properties.ApiId, stack, stacks) !== 'HTTP') ||
      (resource.Type === 'AWS::ApiGateway::Stage' && resource.Properties.AccessLogSetting !== undefined);
    if (!logs) return [];
    const own = setting(stack);
    const dependsOn = [resource.DependsOn ?? []].flat();
    const isSet =
      (own !== undefined && dependsOn.includes(own)) ||
      stacks.some((other) => stack.after.includes(other.name) && setting(other) !== undefined);
    return isSet
      ? []
      : [
          {
            rule: 'account-role' as const,
            stack: stack.name,
            resource: id,
            advice:
              'Its access log needs AWS::ApiGateway::Account with CloudWatchRoleArn in a stack that is deployed before it.',
          },
        ];
  });
};

/** Protocol of the API that a stage belongs to, through the export of another stack too; undefined when it is not found. */
const protocol = (apiId: unknown, stack: Stack, stacks: readonly Stack[]): unknown => {
  const local = Reference.safeParse(apiId);
  if (local.success) return stack.template.Resources[local.data.Ref]?.Properties.ProtocolType;
  const imported = Import.safeParse(apiId);
  if (!imported.success) return undefined;
  const name = text(imported.data['Fn::ImportValue']);
  for (const other of stacks) {
    const found = Object.values(other.template.Outputs).find((output) => text(output.Export?.Name) === name);
    if (found !== undefined) return protocol(found.Value, other, stacks);
  }
  return undefined;
};

/** What a rollback of the first creation leaves behind, and what it cannot take away. */
const rollbacks = (stacks: readonly Stack[]): readonly CreationFault[] =>
  allResources(stacks).flatMap(({ stack, id, resource }) => {
    const faults: CreationFault[] = [];
    // Only RetainExceptOnCreate deletes on a rolled back creation (CloudFormation, "DeletionPolicy attribute").
    const stays = ['Retain', 'Snapshot'].includes(resource.DeletionPolicy ?? '');
    const isProtected =
      resource.Properties.DeletionProtectionEnabled === true || resource.Properties.DeletionProtection === 'ACTIVE';
    if (stays && nameOf(resource) !== undefined) {
      faults.push({
        rule: 'retained-name',
        stack: stack.name,
        resource: id,
        advice: `It outlives a rolled back creation and holds the name ${text(nameOf(resource))}: DeletionPolicy RetainExceptOnCreate, or no name.`,
      });
    }
    if (isProtected && !stays) {
      faults.push({
        rule: 'protected-from-rollback',
        stack: stack.name,
        resource: id,
        advice:
          'A rollback would try to delete it, which its protection refuses, and the stack is stuck: DeletionPolicy Retain.',
      });
    }
    return faults;
  });

const nameOf = ({ Type, Properties }: Resource): unknown =>
  namedTypes[Type]?.path.reduce<unknown>(
    (value, key) => z.record(z.string(), z.unknown()).safeParse(value).data?.[key],
    Properties,
  );

/** Names that somebody else may have, and names that two of our own stages or regions would want. */
const names = (stacks: readonly Stack[], { chosenNames }: CreationContext): readonly CreationFault[] => {
  const owners = new Map<string, { readonly stage: string; readonly stack: string; readonly resource: string }>();
  return allResources(stacks).flatMap(({ stack, id, resource }): CreationFault[] => {
    const at = { stack: stack.name, resource: id };
    const type = namedTypes[resource.Type];
    if (type === undefined) {
      return unnamedTypes.has(resource.Type)
        ? []
        : [{ rule: 'unknown-type', ...at, advice: `Say in resource-names.ts how a ${resource.Type} is named.` }];
    }
    const name = nameOf(resource);
    if (name === undefined) return [];
    const written = text(name);
    const faults: CreationFault[] = [];
    const isChosen = typeof name === 'string' && chosenNames.has(name);
    if (type.scope === 'world' && !isChosen && !written.includes('AWS::AccountId')) {
      faults.push({
        rule: 'name-in-world',
        ...at,
        advice: `Somebody else may have ${written}: take it from the configuration, let AWS name it, or put the account's number into it.`,
      });
    }
    // A stage with a region of its own has the region's name where the others have the pseudo parameter.
    if (type.scope === 'account' && !/AWS::Region|[a-z]{2}(-[a-z]+)+-\d/.test(written)) {
      faults.push({
        rule: 'name-of-stage',
        ...at,
        advice: `All regions of an account share the names of a ${resource.Type}: put the region into ${written}.`,
      });
    }
    const key = `${resource.Type} ${written}`;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, { stage: stack.stage, ...at });
    // A stack of the same name is one stack: what all stages of an account share.
    else if (owner.stack !== stack.name || owner.resource !== id) {
      faults.push({
        rule: owner.stage === stack.stage ? 'name-twice' : 'name-of-stage',
        ...at,
        advice: `${owner.stack}/${owner.resource} has the name ${written} too: put the stage into it.`,
      });
    }
    return faults;
  });
};

const importsOf = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const found = Import.safeParse(value);
  return found.success ? [text(found.data['Fn::ImportValue'])] : Object.values(value).flatMap(importsOf);
};

/** An import needs an export of a stack that is deployed before, and an export's name is one in the region. */
const exports = (stacks: readonly Stack[]): readonly CreationFault[] => {
  const faults: CreationFault[] = [];
  const exporters = new Map<string, string>();
  for (const stack of stacks) {
    for (const [output, { Export: exported }] of Object.entries(stack.template.Outputs)) {
      if (exported === undefined) continue;
      const name = text(exported.Name);
      const other = exporters.get(name);
      if (other !== undefined && other !== stack.name) {
        const advice = `${other} exports ${name} too: put the stack's name into it.`;
        faults.push({ rule: 'export', stack: stack.name, resource: output, advice });
      }
      exporters.set(name, stack.name);
    }
  }
  for (const stack of stacks) {
    for (const name of new Set(importsOf(stack.template))) {
      const exporter = exporters.get(name);
      if (exporter !== undefined && stack.after.includes(exporter)) continue;
      const advice =
        exporter === undefined
          ? `No stack exports ${name}.`
          : `${exporter} exports ${name} but is not deployed before it: make the stack depend on it.`;
      faults.push({ rule: 'export', stack: stack.name, resource: 'Fn::ImportValue', advice });
    }
  }
  return faults;
};

/**
 * What an update would be refused: an export that goes or changes while the deployed stacks still import it.
 * CloudFormation updates the exporting stack first, so the importing ones are then as they were. ("Export … cannot be
 * updated as it is in use by …".)
 *
 * @param deployed templates as they are in the account
 */
export const exportsInUse = (
  deployed: readonly StackToCreate[],
  next: readonly StackToCreate[],
): readonly CreationFault[] => {
  const now = deployed.map(read);
  const users = new Map<string, string>();
  for (const stack of now) for (const name of importsOf(stack.template)) users.set(name, stack.name);
  const after = new Map(next.map(read).map((stack) => [stack.name, stack]));
  return now.flatMap((stack) => {
    const update = after.get(stack.name);
    if (update === undefined) return [];
    const kept = Object.values(update.template.Outputs);
    return Object.entries(stack.template.Outputs).flatMap(([output, { Export: exported, Value }]): CreationFault[] => {
      const user = exported === undefined ? undefined : users.get(text(exported.Name));
      const still = kept.find(({ Export: other }) => text(other?.Name) === text(exported?.Name));
      if (user === undefined || text(still?.Value) === text(Value)) return [];
      const advice = `${user} imports it: deploy once with both (\`exportValue\`) and take it away with the next deployment.`;
      return [{ rule: 'export-in-use', stack: stack.name, resource: output, advice }];
    });
  });
};

/** Reserved concurrency must leave 100 to the rest of the account; queues must leave something to it. */
const concurrency = (stacks: readonly Stack[], { accountConcurrency }: CreationContext): readonly CreationFault[] => {
  const Scaling = z.object({ MaximumConcurrency: z.number() });
  return [...new Set(stacks.map(({ stage }) => stage))].flatMap((stage): CreationFault[] => {
    const most = accountConcurrency.get(stage) ?? 0;
    const own = allResources(stacks.filter((stack) => stack.stage === stage));
    const reserved = own
      .map(({ resource }) => resource.Properties.ReservedConcurrentExecutions)
      .reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
    const queues = own
      .filter(({ resource }) => resource.Properties.Enabled !== false)
      .map(({ resource }) => Scaling.safeParse(resource.Properties.ScalingConfig).data?.MaximumConcurrency ?? 0)
      .reduce((sum, count) => sum + count, 0);
    const fault = (advice: string): CreationFault => ({
      rule: 'concurrency',
      stack: stage,
      resource: 'AWS::Lambda::*',
      advice,
    });
    return [
      // Lambda developer guide, "Configuring reserved concurrency".
      ...(reserved > 0 && reserved + 100 > most
        ? [fault(`${reserved} are reserved, and 100 of the account's ${most} must stay unreserved.`)]
        : []),
      ...(queues >= most
        ? [fault(`The queues take ${queues} of the account's ${most}: nothing is left for the API.`)]
        : []),
    ];
  });
};

/** Quotas of a template that cannot be raised (CloudFormation user guide, "Understand CloudFormation quotas"). */
const limits = (stacks: readonly Stack[]): readonly CreationFault[] =>
  stacks.flatMap(({ name, template }) =>
    [
      { what: 'resources', count: Object.keys(template.Resources).length, most: 500 },
      { what: 'outputs', count: Object.keys(template.Outputs).length, most: 200 },
      { what: 'bytes', count: Buffer.byteLength(text(template)), most: 1_000_000 },
    ]
      .filter(({ count, most }) => count > most)
      .map(({ what, count, most }) => ({
        rule: 'template-limit' as const,
        stack: name,
        resource: what,
        advice: `${count} ${what}, CloudFormation takes ${most}: split the stack.`,
      })),
  );

/** State of a stack in the account. */
export interface DeployedStack {
  readonly name: string;
  readonly status: string;
  readonly isProtected: boolean;
}

/**
 * Stacks whose creation failed and that must be deleted before it is repeated, which their own protection refuses: the
 * CDK sets it before it creates (aws-cdk, `updateTerminationProtection`). They hold nothing that was ever in use.
 */
export const blockedRepetitions = (stacks: readonly DeployedStack[]): readonly string[] =>
  stacks
    .filter(({ status, isProtected }) => isProtected && /^(CREATE_FAILED|ROLLBACK_(COMPLETE|FAILED))$/.test(status))
    .map(({ name }) => name);
