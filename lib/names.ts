/** Names that must be known before deployment, because something outside the stacks uses them. */
import type { StageConfig } from './config.ts';

/** Name of the stage's SES configuration set. */
export const emailConfigurationSetName = ({ stage }: StageConfig): string => `contacta-${stage}`;
