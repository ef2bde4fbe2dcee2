/** The console's distribution: private files, the API under the same origin, strict headers (issue 5, design §7). */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { synthesize } from './synthesize.ts';

const stage = synthesize('prod');
const text = (value: unknown): string => JSON.stringify(value);
const only = (type: string) => {
  const found = stage.ofType(type).filter(({ stack }) => stack === 'console');
  expect(found, type).toHaveLength(1);
  return z.object({ logicalId: z.string(), properties: z.record(z.string(), z.unknown()) }).parse(found[0]);
};
const config = z
  .looseObject({
    DefaultCacheBehavior: z.looseObject({ TargetOriginId: z.string() }),
    CacheBehaviors: z.array(z.looseObject({ PathPattern: z.string(), AllowedMethods: z.array(z.string()) })),
  })
  .parse(only('AWS::CloudFront::Distribution').properties.DistributionConfig);

describe('the console', () => {
  it('keeps its files private: read by the distribution alone, signed', () => {
    const bucket = only('AWS::S3::Bucket');
    expect(bucket.properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const policy = text(only('AWS::S3::BucketPolicy').properties.PolicyDocument);
    expect(policy).toContain('cloudfront.amazonaws.com');
    expect(policy).toContain('AWS:SourceArn');
    expect(policy).toContain('aws:SecureTransport');
    expect(only('AWS::CloudFront::OriginAccessControl').properties.OriginAccessControlConfig).toMatchObject({
      SigningBehavior: 'always',
    });
  });

  it('serves the API under its own origin: every method, nothing cached, the token passed on', () => {
    expect(config.CacheBehaviors).toEqual([
      expect.objectContaining({
        PathPattern: '/v1/*',
        AllowedMethods: expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
        // Managed policies CachingDisabled and AllViewerExceptHostHeader.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      }),
    ]);
  });

  it('answers pages by a function, not by error pages, which would hide the answers of the API', () => {
    expect(config).not.toHaveProperty('CustomErrorResponses');
    expect(text(config.DefaultCacheBehavior)).toContain('viewer-request');
  });

  it('sends strict headers with everything', () => {
    const policy = only('AWS::CloudFront::ResponseHeadersPolicy');
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      expect(behavior.ResponseHeadersPolicyId).toEqual({ Ref: policy.logicalId });
    }
    const headers = text(policy.properties);
    for (const directive of ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'"]) {
      expect(headers).toContain(directive);
    }
    expect(headers).not.toMatch(/script-src[^;]*(unsafe|\*)/);
    // Live changes come from this deployment's own WebSocket API: its id stands there, no wildcard.
    expect(headers).not.toContain('*.execute-api');
    expect(headers).toMatch(/ wss:\/\/",\{"Ref":"\w*Socket\w*"\},"\.execute-api\./);
    expect(headers).toContain('"FrameOption":"DENY"');
    expect(headers).toContain('31536000');
  });

  it('is where sign-in returns to, and nowhere else in prod', () => {
    const [client] = stage.ofType('AWS::Cognito::UserPoolClient');
    for (const urls of [client?.properties.CallbackURLs, client?.properties.LogoutURLs]) {
      expect(z.array(z.unknown()).parse(urls)).toHaveLength(1);
      expect(text(urls)).toMatch(/https:\/\/.*ConsoleDistribution.*DomainName/);
    }
  });
});
