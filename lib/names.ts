/** Names that must be known before deployment, because something outside the stacks uses them. */
import type { StageConfig } from './config.ts';

/** Name of the stage's SES configuration set. */
export const emailConfigurationSetName = ({ stage }: StageConfig): string => `contacta-${stage}`;

/** Name of the stage's set of receipt rules; SES has one active set per account and region. */
export const receiptRuleSetName = ({ stage }: StageConfig): string => `contacta-${stage}-inbound`;
