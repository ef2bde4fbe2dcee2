import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, type IPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import * as z from 'zod';
import type { SuppliedVariable } from '../../functions/environment.ts';
import type { StageConfig } from '../config.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { ContactaTable, TableAccess } from './contacta-table.ts';
import type { HmacKey } from './hmac-key.ts';
import { logGroup } from './log-group.ts';
import { metricNamespace } from './metric-alarms.ts';

/** Environment schema of a function: every variable is text before it is parsed. */
export type EnvironmentSchema = z.ZodObject<Readonly<Record<string, z.ZodType<unknown, string>>>>;

/** What all functions of a stage share. */
export interface Foundation {
  readonly config: StageConfig;
  readonly table: ContactaTable;
  readonly addressKey: HmacKey;
  readonly cursorKey: HmacKey;
  readonly replyKey: HmacKey;
  /** Folder with the built functions, one per name: `dist/functions`. */
  readonly bundles: string;
}

export interface ContactaFunctionProps<Schema extends EnvironmentSchema> {
  readonly foundation: Foundation;
  /** Path of the handler below `functions/`, joined by `-`: `api-customers`. */
  readonly name: string;
  readonly description: string;
  /** The schema that the handler parses its environment with. */
  readonly schema: Schema;
  /** The schema's variables, less those that every function gets. */
  readonly environment: Readonly<Omit<z.input<Schema>, SuppliedVariable>>;
  /** Absent for a function that never touches the table. */
  readonly tableAccess?: TableAccess;
  readonly timeout: Duration;
  /** In MB; CPU grows with it. */
  readonly memory: number;
}

/** The one value that the schema allows; of a schema without the variable, none. @throws Error when it allows others */
const nodeOptions = ({ shape }: EnvironmentSchema): string => {
  const { NODE_OPTIONS: options } = shape;
  if (options === undefined) return '';
  if (!(options instanceof z.ZodLiteral)) throw new Error('NODE_OPTIONS of an environment must be one literal.');
  return String(options.value);
};

/** A Lambda function with its own role, log group and environment; it may do nothing that is not granted here. */
export class ContactaFunction<Schema extends EnvironmentSchema = EnvironmentSchema>
  extends Construct
  implements IGrantable
{
  readonly name: string;
  readonly lambda: LambdaFunction;
  readonly timeout: Duration;
  readonly grantPrincipal: IPrincipal;
  readonly alarms: readonly AlarmDefinition[];

  /** @throws Error when the function's bundle is missing from `foundation.bundles`. */
  constructor(scope: Construct, id: string, props: ContactaFunctionProps<Schema>) {
    super(scope, id);
    const { foundation, name } = props;
    const { config } = foundation;
    const bundle = join(foundation.bundles, name);
    if (!existsSync(join(bundle, 'index.mjs'))) {
      throw new Error(`${join(bundle, 'index.mjs')} does not exist: run \`npm run build\` before synthesizing.`);
    }
    const functionName = `contacta-${config.stage}-${name}`;
    const logs = logGroup(this, 'Logs', `/aws/lambda/${functionName}`, config);
    const role = new Role(this, 'Role', {
      description: `Runs ${functionName}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logs.grantWrite(role);
    this.name = name;
    this.timeout = props.timeout;
    this.grantPrincipal = role;
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory,
      timeout: props.timeout,
      tracing: Tracing.ACTIVE,
      logGroup: logs,
      role,
      environment: { ...this.#supplied(foundation, name, props.schema), ...props.environment },
    });
    acknowledgeWildcards(role, ['*'], 'xray:PutTraceSegments and xray:PutTelemetryRecords know no resource.');
    if (props.tableAccess !== undefined) {
      foundation.table.grant(role, props.tableAccess);
    }
    this.alarms = [
      {
        id: `${id}Errors`,
        description: `${functionName} fails: read its log group /aws/lambda/${functionName}.`,
        metric: new Metric({
          namespace: 'AWS/Lambda',
          metricName: 'Errors',
          dimensionsMap: { FunctionName: functionName },
          statistic: Stats.SUM,
          period: Duration.minutes(5),
        }),
        threshold: 1,
        evaluationPeriods: 3,
      },
    ];
  }

  /**
   * Allows further actions, on the resources given and no others.
   *
   * @param wildcardReason why a resource must be a pattern; cdk-nag refuses patterns that come without one
   */
  allow(actions: readonly string[], resources: readonly string[], wildcardReason?: string): void {
    this.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    if (wildcardReason !== undefined) {
      acknowledgeWildcards(this, resources, wildcardReason);
    }
  }

  /** The variables that every function gets, as far as its schema asks for them. */
  #supplied(
    { config, table, addressKey, cursorKey }: Foundation,
    name: string,
    schema: Schema,
  ): Record<string, string> {
    const all: Readonly<Record<SuppliedVariable, string>> = {
      STAGE: config.stage,
      POWERTOOLS_SERVICE_NAME: name,
      POWERTOOLS_METRICS_NAMESPACE: metricNamespace(config.stage),
      LOG_LEVEL: config.logLevel,
      NODE_OPTIONS: nodeOptions(schema),
      TABLE_NAME: table.table.tableName,
      ADDRESS_KEY: addressKey.value,
      CURSOR_KEY: cursorKey.value,
      LIMITS: JSON.stringify(config.limits),
    };
    return Object.fromEntries(Object.entries(all).filter(([variable]) => variable in schema.shape));
  }
}
