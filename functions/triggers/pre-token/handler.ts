/** Function `triggers-pre-token`. */

import { openGround } from '../../composition/ground.ts';
import { preTokenTrigger } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = preTokenTrigger(openGround(environment));
