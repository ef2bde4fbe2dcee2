import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { ContactaTable } from '../constructs/contacta-table.ts';
import { FilesBucket } from '../constructs/files-bucket.ts';
import { HmacKey } from '../constructs/hmac-key.ts';

export interface DataStackProps extends StackProps {
  readonly config: StageConfig;
}

/** What is kept: the table, the files, and the keys without which the table's content is not found again. */
export class DataStack extends Stack {
  readonly table: ContactaTable;
  readonly files: FilesBucket;
  readonly addressKey: HmacKey;
  readonly cursorKey: HmacKey;
  readonly replyKey: HmacKey;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { config } = props;
    this.table = new ContactaTable(this, 'Table', config);
    this.files = new FilesBucket(this, 'Files', config);
    this.addressKey = new HmacKey(this, 'AddressKey', { config, description: 'HMAC key of addresses in table keys' });
    this.cursorKey = new HmacKey(this, 'CursorKey', { config, description: 'HMAC key that signs list cursors' });

    this.replyKey = new HmacKey(this, 'ReplyKey', {
      config,
      description: 'HMAC key that signs reply addresses of mail',
    });

    new CfnOutput(this, 'TableName', { value: this.table.table.tableName });
    new CfnOutput(this, 'FilesBucketName', { value: this.files.bucket.bucketName });
  }
}
