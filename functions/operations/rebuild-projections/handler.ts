/** Lambda entry point of `operations-rebuild-projections`: `{"tenant": "demo"}`, again with `cursor` until none comes. */
import { createCursors } from '#platform/cursor.ts';
import { openGround } from '../../composition/ground.ts';
import { createRebuildProjections } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createRebuildProjections({
  ...openGround(environment),
  cursors: createCursors(environment.CURSOR_KEY),
});
