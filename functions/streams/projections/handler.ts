/** Lambda entry point of `streams-projections`. */
import { openTable } from '#platform/aws.ts';
import { createLog } from '#platform/log.ts';
import { Environment } from './env.ts';
import { createProjections } from './projections.ts';

const environment = Environment.parse(process.env);

export const handler = createProjections({ table: openTable(environment.TABLE_NAME), log: createLog() });
