/**
 * Deploys a stage to AWS, or to the endpoint that `AWS_ENDPOINT_URL` names, with the credentials of the environment:
 *
 *     npm run deploy -- --config deployment.json --stage prod --company acme [arguments of cdk deploy]
 *
 * The configuration (docs/deployment.md; `CONTACTA_CONFIG` may name it) says what the stage is called in the world, and
 * where it is. Builds, looks at the stacks that are there (scripts/prepare-stacks.ts), deploys all stacks, writes the
 * outputs to `cdk.out/outputs-<stage>.json`, uploads the console (scripts/publish-console.ts), then sets what
 * CloudFormation cannot (scripts/apply-email-settings.ts, scripts/activate-receipt-rules.ts). Send nothing between the
 * two: until then, companies share a suppression list. Repeating it is harmless.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { configFile, stageConfig } from '../lib/config.ts';

const root = resolve(import.meta.dirname, '..');
const { values, tokens } = parseArgs({
  options: {
    stage: { type: 'string' },
    config: { type: 'string' },
    company: { type: 'string', multiple: true, default: [] },
  },
  allowPositionals: true,
  strict: false,
  tokens: true,
});
const ours = new Set(['stage', 'config', 'company']);
const passedOn = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind !== 'option' || ours.has(token.name)) return [];
  return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
});

const file = configFile(values.config);
if (file === undefined) {
  console.error(
    'A deployment has a configuration of its own: copy docs/deployment.example.json, see docs/deployment.md, and name it with --config or CONTACTA_CONFIG.',
  );
  process.exit(1);
}
const { stage, region } = stageConfig(values.stage, file);
const config = resolve(file);
const companies = values.company.flatMap((company) => ['--company', String(company)]);
const assembly = `cdk.out/${stage}`;
const cdk = join(root, 'node_modules/.bin/cdk');
const environment = {
  ...process.env,
  CONTACTA_CONFIG: config,
  ...(region === undefined ? {} : { AWS_REGION: region }),
};

/** Ends this program with the step's code when it fails: what follows would meet a half deployed stage. */
const run = (program: string, args: readonly string[]): void => {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: environment });
  if (error !== undefined) throw error;
  if (status !== 0) {
    console.error(`Stopped: ${args.slice(0, 2).join(' ')} failed. Mend it and run the same command again.`);
    process.exit(status ?? 1);
  }
};

run(process.execPath, ['scripts/build.ts']);
run(process.execPath, ['scripts/build-console.ts']);
run(process.execPath, ['scripts/check-templates.ts']);
run(cdk, ['synth', '--quiet', '--context', `stage=${stage}`, '--output', assembly]);
run(process.execPath, ['scripts/prepare-stacks.ts', '--assembly', assembly]);
run(cdk, ['deploy', '--app', assembly, '--all', '--outputs-file', `cdk.out/outputs-${stage}.json`, ...passedOn]);
run(process.execPath, ['scripts/publish-console.ts', '--outputs', `cdk.out/outputs-${stage}.json`]);
run(process.execPath, ['scripts/apply-email-settings.ts', '--stage', stage, ...companies]);
run(process.execPath, ['scripts/activate-receipt-rules.ts', '--stage', stage]);
