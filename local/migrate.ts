import * as z from 'zod';
import { RunnerError } from './errors.ts';

/** End of the name of the product's operator function that brings what is stored into the form of its release. */
const migrateFunction = 'operations-migrate';

const outcomeSchema = z.looseObject({
  ok: z.boolean().default(false),
  payload: z.looseObject({
    done: z.boolean(),
    migrations: z.array(z.looseObject({ id: z.string(), changed: z.number(), failed: z.number() })),
  }),
});

/**
 * Brings the data folder into the form of the stacks that run, as an operator does after a deployment. Data of today's
 * release is looked through once.
 *
 * @throws RunnerError when the function does not answer as it should
 */
export const migrate = async (controlUrl: string, print: (line: string) => void): Promise<void> => {
  for (;;) {
    const answer = await fetch(`${controlUrl}/invoke/${migrateFunction}`, { method: 'POST', body: '{}' });
    // Stacks of before migrations.
    if (answer.status === 404) return;
    const outcome = outcomeSchema.safeParse(await answer.json());
    if (!outcome.success || !outcome.data.ok) {
      throw new RunnerError('The stored data could not be migrated.', 'The log of operations-migrate says why.');
    }
    const { done, migrations } = outcome.data.payload;
    if (!done) continue;
    const failed = migrations.reduce((sum, migration) => sum + migration.failed, 0);
    if (failed > 0)
      print(`Migrations: ${failed} items were left as they are; the log of operations-migrate says which.`);
    return;
  }
};
