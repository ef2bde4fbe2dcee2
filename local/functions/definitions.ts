import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Assembly } from '../assembly/manifest.ts';
import { localAccount } from '../assembly/names.ts';
import type { ResolvedAssembly } from '../assembly/resolver.ts';
import { RunnerError } from '../errors.ts';
import { localCredentials } from '../resources/clients.ts';
import { numeric, resourcesOf } from '../resources/properties.ts';
import type { FunctionSettings } from './protocol.ts';

/** A function of the templates, ready to be run. */
export interface FunctionDefinition extends FunctionSettings {
  readonly stack: string;
  readonly logicalId: string;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the SDK clients of a function find each service; a missing one makes calls to it fail at once. */
export type ServiceEndpoints = Readonly<Record<string, string>>;

const functionSchema = z.object({
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Handler: z.string(),
  Runtime: z.string(),
  Timeout: numeric.default(3),
  MemorySize: numeric.default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
});

/**
 * Functions of the assembly with their bundle, limits and environment.
 *
 * @param endpoints URL by the SDK's service name in capitals, as in `AWS_ENDPOINT_URL_<service>`
 * @throws RunnerError when a function has no Node.js bundle on disk
 */
export const functionDefinitions = (
  assembly: Assembly,
  resolved: ResolvedAssembly,
  endpoints: ServiceEndpoints,
): FunctionDefinition[] =>
  resourcesOf(resolved.resources, 'AWS::Lambda::Function', functionSchema).map((resource) => {
    const { stack, logicalId, reference: name, properties } = resource;
    const [moduleName = 'index', handler = 'handler'] = properties.Handler.split('.');
    const directory = assembly.assetPaths.get(properties.Code.S3Key ?? '');
    const file = ['mjs', 'js', 'cjs']
      .map((extension) => join(directory ?? '', `${moduleName}.${extension}`))
      .find((path) => directory !== undefined && existsSync(path));
    if (file === undefined || !properties.Runtime.startsWith('nodejs')) {
      throw new RunnerError(
        `Function ${stack}/${logicalId} has no Node.js bundle (${properties.Runtime}, ${properties.Handler}, ${directory ?? 'no file asset'}).`,
        'Run `npm run build` and `npm run synth`; give the function its bundle with Code.fromAsset(<folder>).',
      );
    }
    return {
      stack,
      logicalId,
      name,
      arn: `arn:aws:lambda:${resolved.region}:${localAccount}:function:${name}`,
      file,
      handler,
      memoryMb: properties.MemorySize,
      timeoutMs: properties.Timeout * 1000,
      environment: {
        ...runtimeEnvironment(name, properties, resolved.region),
        ...Object.fromEntries(Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url])),
        ...properties.Environment?.Variables,
      },
    };
  });

/** Variables that the Lambda runtime sets, with credentials that the engines accept. */
const runtimeEnvironment = (
  name: string,
  { Handler, Runtime, MemorySize }: z.infer<typeof functionSchema>,
  region: string,
): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  _HANDLER: Handler,
  TZ: ':UTC',
  // A developer's own profile must never take part: no call may leave this machine.
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
});
