/** Synthesizes the stacks of a stage in this process, with empty bundles, and shows their resources in one list. */
import { globSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { stageConfig } from '../../lib/config.ts';
import { addContacta } from '../../lib/contacta-app.ts';

const root = resolve(import.meta.dirname, '../..');

/** Names of all functions, read from the folders and not from the stacks that are tested. */
export const functionNames: readonly string[] = globSync('**/env.ts', { cwd: join(root, 'functions') })
  .map((path) => dirname(path).split(/[\\/]/).join('-'))
  .sort();

export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
}

const TemplateJson = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

export interface SynthesizedStage {
  readonly app: App;
  readonly stacks: ReturnType<typeof addContacta>;
  readonly resources: readonly Resource[];
  /** Outputs made for people and the local runner, without the references between stacks. */
  readonly outputs: Readonly<Record<string, unknown>>;
  ofType(type: string): readonly Resource[];
}

/** A folder with an empty bundle for each function. */
export const emptyBundles = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-bundles-'));
  for (const name of functionNames) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), `export const handler = () => '${name}';\n`);
  }
  return folder;
};

/** @param config of another stage than the built-in ones */
export const synthesize = (stage: string, config = stageConfig(stage)): SynthesizedStage => {
  const app = new App({
    analyticsReporting: false,
    treeMetadata: false,
    outdir: mkdtempSync(join(tmpdir(), 'contacta-')),
  });
  const stacks = addContacta(app, config, emptyBundles());
  const templates = Object.entries(stacks).map(([stack, construct]) => ({
    stack,
    ...TemplateJson.parse(Template.fromStack(construct).toJSON()),
  }));
  const resources = templates.flatMap(({ stack, Resources }) =>
    Object.entries(Resources).map(([logicalId, { Type, Properties, DeletionPolicy }]) => ({
      stack,
      logicalId,
      type: Type,
      properties: Properties,
      deletionPolicy: DeletionPolicy,
    })),
  );
  const outputs = Object.fromEntries(
    templates.flatMap(({ Outputs }) =>
      Object.entries(Outputs)
        .filter(([name]) => !name.startsWith('ExportsOutput'))
        .map(([name, { Value }]) => [name, Value]),
    ),
  );
  return { app, stacks, resources, outputs, ofType: (type) => resources.filter((each) => each.type === type) };
};
