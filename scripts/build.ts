/**
 * Bundles every Lambda function in one esbuild run: `functions/<kind>/<name>/handler.ts` becomes
 * `dist/functions/<kind>-<name>/index.mjs`. CDK, the local runner and the tests all take these files (design §3).
 *
 * `npm run build` bundles this repository; tests call `bundleFunctions` on a folder of their own.
 */
import { globSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { packagesTwice } from './bundled-packages.ts';

export interface BundledFunction {
  /** Path below `functions/`, joined by `-`: `api-customers`. */
  readonly name: string;
  /** Size of the minified bundle. */
  readonly bytes: number;
}

/** Stands in for the SDK's credential chain, of which Lambda needs the environment only. */
const lambdaCredentials = fileURLToPath(new URL('../functions/lambda-credentials.ts', import.meta.url));

/** Name of the function whose handler lies at `path` (relative to `functions/`). */
export const functionName = (path: string): string => dirname(path).split(/[\\/]/).join('-');

/** @throws Error naming each package of which a bundle carries two copies: every cold start would load both */
const refuseDoubles = (outputs: Metafile['outputs']): void => {
  const faults = Object.entries(outputs).flatMap(([output, { inputs }]) =>
    packagesTwice(inputs).map(([name, folders]) => `  ${output}: ${name} from ${folders.join(' and ')}`),
  );
  if (faults.length === 0) return;
  throw new Error(
    `Bundles with two copies of a package:\n${faults.join('\n')}\nBring both users of it to one version, in "dependencies" or "overrides" of package.json.`,
  );
};

/**
 * Bundles the handlers below `root/functions` into `root/dist/functions`, which it empties first, and writes their source
 * maps to `root/dist/source-maps`, which are not deployed, and esbuild's metafile to `root/dist/meta.json`.
 *
 * @throws Error when there is no handler at all, when esbuild meets an error, or when a bundle has a package twice.
 */
export const bundleFunctions = async (root: string): Promise<readonly BundledFunction[]> => {
  const functionsFolder = join(root, 'functions');
  const handlers = globSync('**/handler.ts', { cwd: functionsFolder }).sort();
  if (handlers.length === 0) {
    throw new Error(`No functions/**/handler.ts below ${root}: nothing to bundle. Run the build from the repository.`);
  }
  const output = join(root, 'dist', 'functions');
  await rm(output, { recursive: true, force: true });
  const result = await build({
    absWorkingDir: root,
    entryPoints: handlers.map((path) => ({ in: join(functionsFolder, path), out: `${functionName(path)}/index` })),
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    // The SDK's CommonJS build asks for `require`, which an ES module has not; its ES build loads without a banner.
    mainFields: ['module', 'main'],
    // Node would read a map that a bundle names when it loads the bundle; npm run symbolise does so when there is a trace.
    sourcemap: 'external',
    sourcesContent: false,
    splitting: false,
    alias: {
      '@aws-sdk/credential-provider-node': lambdaCredentials,
      // file-type brings `debug`, whose form for Node asks for `require`; nobody reads what it would print.
      debug: 'debug/src/browser.js',
    },
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const maps = join(root, 'dist', 'source-maps');
  await rm(maps, { recursive: true, force: true });
  await mkdir(maps, { recursive: true });
  for (const name of handlers.map(functionName)) {
    await rename(join(output, name, 'index.mjs.map'), join(maps, `${name}.map`));
  }
  await writeFile(join(root, 'dist', 'meta.json'), JSON.stringify(result.metafile));
  refuseDoubles(result.metafile.outputs);
  return Object.entries(result.metafile.outputs)
    .filter(([path]) => path.endsWith('/index.mjs'))
    .map(([path, { bytes }]) => ({ name: path.split('/').at(-2) ?? path, bytes }))
    .sort((a, b) => a.name.localeCompare(b.name));
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const bundled = await bundleFunctions(resolve(import.meta.dirname, '..'));
  for (const { name, bytes } of bundled) {
    console.log(`${name.padEnd(34)} ${(bytes / 1000).toFixed(0).padStart(5)} KB`);
  }
  console.log(`${bundled.length} functions bundled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
