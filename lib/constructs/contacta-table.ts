import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type IndexName, timeToLiveAttribute } from '#platform/table/indexes.ts';
import type { StageConfig } from '../config.ts';
import { projectedIndexes } from '../index-projections.ts';

/**
 * What a function may be allowed on the table. `Scan` is for migrations and the worker of whole companies alone. Transactions need no action of
 * their own: IAM checks each of their parts.
 */
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem'
  | 'BatchWriteItem';

export interface TableAccess {
  readonly actions: readonly TableAction[];
  /** Indexes that may be queried; those of due work and provider ids cross companies. */
  readonly indexes?: readonly IndexName[];
  /** Updates of the counters of what companies use, and of nothing else. */
  readonly counts?: boolean;
}

/** The one table: keys, indexes, stream and expiry as the table kernel expects them. */
export class ContactaTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute,
      deletionProtection: config.protectData,
      removalPolicy: config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const index of projectedIndexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
        sortKey: { name: index.sortKey, type: AttributeType.STRING },
        ...(index.projection === 'keys'
          ? { projectionType: ProjectionType.KEYS_ONLY }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.projection] }),
      });
    }
  }

  /** ARN of the change stream, with old and new images. */
  get streamArn(): string {
    const arn = this.table.tableStreamArn;
    if (arn === undefined) {
      throw new Error(`${this.node.path} has no stream: set \`stream\` where the table is made.`);
    }
    return arn;
  }

  /** Allows exactly these actions on the table, and `Query` on the listed indexes. */
  grant(grantee: IGrantable, access: TableAccess): void {
    const allow = (actions: readonly TableAction[], resources: string[]) =>
      grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources }),
      );
    allow(access.actions, [this.table.tableArn]);
    if (access.counts) {
      grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({
          actions: ['dynamodb:UpdateItem'],
          resources: [this.table.tableArn],
          conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#*#USE#*'] } },
        }),
      );
    }
    const indexes = access.indexes ?? [];
    if (indexes.length > 0) {
      allow(
        ['Query'],
        indexes.map((name) => `${this.table.tableArn}/index/${name}`),
      );
    }
  }
}
