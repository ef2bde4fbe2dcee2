/** Lambda entry point of `operations-migrate`: `{}`, again until it answers `done`. After every deployment. */
import { createCursors } from '#platform/cursor.ts';
import { openGround } from '../../composition/ground.ts';
import { createMigrate } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createMigrate({ ...openGround(environment), cursors: createCursors(environment.CURSOR_KEY) });
