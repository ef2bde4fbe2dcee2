/** Names that must be known before deployment, because something outside the stacks uses them. */
import { Aws } from 'aws-cdk-lib';
import type { StageConfig } from './config.ts';

/** Name of the stage's SES configuration set. */
export const emailConfigurationSetName = ({ stage }: StageConfig): string => `contacta-${stage}`;

/** Name of the stage's set of receipt rules; SES has one active set per account and region. */
export const receiptRuleSetName = ({ stage }: StageConfig): string => `contacta-${stage}-inbound`;

/** Prefix of the managed login's domain. All accounts of a region share these names, so ours carries the account's number. */
export const loginDomainPrefix = ({ stage, loginDomainPrefix: own }: StageConfig): string =>
  own ?? `contacta-${stage}-${Aws.ACCOUNT_ID}`;

/** Name in a service that has one list of names for all regions of an account: CloudFront, dashboards. */
export const accountWideName = ({ stage }: StageConfig, what: string): string =>
  `contacta-${stage}-${Aws.REGION}-${what}`;
