/** What every function of the API opens once, whatever its routes: table, clock, log, cursors, and who is let in. */
import type * as z from 'zod';
import { LimitsSchema } from '#contract/limits.ts';
import { type Cursors, createCursors } from '#platform/cursor.ts';
import { type BoundRoute, createApi } from '#platform/http/api.ts';
import { openGround } from '../composition/ground.ts';
import type { On } from '../composition/part.ts';
import type { ApiEnvironment } from '../environment.ts';
import { type Access, createAccess } from './access.ts';

/** What routes are bound with. */
export interface ApiParts extends On<'table' | 'clock' | 'log'>, Access {
  readonly cursors: Cursors;
}

/** The Lambda handler of a resource family. */
export const serve = (
  environment: z.output<typeof ApiEnvironment>,
  bind: (parts: ApiParts) => readonly BoundRoute[],
) => {
  const ground = openGround(environment);
  const access = createAccess({ ...ground, limits: LimitsSchema.parse(JSON.parse(environment.LIMITS)) });
  const parts = { ...ground, ...access, cursors: createCursors(environment.CURSOR_KEY) };
  return createApi(ground.log, bind(parts), access.admit);
};
