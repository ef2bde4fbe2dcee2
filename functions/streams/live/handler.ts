/** Lambda entry point of `streams-live`. */
import { createCursors } from '#platform/cursor.ts';
import { isClosed } from '../../composition/companies.ts';
import { openGround } from '../../composition/ground.ts';
import { findAdvisors, live } from '../../composition/live.ts';
import { take } from '../../composition/part.ts';
import { socketGateway } from '../../composition/ports.ts';
import { createLiveFeed } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createLiveFeed({
  ...take(openGround(environment), { live, findAdvisors, isClosed }),
  gateway: socketGateway(environment),
  cursors: createCursors(environment.CURSOR_KEY),
});
