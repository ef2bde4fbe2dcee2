/**
 * Lambda entry point of `schedules-integrity`: every quarter of an hour by its schedule; by an operator with
 * `{"tenant": "demo"}`, again with the `processId` of the answer until it is `done`.
 */

import { openGround } from '../../composition/ground.ts';
import { createIntegrityCheck } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createIntegrityCheck(openGround(environment));
