/**
 * `cdk synth -c stage=dev|prod`, or `-c stage=<name> -c config=<file>`: configuration of the stage in, stacks out,
 * checked by cdk-nag.
 */
import { resolve } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { configFile, stageConfig } from '../lib/config.ts';
import { addContacta } from '../lib/contacta-app.ts';
import { PlainSynthesizer } from '../lib/synthesizer.ts';

const app = new App({
  analyticsReporting: false,
  treeMetadata: false,
  defaultStackSynthesizer: new PlainSynthesizer(),
});
const stage: unknown = app.node.tryGetContext('stage');
// Who names no stage wants the system on this machine, whatever deployments the environment knows of.
const config =
  stage === undefined ? stageConfig('dev') : stageConfig(stage, configFile(app.node.tryGetContext('config')));
addContacta(app, config, resolve(import.meta.dirname, '../dist/functions'));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
