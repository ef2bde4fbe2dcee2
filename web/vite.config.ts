import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm start` serves the console; `vite` alone passes calls and configuration on to it. */
const runner = process.env.CONSOLE_URL ?? 'http://127.0.0.1:4109';

/** Bundles the console into `dist/console`, one chunk per page. `scripts/build-console.ts` runs it. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
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
      treeshake: {
        // The console takes lists and labels from the contract; schemas that it does not use are left out with zod.
        manualPureFunctions: ['z', 'defineRoute', 'rule', 'textField', 'lineField', 'pageOf'],
      },
    },
  },
  server: { proxy: { '/v1': runner, '/config.json': runner } },
});
