import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Condition: z.string().optional(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

const templateSchema = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
  Transform: z.unknown().optional(),
});

/** A CloudFormation template as the CDK writes it, before any intrinsic function is resolved. */
export type Template = z.infer<typeof templateSchema>;

/** One stack of the cloud assembly. `region` is the runner's default when the stack is environment-agnostic. */
export interface AssemblyStack {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
}

/** What `cdk synth` wrote: the stacks, and the directories of their file assets by S3 object key. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly AssemblyStack[];
  readonly assetPaths: ReadonlyMap<string, string>;
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      environment: z.string().optional(),
      displayName: z.string().optional(),
      properties: z.looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});

const assetManifestSchema = z.object({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
  dockerImages: z.record(z.string(), z.unknown()).default({}),
});

/** Region of environment-agnostic stacks: CDK's own default, and that of the engines. */
export const defaultRegion = 'us-east-1';

/**
 * Reads a cloud assembly from disk.
 *
 * @param directory the `cdk.out` folder
 * @throws RunnerError when the folder, its manifest or a template is missing or is not of the expected form
 */
export const readAssembly = (directory: string): Assembly => {
  const root = resolve(directory);
  const manifestPath = join(root, 'manifest.json');
  if (!existsSync(manifestPath)) {
    throw new RunnerError(`There is no cloud assembly at ${root}.`, 'Run `npm run synth` first, or give --assembly.');
  }
  const manifest = readJson(manifestPath, manifestSchema);
  const stacks: AssemblyStack[] = [];
  for (const [id, artifact] of Object.entries(manifest.artifacts)) {
    if (artifact.type === 'cdk:cloud-assembly') {
      throw new RunnerError(`The assembly nests a stage (${id}).`, 'Synthesize the stacks directly under the app.');
    }
    const templateFile = artifact.properties?.templateFile;
    if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) continue;
    const template = readJson(join(root, templateFile), templateSchema);
    if (template.Transform !== undefined) {
      throw new RunnerError(`Stack ${id} uses a template transform.`, 'The runner reads plain CloudFormation only.');
    }
    stacks.push({ name: artifact.properties?.stackName ?? id, region: regionOf(artifact.environment), template });
  }
  if (stacks.length === 0) throw new RunnerError(`The assembly at ${root} has no stack.`, 'Check bin/app.ts.');
  return { directory: root, stacks, assetPaths: readAssets(root, manifest) };
};

const readAssets = (root: string, manifest: z.infer<typeof manifestSchema>): Map<string, string> => {
  const paths = new Map<string, string>();
  for (const artifact of Object.values(manifest.artifacts)) {
    const file = artifact.properties?.file;
    if (artifact.type !== 'cdk:asset-manifest' || typeof file !== 'string') continue;
    const assets = readJson(join(root, file), assetManifestSchema);
    for (const asset of Object.values(assets.files)) {
      const path = asset.source.path;
      if (path === undefined) continue;
      for (const destination of Object.values(asset.destinations)) paths.set(destination.objectKey, join(root, path));
    }
  }
  return paths;
};

/** `aws://123456789012/sa-east-1` → `sa-east-1`; `aws://unknown-account/unknown-region` → the default. */
const regionOf = (environment: string | undefined): string => {
  const region = environment?.split('/').at(-1);
  return region === undefined || region === 'unknown-region' ? defaultRegion : region;
};

const readJson = <Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RunnerError(`Cannot read ${path}.`, 'Run `npm run synth` again.', { cause });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RunnerError(`${path} is not what the CDK writes.`, 'Delete cdk.out and run `npm run synth`.', { cause });
  }
};
