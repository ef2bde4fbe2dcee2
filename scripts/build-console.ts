/**
 * Bundles the console into `dist/console` with Vite (web/vite.config.ts). The local runner runs it when `web/` or the
 * contract is newer than the bundle.
 */
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
const started = performance.now();
await build({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' });
console.log(`console bundled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
