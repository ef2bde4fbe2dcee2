/** `cdk synth -c stage=dev|prod`: configuration of the stage in, stacks out, checked by cdk-nag. */
import { resolve } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stageConfig } from '../lib/config.ts';
import { addContacta } from '../lib/contacta-app.ts';
import { PlainSynthesizer } from '../lib/synthesizer.ts';

const app = new App({
  analyticsReporting: false,
  treeMetadata: false,
  defaultStackSynthesizer: new PlainSynthesizer(),
});
const config = stageConfig(app.node.tryGetContext('stage') ?? 'dev');
addContacta(app, config, resolve(import.meta.dirname, '../dist/functions'));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
