import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';

/** A generated key of 64 letters and digits (about 381 bits) that functions get in their environment. */
export class HmacKey extends Construct {
  /** Dynamic reference that CloudFormation resolves at deployment; the template never holds the key. */
  readonly value: string;

  constructor(scope: Construct, id: string, props: { readonly config: StageConfig; readonly description: string }) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: props.description,
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'key',
        passwordLength: 64,
        excludePunctuation: true,
      },
      // Without the key no address is found again: it outlives the stack wherever data does.
      removalPolicy: props.config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(secret, {
      'AwsSolutions-SMG4':
        'Rotation would orphan every address key in the table; see docs/decisions/0011-keys-in-environment.md.',
    });
    this.value = secret.secretValueFromJson('key').unsafeUnwrap();
  }
}
