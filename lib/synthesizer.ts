import { DefaultStackSynthesizer } from 'aws-cdk-lib';

/**
 * Without the bootstrap rule the templates ask for no SSM parameter, so that they deploy to any CloudFormation
 * endpoint. (The getters say what CDK's own do, in the form that `exactOptionalPropertyTypes` asks for.)
 */
export class PlainSynthesizer extends DefaultStackSynthesizer {
  constructor() {
    super({ generateBootstrapVersionRule: false });
  }

  override get bootstrapQualifier(): string {
    return super.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  }

  override get lookupRole(): string {
    return bound(super.lookupRole);
  }

  override get cloudFormationExecutionRole(): string {
    return bound(super.cloudFormationExecutionRole);
  }
}

const bound = (role: string | undefined): string => {
  if (role === undefined) {
    throw new Error('The synthesizer is not bound to a stack: pass it to the App before the stacks are made.');
  }
  return role;
};
