import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { ApiEntrance } from '../constructs/api-entrance.ts';
import { ConsoleSite } from '../constructs/console-site.ts';
import type { FilesBucket } from '../constructs/files-bucket.ts';

export interface ConsoleStackProps extends StackProps {
  readonly config: StageConfig;
  readonly files: FilesBucket;
}

/** What people reach from outside: the console, under the same origin the entrance of the HTTP API, and the socket's. */
export class ConsoleStack extends Stack {
  readonly entrance: ApiEntrance;
  readonly site: ConsoleSite;

  constructor(scope: Construct, id: string, props: ConsoleStackProps) {
    super(scope, id, props);
    const { config, files } = props;
    this.entrance = new ApiEntrance(this, 'HttpApi', config);
    this.site = new ConsoleSite(this, 'Console', { config, entrance: this.entrance, files });

    new CfnOutput(this, 'ConsoleUrl', { value: this.site.url });
    new CfnOutput(this, 'ConsoleBucketName', { value: this.site.bucket.bucketName });
  }
}
