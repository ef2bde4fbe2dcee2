/** What a browser must load to show a page of the console, from Vite's manifest of `npm run build:console`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';

const ManifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().default(false),
    isDynamicEntry: z.boolean().default(false),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);
type Manifest = z.output<typeof ManifestSchema>;

/** Bytes as they come over the line, each file compressed by itself. */
export interface FirstLoad {
  /** Folder of the page under `web/src/pages/`; sections of the settings by their file. */
  readonly page: string;
  readonly script: number;
  readonly style: number;
}

/** Ceilings for the first load of the customers list, gzipped bytes (design §7; issue "The console", 9). */
export const firstLoadCeilings = { page: 'customers', script: 450_000, style: 250_000 } as const;

const folder = join(import.meta.dirname, '..', '..', 'dist', 'console');

/** The chunk and all that it imports before it can run. */
const neededBy = (manifest: Manifest, name: string, found = new Set<string>()): ReadonlySet<string> => {
  if (!found.has(name)) {
    found.add(name);
    for (const next of manifest[name]?.imports ?? []) neededBy(manifest, next, found);
  }
  return found;
};

const compressed = (files: Iterable<string>): number =>
  [...new Set(files)].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).byteLength, 0);

const pageOf = (name: string): string | undefined => /^src\/pages\/(.+?)(?:\/page)?\.tsx$/.exec(name)?.[1];
const isMessages = (name: string): boolean => /\/i18n\/messages\/all\.\w+\.js$/.test(name);

/**
 * The first load of every page: the entry, Cloudscape's texts in the larger of the languages, and the page.
 *
 * @throws Error when the console is not built
 */
export const readFirstLoads = (): readonly FirstLoad[] => {
  let text: string;
  try {
    text = readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8');
  } catch (cause) {
    throw new Error('dist/console is missing: run npm run build:console first.', { cause });
  }
  const manifest = ManifestSchema.parse(JSON.parse(text));
  const names = Object.keys(manifest);
  const entries = names.filter((name) => manifest[name]?.isEntry);
  const scriptOf = (name: string): readonly string[] => [manifest[name]?.file ?? []].flat();
  const texts = Math.max(...names.filter(isMessages).map((name) => compressed(scriptOf(name))));
  return names.flatMap((name) => {
    const page = pageOf(name);
    if (page === undefined || !manifest[name]?.isDynamicEntry) return [];
    const found = new Set<string>();
    for (const start of [...entries, name]) neededBy(manifest, start, found);
    const chunks = [...found];
    return {
      page,
      script: compressed(chunks.flatMap(scriptOf)) + texts,
      style: compressed(chunks.flatMap((chunk) => manifest[chunk]?.css ?? [])),
    };
  });
};
