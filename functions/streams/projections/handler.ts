/** Lambda entry point of `streams-projections`. */

import { openGround } from '../../composition/ground.ts';
import { createProjections } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createProjections(openGround(environment));
