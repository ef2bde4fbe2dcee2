import * as z from 'zod';
import type { ResolvedAssembly } from '../assembly/resolver.ts';
import { RunnerError } from '../errors.ts';
import { numeric, resourcesOf } from '../resources/properties.ts';
import { compileEdgeFunction, type EdgeFunction } from './edge-function.ts';

/** What the distribution answers from: a bucket, or the HTTP API. */
export type Origin = { readonly kind: 'bucket'; readonly bucket: string } | { readonly kind: 'api' };

/** How requests of one path pattern are answered. */
export interface Behavior {
  /** `/v1/*`; `*` for the default behaviour. */
  readonly pattern: string;
  readonly origin: Origin;
  readonly methods: readonly string[];
  /** Headers of the response-headers policy, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly onRequest: EdgeFunction | undefined;
}

/** A distribution of the templates. */
export interface ConsoleDistribution {
  /** In the order in which they are tried; the default behaviour last. */
  readonly behaviors: readonly Behavior[];
  readonly defaultRootObject: string;
}

const associationsSchema = z
  .array(z.strictObject({ EventType: z.literal('viewer-request'), FunctionARN: z.string() }))
  .max(1)
  .default([]);

const behaviorSchema = z.strictObject({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: associationsSchema,
  // Nothing is cached here, everything of a request goes through, and nothing but HTTP is spoken.
  CachePolicyId: z.string().optional(),
  OriginRequestPolicyId: z.string().optional(),
  ViewerProtocolPolicy: z.string(),
  Compress: z.union([z.boolean(), z.string()]).optional(),
});

const distributionSchema = z.object({
  DistributionConfig: z.strictObject({
    CacheBehaviors: z.array(behaviorSchema).default([]),
    DefaultCacheBehavior: behaviorSchema,
    DefaultRootObject: z.string().default(''),
    Origins: z.array(z.looseObject({ Id: z.string(), DomainName: z.string() })),
    Enabled: z.union([z.literal(true), z.literal('true')]),
    Aliases: z.array(z.string()).optional(),
    Comment: z.string().optional(),
    HttpVersion: z.string().optional(),
    IPV6Enabled: z.union([z.boolean(), z.string()]).optional(),
    ViewerCertificate: z.unknown().optional(),
  }),
});

const functionSchema = z.object({ FunctionCode: z.string() });

const override = { Override: z.union([z.boolean(), z.string()]) };
const headersSchema = z.object({
  ResponseHeadersPolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: z.string().optional(),
    CustomHeadersConfig: z
      .strictObject({ Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), ...override })) })
      .default({ Items: [] }),
    SecurityHeadersConfig: z.strictObject({
      ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), ...override }),
      ContentTypeOptions: z.strictObject(override),
      FrameOptions: z.strictObject({ FrameOption: z.string(), ...override }),
      ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), ...override }),
      StrictTransportSecurity: z.strictObject({
        AccessControlMaxAgeSec: numeric,
        IncludeSubdomains: z.union([z.boolean(), z.string()]).optional(),
        ...override,
      }),
    }),
  }),
});

/**
 * The console's distribution, or undefined when the assembly has none.
 *
 * @throws RunnerError when there are several, or when one points at something that is not there
 */
export const consoleDistribution = ({ resources }: ResolvedAssembly): ConsoleDistribution | undefined => {
  const [found, ...others] = resourcesOf(resources, 'AWS::CloudFront::Distribution', distributionSchema);
  if (found === undefined) return undefined;
  if (others.length > 0) throw new RunnerError('There are several distributions.', 'The runner serves one.');
  const config = found.properties.DistributionConfig;
  const origins = new Map(config.Origins.map(({ Id, DomainName }) => [Id, originAt(DomainName)]));
  const policies = new Map(
    resourcesOf(resources, 'AWS::CloudFront::ResponseHeadersPolicy', headersSchema).map((policy) => [
      policy.reference,
      headersOf(policy.properties),
    ]),
  );
  const functions = new Map(
    resourcesOf(resources, 'AWS::CloudFront::Function', functionSchema).map(({ reference, properties }) => [
      reference,
      compileEdgeFunction(properties.FunctionCode),
    ]),
  );
  const present = <Value>(value: Value | undefined, what: string): Value => {
    if (value === undefined) throw new RunnerError(`The distribution names ${what}, which is not there.`, 'Check it.');
    return value;
  };
  const behaviorOf = (behavior: z.infer<typeof behaviorSchema>): Behavior => {
    const [association] = behavior.FunctionAssociations;
    const policy = behavior.ResponseHeadersPolicyId;
    return {
      pattern: behavior.PathPattern ?? '*',
      origin: present(origins.get(behavior.TargetOriginId), `origin ${behavior.TargetOriginId}`),
      methods: behavior.AllowedMethods,
      headers: policy === undefined ? {} : present(policies.get(policy), `headers policy ${policy}`),
      onRequest:
        association &&
        present(functions.get(nameInArn(association.FunctionARN)), `function ${association.FunctionARN}`),
    };
  };
  return {
    behaviors: [...config.CacheBehaviors, config.DefaultCacheBehavior].map(behaviorOf),
    defaultRootObject: config.DefaultRootObject,
  };
};

const nameInArn = (arn: string): string => arn.split('/').at(-1) ?? arn;

const originAt = (domain: string): Origin => {
  const bucket = /^(.+)\.s3\.[^.]+\.amazonaws\.com$/.exec(domain)?.[1];
  if (bucket !== undefined) return { kind: 'bucket', bucket };
  if (/\.execute-api\./.test(domain)) return { kind: 'api' };
  throw new RunnerError(
    `The distribution has an origin that is neither bucket nor API: ${domain}.`,
    'See local/console.',
  );
};

const headersOf = ({ ResponseHeadersPolicyConfig: config }: z.infer<typeof headersSchema>): Record<string, string> => {
  const { CustomHeadersConfig, SecurityHeadersConfig: security } = config;
  const transport = security.StrictTransportSecurity;
  return {
    ...Object.fromEntries(CustomHeadersConfig.Items.map(({ Header, Value }) => [Header.toLowerCase(), Value])),
    'content-security-policy': security.ContentSecurityPolicy.ContentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': security.FrameOptions.FrameOption,
    'referrer-policy': security.ReferrerPolicy.ReferrerPolicy,
    'strict-transport-security': [
      `max-age=${transport.AccessControlMaxAgeSec}`,
      ...(String(transport.IncludeSubdomains) === 'true' ? ['includeSubDomains'] : []),
    ].join('; '),
  };
};
