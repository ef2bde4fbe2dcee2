/**
 * Checks that the stacks can be created in an empty account, and created again after a rollback, from their templates
 * alone (lib/creation/creation-rules.ts): of both built-in stages, or of all stages of a configuration.
 *
 *     node scripts/check-templates.ts [--config deployment.json]
 *
 * Needs the built functions (`npm run build`). @returns exit code 1 with what CloudFormation would refuse, one a line
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { App } from 'aws-cdk-lib';
import { configFile, stageConfig, stageNames } from '../lib/config.ts';
import { addContacta } from '../lib/contacta-app.ts';
import { creationFaults } from '../lib/creation/creation-rules.ts';
import { contextOf, stacksOf } from '../lib/creation/stacks-of.ts';
import { PlainSynthesizer } from '../lib/synthesizer.ts';

const { values } = parseArgs({ options: { config: { type: 'string' } } });
const file = configFile(values.config);
const stages = stageNames(file).map((name) => stageConfig(name, file));
const folder = mkdtempSync(join(tmpdir(), 'contacta-templates-'));
try {
  const stacks = stages.flatMap((config) => {
    const app = new App({
      analyticsReporting: false,
      treeMetadata: false,
      outdir: join(folder, config.stage),
      defaultStackSynthesizer: new PlainSynthesizer(),
    });
    addContacta(app, config, resolve(import.meta.dirname, '../dist/functions'));
    return stacksOf(app.synth(), config.stage);
  });
  const faults = creationFaults(stacks, contextOf(stages));
  for (const { rule, stack, resource, advice } of faults) console.error(`${rule}: ${stack}/${resource}: ${advice}`);
  const which = stages.map(({ stage }) => stage).join(', ');
  console.log(
    `${stacks.length} stacks of ${which}: ${faults.length === 0 ? 'can be created' : `${faults.length} faults`}`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
