import { DefaultStackSynthesizer } from 'aws-cdk-lib';

/**
 * Without the bootstrap rule the templates ask for no SSM parameter, so that they deploy to any CloudFormation
 * endpoint.
 */
export class PlainSynthesizer extends DefaultStackSynthesizer {
  constructor() {
    super({ generateBootstrapVersionRule: false });
  }

  override get bootstrapQualifier(): string {
    return super.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  }
}
