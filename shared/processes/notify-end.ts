/**
 * Tells people by e-mail that a process has ended (B34, F21). Who was told is kept after each e-mail, so that a repeat
 * goes on behind it: at worst one person is told twice, nobody is left out.
 */
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { ProcessValue } from './entities.ts';
import { type EndNotice, noticeOfEnd } from './notice.ts';
import type { ProcessRecords } from './ports.ts';
import { hasEnded, noticeOf } from './rules.ts';

/** Times that sending may fail before it is given up. */
const mostFailures = 5;
/** Pause before it is tried again, ms. */
const retryAfterMs = 15 * 60_000;

export interface NotifyEndDeps {
  readonly processes: Pick<ProcessRecords, 'find' | 'change'>;
  readonly findCompany: FindCompany;
  /** E-mail address of a user of the company, and whether the user wishes to be told; undefined: no such user. */
  readonly findReader: (
    tenant: string,
    userId: string,
  ) => Promise<{ readonly email: string; readonly wishesNotices: boolean } | undefined>;
  /** Sends from the company's own account. @throws whatever the provider answered */
  readonly sendNotice: (
    sender: NonNullable<CompanyValue['senders']['email']>,
    recipient: string,
    notice: EndNotice,
  ) => Promise<void>;
  /** Origin of the console. */
  readonly consoleUrl: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** @returns whether the process had ended, so that nothing but this was left to do */
export const notifyEnd = async (
  deps: NotifyEndDeps,
  { tenant, processId }: { readonly tenant: string; readonly processId: string },
): Promise<boolean> => {
  const process = await deps.processes.find(tenant, processId);
  if (process === undefined || !hasEnded(process)) return false;
  if (process.dueAt === null) return true;
  const { senders, language } = await deps.findCompany(tenant);
  const told = new Set(process.notice?.told);
  const keep = (change: Pick<ProcessValue, 'dueAt'> & { failures?: number }) =>
    deps.processes.change(tenant, processId, (current) => ({
      ...current,
      dueAt: change.dueAt,
      notice: { told: [...told], failures: change.failures ?? current.notice?.failures ?? 0 },
    }));
  try {
    // A company without an account for e-mail has nothing to tell with: its people see the bell.
    for (const userId of senders.email === null ? [] : await recipientsOf(deps, process)) {
      if (told.has(userId)) continue;
      const reader = await deps.findReader(tenant, userId);
      if (reader !== undefined && senders.email !== null) {
        await deps.sendNotice(senders.email, reader.email, noticeOfEnd(process, language, deps.consoleUrl));
      }
      told.add(userId);
      await keep({ dueAt: process.dueAt });
    }
    await keep({ dueAt: null });
    deps.log.info('end of process told', { tenant, processId, count: told.size });
  } catch (error) {
    const failures = (process.notice?.failures ?? 0) + 1;
    deps.log.error('end of process not told', { tenant, processId, count: failures, reason: reasonOf(error) });
    await keep({ dueAt: failures < mostFailures ? deps.clock.now() + retryAfterMs : null, failures });
  }
  return true;
};

const recipientsOf = async (deps: NotifyEndDeps, process: ProcessValue): Promise<readonly string[]> => {
  const { always, ifWished } = noticeOf(process);
  const wishing: string[] = [];
  for (const userId of ifWished) {
    if ((await deps.findReader(process.tenant, userId))?.wishesNotices) wishing.push(userId);
  }
  return [...always, ...wishing];
};
