import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { receiptRuleSetName } from '../names.ts';
import { acknowledge } from './acknowledge.ts';
import type { ContactaFunction } from './contacta-function.ts';

/**
 * Folders of the bucket: reports and exports for download, raw provider events that are too big for an item, files as
 * people upload them, attachments of messages once their bytes were looked at, raw mail as SES writes it, media on
 * their way from WhatsApp, formatted versions of mail, files to import with
 * what was wrong in them.
 */
export type FilesFolder = 'reports' | 'events' | 'uploads' | 'attachments' | 'mail' | 'media' | 'html' | 'imports';

/**
 * Where people's browsers send upload forms and read files from. The distribution's own name is not known here, since
 * the console is made later; a signature is what opens a file, whatever page asks.
 */
const consoleOrigins = ({ consoleDomain, otherOrigins }: StageConfig): string[] => [
  `https://${consoleDomain?.name ?? '*.cloudfront.net'}`,
  ...otherOrigins,
];

/** Private bucket for files; downloads go through pre-signed URLs of 5 minutes (reliability §4.2). */
export class FilesBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      cors: [
        {
          allowedMethods: [HttpMethods.GET, HttpMethods.POST],
          allowedOrigins: consoleOrigins(config),
          allowedHeaders: ['*'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
      lifecycleRules: [
        {
          id: 'every-file',
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(30),
        },
        { id: 'reports', prefix: 'reports/', expiration: Duration.days(30) },
        { id: 'events', prefix: 'events/', expiration: Duration.days(90) },
        // What no message took; `unusedLifeDays` of shared/messaging/attachments says the same.
        { id: 'uploads', prefix: 'uploads/', expiration: Duration.days(7) },
        // What is kept of a mail stands elsewhere by then; a deleted conversation is gone from here too (Q17).
        { id: 'mail', prefix: 'mail/', expiration: Duration.days(30) },
        { id: 'media', prefix: 'media/', expiration: Duration.days(7) },
        { id: 'imports', prefix: 'imports/', expiration: Duration.days(30) },
      ],
      removalPolicy: config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SignaturesOfAtMostFiveMinutes',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { NumericGreaterThan: { 's3:signatureAge': Duration.minutes(5).toMilliseconds() } },
      }),
    );
    this.#letSesWriteMail(config);
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'Every download is a pre-signed URL made by an API call that is itself logged; a log bucket would add nothing.',
    });
  }

  /** Allows reading the files of a folder: what a pre-signed download URL carries. */
  grantRead(grantee: ContactaFunction, folder: FilesFolder): void {
    this.#grant(grantee, ['s3:GetObject'], folder);
  }

  /** Allows reading one version of the files of a folder, whatever has taken its place since. */
  grantReadVersions(grantee: ContactaFunction, folder: FilesFolder): void {
    this.#grant(grantee, ['s3:GetObjectVersion'], folder);
  }

  /** Allows writing the files of a folder, in parts too. */
  grantWrite(grantee: ContactaFunction, folder: FilesFolder): void {
    this.#grant(grantee, ['s3:PutObject', 's3:AbortMultipartUpload'], folder);
  }

  /**
   * Allows reading the files of a folder, and learning that one is not there: without the right to list, S3 answers
   * 403 for it, which could be anything. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  grantFind(grantee: ContactaFunction, folder: FilesFolder): void {
    this.grantRead(grantee, folder);
    grantee.allow(['s3:ListBucket'], [Stack.of(this).exportValue(this.bucket.bucketArn)]);
  }

  /** Allows taking uploaded files over as attachments. */
  grantTakeUploads(grantee: ContactaFunction): void {
    this.grantFind(grantee, 'uploads');
    this.#grant(grantee, ['s3:PutObject'], 'attachments');
  }

  /** Allows what a signed upload form carries: one file of the folder in one request. */
  grantUpload(grantee: ContactaFunction, folder: FilesFolder): void {
    this.#grant(grantee, ['s3:PutObject'], folder);
  }

  /** Allows deleting the files of a folder. The bucket keeps their last version for 30 days, as of every file. */
  grantDelete(grantee: ContactaFunction, folder: FilesFolder): void {
    this.#grant(grantee, ['s3:DeleteObject'], folder);
  }

  /** Allows reading files of these folders in every version that is left, and listing what is there of any folder. */
  grantReadAll(grantee: ContactaFunction, folders: readonly FilesFolder[]): void {
    for (const folder of folders) this.#grant(grantee, ['s3:GetObject', 's3:GetObjectVersion'], folder);
    grantee.allow(['s3:ListBucketVersions'], [Stack.of(this).exportValue(this.bucket.bucketArn)]);
  }

  /** Allows deleting files of these folders for good, with every version. */
  grantDeleteVersions(grantee: ContactaFunction, folders: readonly FilesFolder[]): void {
    for (const folder of folders) this.#grant(grantee, ['s3:DeleteObject', 's3:DeleteObjectVersion'], folder);
  }

  /** Allows listing the names of a folder. */
  grantList(grantee: ContactaFunction, folder: FilesFolder): void {
    const bucketArn = Stack.of(this).exportValue(this.bucket.bucketArn);
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [bucketArn],
        conditions: { StringLike: { 's3:prefix': `${folder}/*` } },
      }),
    );
  }

  /** Received mail, from the stage's own receipt rules and no others (confused deputy). */
  #letSesWriteMail(config: StageConfig): void {
    const { partition, region, account } = Stack.of(this);
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ReceivedMail',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('mail/*')],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:ses:${region}:${account}:receipt-rule-set/${receiptRuleSetName(config)}:receipt-rule/*`,
          },
        },
      }),
    );
  }

  #grant(grantee: ContactaFunction, actions: readonly string[], folder: FilesFolder): void {
    const bucketArn = Stack.of(this).exportValue(this.bucket.bucketArn);
    grantee.allow(actions, [`${bucketArn}/${folder}/*`], 'File names are made at run time; the folder bounds them.');
  }
}
