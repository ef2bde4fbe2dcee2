import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundleFunctions, functionName } from '../../scripts/build.ts';

/** A folder with these files, as a repository to bundle. */
const repository = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'contacta-build-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

describe('bundling the functions', { timeout: 60_000 }, () => {
  it('names a function after the folders below functions/', () => {
    expect(functionName('api/customers/handler.ts')).toBe('api-customers');
    expect(functionName('queues/send-email/handler.ts')).toBe('queues-send-email');
  });

  it('bundles each handler into a module of its own that runs, without its tests and neighbours', async () => {
    const root = repository({
      'functions/api/customers/handler.ts': `
        import { greeting } from '../../greeting.ts';
        export const handler = async (name: string): Promise<string> => greeting(name);`,
      'functions/queues/send-email/handler.ts': 'export const handler = async (): Promise<number> => 7;',
      'functions/greeting.ts': "export const greeting = (name: string): string => ['Hola', name].join(', ');",
    });

    const bundled = await bundleFunctions(root);

    expect(bundled.map(({ name }) => name)).toEqual(['api-customers', 'queues-send-email']);
    const file = join(root, 'dist/functions/api-customers/index.mjs');
    const Module = z.object({
      handler: z.custom<(name: string) => Promise<string>>((value) => typeof value === 'function'),
    });
    const { handler } = Module.parse({ ...(await import(/* @vite-ignore */ pathToFileURL(file).href)) });
    await expect(handler('Ana')).resolves.toBe('Hola, Ana');
    expect(bundled[0]?.bytes).toBe(readFileSync(file).length);
  });

  it('writes source maps without the sources, apart from what is deployed, and the metafile', async () => {
    const root = repository({ 'functions/api/service/handler.ts': 'export const handler = (): number => 1;' });

    await bundleFunctions(root);

    const map: unknown = JSON.parse(readFileSync(join(root, 'dist/source-maps/api-service.map'), 'utf8'));
    expect(readdirSync(join(root, 'dist/functions/api-service'))).toEqual(['index.mjs']);
    expect(readFileSync(join(root, 'dist/functions/api-service/index.mjs'), 'utf8')).not.toContain('sourceMappingURL');
    expect(map).not.toHaveProperty('sourcesContent');
    expect(map).toHaveProperty('sources', [expect.stringContaining('functions/api/service/handler.ts')]);
    expect(readFileSync(join(root, 'dist/meta.json'), 'utf8')).toContain('functions/api/service/handler.ts');
  });

  it('refuses a bundle that carries two copies of a package', async () => {
    const library = (version: number) => `export const version = () => ${version};`;
    const files = {
      'functions/api/service/handler.ts': `
        import { mine } from 'user';
        import { version } from 'library';
        export const handler = () => [mine(), version()];`,
      'node_modules/user/index.js': "import { version } from 'library'; export const mine = () => version();",
      'node_modules/library/index.js': library(2),
    };

    await expect(bundleFunctions(repository(files))).resolves.toHaveLength(1);
    await expect(
      bundleFunctions(repository({ ...files, 'node_modules/user/node_modules/library/index.js': library(1) })),
    ).rejects.toThrow('library from node_modules/library and node_modules/user/node_modules/library');
  });

  it('forgets the bundles of functions that are gone', async () => {
    const root = repository({
      'functions/api/service/handler.ts': 'export const handler = (): number => 1;',
      'dist/functions/api-gone/index.mjs': 'export {};',
    });

    await bundleFunctions(root);

    expect(() => readFileSync(join(root, 'dist/functions/api-gone/index.mjs'))).toThrow('ENOENT');
  });

  it('says so when there is nothing to bundle', async () => {
    await expect(bundleFunctions(repository({ 'README.md': '' }))).rejects.toThrow('nothing to bundle');
  });
});
