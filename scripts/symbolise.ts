/**
 * `npm run symbolise`: turns the places of a stack trace in a bundle into those in the sources. The functions run without
 * source maps, which every cold start would read (decision 75); the build keeps them in `dist/source-maps/`.
 *
 *     aws logs tail … | npm run -s symbolise                     lines of our log, which name their function
 *     npm run -s symbolise -- --function api-customers < trace   a trace alone
 *
 * The maps must be those of the code that ran: check out the release that is deployed and run `npm run build` first.
 */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const framePattern = /(?:file:\/\/)?\/[^\s()"'\\]*\/index\.mjs:(\d+):(\d+)/g;
/** Which function a line of our log is of (Powertools' `service`). */
const servicePattern = /"service":\s*"([a-z-]+)"/;

/** @throws Error when the build has no map of the function */
const readMap = (root: string, name: string): SourceMap => {
  const file = join(root, 'dist', 'source-maps', `${name}.map`);
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`${file} is missing: run npm run build, and check the name of the function.`, { cause });
  }
  return new SourceMap(JSON.parse(content));
};

/**
 * @param root the repository, with its build
 * @param trace lines of a log, or a trace
 * @param name function of the lines that name none; those of no known function stay as they are
 * @returns the text with `shared/…/file.ts:line:column` in the place of each place in a bundle
 */
export const symbolise = (root: string, trace: string, name?: string): string => {
  const maps = new Map<string, SourceMap>();
  return trace
    .split('\n')
    .map((line) => {
      const service = servicePattern.exec(line)?.[1] ?? name;
      if (service === undefined) return line;
      return line.replace(framePattern, (frame, row: string, column: string) => {
        const map = maps.get(service) ?? readMap(root, service);
        maps.set(service, map);
        const origin = map.findOrigin(Number(row), Number(column));
        if (!('fileName' in origin)) return frame;
        const source = resolve(root, 'dist', 'functions', service, origin.fileName);
        return `${relative(root, source)}:${origin.lineNumber}:${origin.columnNumber}`;
      });
    })
    .join('\n');
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { function: { type: 'string' } } });
  process.stdout.write(symbolise(resolve(import.meta.dirname, '..'), await text(process.stdin), values.function));
}
