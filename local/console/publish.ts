import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerError } from '../errors.ts';

/**
 * Puts the built console into its bucket as a deployment does, by the deployment's own program. Without a built
 * console (`--no-build` before the first build) the runner serves the API alone.
 *
 * @throws RunnerError with what the program printed when it fails
 */
export const publishConsole = async (
  root: string,
  options: {
    readonly outputsFile: string;
    readonly s3Endpoint: string;
    readonly region: string;
    print(line: string): void;
  },
): Promise<void> => {
  if (!existsSync(join(root, 'dist/console/index.html'))) {
    options.print('The console is not built: run npm run build:console.');
    return;
  }
  const child = spawn(process.execPath, [join(root, 'scripts/publish-console.ts'), '--outputs', options.outputsFile], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      AWS_ENDPOINT_URL_S3: options.s3Endpoint,
      AWS_REGION: options.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  process.off('exit', endWithUs);
  if (code !== 0) throw new RunnerError(`The console could not be published:\n${output.trim()}`, 'Correct that.');
};
