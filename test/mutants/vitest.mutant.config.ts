/** Runs tests against one mutant, named by `MUTANT`: its file is changed as it is loaded, never on disk. */
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { mutants } from './mutants.ts';

const root = resolve(import.meta.dirname, '../..');
const mutant = mutants.find(({ name }) => name === process.env.MUTANT);
if (mutant === undefined) throw new Error(`MUTANT names none of the mutants: ${process.env.MUTANT ?? '(not set)'}`);
const path = resolve(root, mutant.file);

export default defineConfig({
  root,
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform(code, id) {
        if (id.split('?')[0] !== path) return undefined;
        if (code.split(mutant.find).length !== 2) throw new Error(`${mutant.file} no longer has the mutant's place.`);
        return { code: code.replace(mutant.find, () => mutant.replace), map: null };
      },
    },
  ],
  test: { include: [mutant.test], pool: 'forks', testTimeout: 120_000, hookTimeout: 120_000 },
});
