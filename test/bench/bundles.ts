/** Sizes of the functions' bundles from esbuild's metafile, and what they are made of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { packageOf } from '../../scripts/bundled-packages.ts';

const MetaSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({ bytes: z.number(), inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
});

export interface Bundle {
  readonly name: string;
  /** Bytes, minified. */
  readonly bytes: number;
  /** Clients of AWS in it besides DynamoDB's. */
  readonly otherClients: readonly string[];
  /** The largest parts, in bytes of the output. */
  readonly packages: readonly (readonly [name: string, bytes: number])[];
}

/** Ceiling for a function that talks to DynamoDB only, bytes (design §5). */
export const bundleCeiling = 500_000;

const root = join(import.meta.dirname, '..', '..');

const clientOf = (name: string): boolean => name.startsWith('@aws-sdk/client-') && name !== '@aws-sdk/client-dynamodb';

/** @throws Error when there is no build */
export const readBundles = (): readonly Bundle[] => {
  let text: string;
  try {
    text = readFileSync(join(root, 'dist', 'meta.json'), 'utf8');
  } catch (cause) {
    throw new Error('dist/meta.json is missing: run npm run build first.', { cause });
  }
  const { outputs } = MetaSchema.parse(JSON.parse(text));
  return Object.entries(outputs)
    .filter(([path]) => path.endsWith('/index.mjs'))
    .map(([path, { bytes, inputs }]) => {
      const parts = new Map<string, number>();
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const part = packageOf(input)?.name ?? 'our code';
        parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
      }
      return {
        name: path.split('/').at(-2) ?? path,
        bytes,
        otherClients: [...parts.keys()].filter(clientOf).sort(),
        packages: [...parts].sort((a, b) => b[1] - a[1]),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
};
