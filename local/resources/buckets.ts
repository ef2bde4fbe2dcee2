import { CreateBucketCommand, HeadBucketCommand, S3ServiceException } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { ResolvedResource } from '../assembly/resolver.ts';
import type { MessagingEngine } from '../engines/messaging.ts';
import type { EngineClients } from './clients.ts';
import { resourcesOf } from './properties.ts';

const bucketSchema = z.object({
  CorsConfiguration: z
    .object({ CorsRules: z.array(z.looseObject({ AllowedOrigins: z.array(z.string()) })) })
    .optional(),
  VersioningConfiguration: z.looseObject({ Status: z.string() }).optional(),
});

/** Creates the buckets that do not exist yet; objects of an earlier start stay. */
export const applyBuckets = async (
  resources: readonly ResolvedResource[],
  clients: EngineClients,
  messaging: Pick<MessagingEngine, 'setBucketOrigins' | 'keepVersions'>,
): Promise<void> => {
  for (const { reference: name, properties } of resourcesOf(resources, 'AWS::S3::Bucket', bucketSchema)) {
    if (!(await exists(name, clients))) await clients.s3.send(new CreateBucketCommand({ Bucket: name }));
    if (properties.VersioningConfiguration?.Status === 'Enabled') messaging.keepVersions(name);
    const rules = properties.CorsConfiguration?.CorsRules ?? [];
    messaging.setBucketOrigins(
      name,
      rules.flatMap((rule) => rule.AllowedOrigins),
    );
  }
};

const exists = async (name: string, clients: EngineClients): Promise<boolean> => {
  try {
    await clients.s3.send(new HeadBucketCommand({ Bucket: name }));
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
    throw error;
  }
};
