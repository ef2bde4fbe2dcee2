/** A company with customers, alerts on their addresses, and the stream that keeps the work list of alerts in step. */

import type { AlertActionAnswer } from '#contract/alert-actions.ts';
import type { AlertedAddress } from '#contract/alerts.ts';
import type { Problem } from '#contract/errors.ts';
import type { Role } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import { Table } from '#platform/table/kernel.ts';
import { workOnAlertAction } from '#shared/alert-actions/work-on-action.ts';
import { User } from '#shared/companies/entities.ts';
import { prepareFailure } from '#shared/contactability/address-state.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import type { FailureFact } from '#shared/contactability/alert.ts';
import { createSuppressionList } from '#shared/messaging/providers/email/suppression-list.ts';
import { createOptOutList } from '#shared/messaging/providers/sms/opt-out-list.ts';
import type { ProcessJob, ProcessJobs } from '#shared/processes/process-jobs.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { contactabilityRoutes } from '../../functions/api/contactability/bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { actionWork } from '../../functions/composition/alert-actions.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { standardAccess } from './access.ts';
import { callApi } from './call-api.ts';
import {
  type AddressInput,
  addressKey,
  type CustomerAnswer,
  countingLog,
  ListClient,
  refOf,
  seedCompanies,
} from './contact-system.ts';
import type { TestTable } from './engines.ts';
import { TableObserver } from './table-observer.ts';

export const noon = Date.UTC(2026, 10, 20, 15);
export const day = 86_400_000;

export interface AlertPage extends Problem {
  readonly items: readonly AlertedAddress[];
  readonly nextCursor?: string;
}

/** The company's time, which tests move. */
export const createAlertWorld = async (engine: TestTable) => {
  const time = { at: noon + day };
  const clock = { now: () => time.at };
  const observer = new TableObserver('demo', addressKey);
  const table = new Table(observer.wrap(engine.client), engine.name);
  await seedCompanies(engine.table);
  for (const userId of ['ana', 'leo']) {
    const user = { tenant: 'demo', userId, name: userId, email: `${userId}@demo.example`, updatedAt: 0 } as const;
    await table.put(User, { ...user, roles: ['supervisor'] }, 'any');
  }
  const log = countingLog();
  const ses = new ListClient();
  const called: ProcessJob[] = [];
  const jobs: ProcessJobs = { enqueue: async (job) => void called.push(job) };
  const cursors = createCursors('cursor-key');
  const access = standardAccess(table, clock);
  const api = callApi(
    [
      ...customerRoutes({ table, clock, cursors, addressKey }),
      ...contactabilityRoutes({
        table,
        clock,
        cursors,
        suppressionList: createSuppressionList(ses),
        optOutList: createOptOutList(new ListClient()),
        log,
        addressKey,
        alertJobs: jobs,
      }),
    ],
    log,
    access.admit,
  );
  const call = async <Body>(
    target: string,
    body?: unknown,
    { userId = 'ana', roles = ['supervisor'] }: { userId?: string; roles?: readonly Role[] } = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: Body }> =>
    api<Body>({
      call: target,
      headers,
      ...(body === undefined ? {} : { body }),
      caller: { tenant: 'demo', userId, roles },
    });
  const stream = createProjections({ table, clock, log });
  const states = new AddressStateStore(table);
  /** Tells the stream of everything that was written, and of what it writes itself, until it is quiet. */
  const settle = async (): Promise<void> => {
    for (let records = observer.takeRecords(time.at); records.length > 0; records = observer.takeRecords(time.at)) {
      const { batchItemFailures } = await stream({ Records: [...records] });
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records were not projected.`);
    }
  };
  let workers = 0;
  /** A worker of its own for a process, over the table as `through` gives it. @param remainingMs time that it has left */
  const work = (processId: string, options: { through?: Table; remainingMs?: () => number } = {}) => {
    workers += 1;
    const on = { table: options.through ?? table, clock, log, suppressionList: createSuppressionList(ses) };
    return workOnAlertAction(
      { ...actionWork(on), log, jobs },
      { tenant: 'demo', processId },
      { worker: `worker-${workers}`, remainingMs: options.remainingMs ?? (() => 900_000) },
    );
  };
  return {
    called,
    work,
    /** What people see of a process. */
    process: async (processId: string) => {
      const process = await new ProcessStore(table).find('demo', processId);
      if (process === undefined) throw new Error(`No process ${processId}.`);
      return process;
    },
    /** Asks for the number, then for the action with it. @returns id of its process */
    ask: async (action: 'clear' | 'raise', body: object, as: { userId?: string } = {}): Promise<string> => {
      const dry = await call<AlertActionAnswer>(`POST /v1/alerts/${action}`, { ...body, dryRun: true }, as);
      const expected = dry.body.addresses;
      const { body: answer } = await call<AlertActionAnswer>(`POST /v1/alerts/${action}`, { ...body, expected }, as);
      if (answer.process == null) throw new Error(`Nothing to do: ${JSON.stringify([dry.body, answer])}`);
      return answer.process.processId;
    },
    table,
    observer,
    time,
    clock,
    log,
    ses,
    call,
    states,
    stream,
    settle,
    addCustomer: async (name: string, addresses: readonly AddressInput[], more: object = {}) => {
      const answer = await call<CustomerAnswer>('POST /v1/customers', { name, addresses, ...more });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    /** A failure of a message to the address, as the provider's event tells it. */
    fail: async (address: AddressInput, over: Partial<FailureFact> = {}) => {
      const ref = refOf(address);
      const at = over.at ?? noon;
      const epoch = (await states.find(ref, { consistent: true }))?.value.epoch ?? 0;
      const fact: FailureFact = {
        factId: `f${at}`,
        messageId: `c1-m${at}`,
        class: 'HARD',
        code: 'Permanent/NoEmail',
        at,
        epoch,
        day: new Date(at).toISOString().slice(0, 10),
        ...over,
      };
      const plan = await prepareFailure({ states, clock }, { ...ref, fact, threshold: 3 });
      if (plan.actions.length > 0) await table.transact(plan.actions);
    },
    list: async (query = '', as: { userId?: string; roles?: readonly Role[] } = {}): Promise<AlertPage> =>
      (await call<AlertPage>(`GET /v1/alerts${query === '' ? '' : `?${query}`}`, undefined, as)).body,
  };
};
export type AlertWorld = Awaited<ReturnType<typeof createAlertWorld>>;
