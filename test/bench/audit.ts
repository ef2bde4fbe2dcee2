/**
 * The nightly check of a whole portfolio (issue 10, C.12): what it reads, the CPU and memory that it takes, and whether an
 * invocation whose time is up hands over to the next one.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { integrityMemory, integrityMinutes } from '../../lib/constructs/background-jobs.ts';
import { startTable } from '../support/engines.ts';
import { fillPortfolio } from './portfolio.ts';
import { start, tenant } from './world.ts';

const InvocationSchema = z.object({
  processId: z.string(),
  done: z.boolean(),
  checked: z.number(),
  repaired: z.number(),
  left: z.number(),
  read: z.number(),
  write: z.number(),
  cpuMs: z.number(),
  peakBytes: z.number(),
});
export type Invocation = z.infer<typeof InvocationSchema>;

export interface Audit {
  readonly customers: number;
  readonly itemsOfOne: number;
  /** Minutes of CPU after which an invocation is ended by Lambda, and its memory in MB. */
  readonly lambdaMinutes: number;
  readonly memoryMb: number;
  readonly invocations: readonly Invocation[];
}

const invoke = (endpoint: string, task: object): Promise<Invocation> =>
  new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'audit-process.ts'), [JSON.stringify(task)], {
      execArgv: [`--max-old-space-size=${integrityMemory}`],
      env: {
        PATH: process.env.PATH,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      },
    });
    child.once('message', (message) => resolve(InvocationSchema.parse(message)));
    child.once('exit', (code) => reject(new Error(`The check ended (${code}) without a result.`)));
  });

/**
 * @param lambdaMinutes shorter than the function's timeout, it shows the handing over with fewer customers
 * @throws Error when the check finds anything: nothing is wrong with the portfolio
 */
export const measureAudit = async (
  customers: number,
  tell: (line: string) => void,
  lambdaMinutes: number = integrityMinutes,
): Promise<Audit> => {
  const engine = await startTable();
  try {
    const itemsOfOne = await fillPortfolio(engine, customers, tell);
    tell(`${customers} customers are there`);
    const invocations: Invocation[] = [];
    for (let last: Invocation | undefined; last?.done !== true; ) {
      const more = last === undefined ? {} : { processId: last.processId };
      last = await invoke(engine.endpoint, {
        tableName: engine.name,
        event: { tenant, ...more },
        // The lease of the one before is given back.
        now: start + (invocations.length + 1) * 900_000,
        worker: `audit-${invocations.length}`,
        lambdaMs: lambdaMinutes * 60_000,
      });
      tell(JSON.stringify(last));
      invocations.push(last);
      if (last.repaired + last.left > 0) throw new Error(`${last.repaired} are repaired, ${last.left} left.`);
    }
    return { customers, itemsOfOne, lambdaMinutes, memoryMb: integrityMemory, invocations };
  } finally {
    await engine.stop();
  }
};
