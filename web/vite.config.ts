import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm start` serves the console; `vite` alone passes calls and configuration on to it. */
const runner = process.env.CONSOLE_URL ?? 'http://127.0.0.1:4109';

/**
 * The console takes words, limits and types from the contract; what checks them stays with the API. Types vanish when
 * they are compiled, so whatever still asks for zod would put its 30 KB into the first load.
 */
const wordsOnly: Plugin = {
  name: 'words-only',
  enforce: 'pre',
  resolveId(source, importer) {
    if (source !== 'zod') return null;
    return this.error(
      `${importer} brings zod into the console: import types only, or move what is needed into a file without schemas.`,
    );
  },
};

const entry = resolve(import.meta.dirname, 'src/main.tsx');

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Adds what a module imports, and what that imports, except what is imported later by itself. */
const addImports = (id: string, modules: Modules, found: Set<string>): ReadonlySet<string> => {
  for (const next of modules.getModuleInfo(id)?.importedIds ?? []) {
    if (found.has(next)) continue;
    found.add(next);
    addImports(next, modules, found);
  }
  return found;
};

let atStart: ReadonlySet<string> | undefined;
/** Whether the entry needs a module before any page is shown. */
const isOfStart = (id: string, modules: Modules): boolean => {
  atStart ??= addImports(entry, modules, new Set());
  return atStart.has(id);
};

/** Bundles the console into `dist/console`, one chunk per page. `scripts/build-console.ts` runs it. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), wordsOnly],
  build: {
    outDir: resolve(import.meta.dirname, '../dist/console'),
    emptyOutDir: true,
    target: 'es2023',
    // Sizes are measured from the manifest (test/bench/console-bundle.ts).
    manifest: true,
    // The security policy allows no `data:` fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs is one file: as fifty it is 20 KB more to load, each compressed by itself.
          groups: [{ debugName: 'start', name: (id, modules) => (isOfStart(id, modules) ? 'start' : null) }],
        },
      },
    },
  },
  server: { proxy: { '/v1': runner, '/config.json': runner } },
});
