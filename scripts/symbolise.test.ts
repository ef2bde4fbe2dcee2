import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundleFunctions } from './build.ts';
import { symbolise } from './symbolise.ts';

const sources = {
  'functions/api/service/handler.ts': `import { refuse } from '../../refuse.ts';

export const handler = (): never => refuse('Ana');`,
  'functions/refuse.ts': `/** Says no. */
export const refuse = (name: string): never => {
  throw new Error(\`No, \${name}.\`);
};`,
};

/** A built repository, and the trace of an error of its function. */
const failedFunction = async (): Promise<{ root: string; trace: string }> => {
  const root = mkdtempSync(join(tmpdir(), 'contacta-symbolise-'));
  for (const [path, content] of Object.entries(sources)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  await bundleFunctions(root);
  const bundle = pathToFileURL(join(root, 'dist/functions/api-service/index.mjs')).href;
  const { handler } = z
    .object({ handler: z.custom<() => never>((value) => typeof value === 'function') })
    .parse({ ...(await import(/* @vite-ignore */ bundle)) });
  try {
    return handler();
  } catch (error) {
    const { stack = '' } = z.instanceof(Error).parse(error);
    return { root, trace: stack };
  }
};

describe('a stack trace of a bundle', { timeout: 60_000 }, () => {
  it('names no source, until it is symbolised', async () => {
    const { root, trace } = await failedFunction();
    expect(trace).not.toContain('refuse.ts');

    const told = symbolise(root, trace, 'api-service');

    expect(told).toContain('Error: No, Ana.');
    expect(told).toMatch(/functions\/refuse\.ts:3:\d+/);
    expect(told).toMatch(/functions\/api\/service\/handler\.ts:3:\d+/);
  });

  it('is found in a line of the log by the function that the line names', async () => {
    const { root, trace } = await failedFunction();
    const inLambda = trace.replaceAll(pathToFileURL(join(root, 'dist/functions/api-service')).href, 'file:///var/task');
    const line = JSON.stringify({ level: 'ERROR', service: 'api-service', error: { stack: inLambda } });

    expect(symbolise(root, line)).toMatch(/functions\/refuse\.ts:3:\d+/);
  });

  it('stays as it is where no function is named, and says what to do where its map is missing', async () => {
    const { root, trace } = await failedFunction();

    expect(symbolise(root, trace)).toBe(trace);
    expect(() => symbolise(root, trace, 'api-gone')).toThrow('run npm run build');
  });
});
