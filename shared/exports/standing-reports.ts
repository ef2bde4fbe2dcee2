/** The reports of a company that are written every night (F21): list, add, replace, end. */
import {
  exportColumns,
  type StandingReport,
  type StandingReportInput,
  standingReportLimit,
} from '#contract/exports.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { StandingReportValue } from './entities.ts';
import type { ExportStore } from './export-store.ts';

export interface StandingReportDeps {
  readonly exports: Pick<
    ExportStore,
    'listStandingReports' | 'findStandingReport' | 'saveStandingReport' | 'removeStandingReport'
  >;
  /** Users of the company, by id. */
  readonly isUser: (tenant: string, userId: string) => Promise<boolean>;
  readonly clock: Clock;
}

const view = ({
  tenant: _tenant,
  createdAt: _createdAt,
  bom,
  dates,
  updatedAt,
  ...report
}: StandingReportValue): StandingReport => ({
  ...report,
  format: { bom, dates },
  updatedAt: isoTime(updatedAt),
});

const contentOf = (input: StandingReportInput) => ({
  name: input.name,
  filters: input.filters,
  columns: [...(input.columns ?? Object.keys(exportColumns.interactions))],
  ...input.format,
  days: input.days,
  active: input.active,
  notify: [...new Set(input.notify)],
});

const checkUsers = async (deps: StandingReportDeps, tenant: string, notify: readonly string[]): Promise<void> => {
  const known = await Promise.all(notify.map((userId) => deps.isUser(tenant, userId)));
  if (known.includes(false))
    throw new Refusal('USER_NOT_FOUND', 'notify: name users of the company; see GET /v1/users.');
};

const findReport = async (
  deps: StandingReportDeps,
  { tenant, reportId }: { readonly tenant: string; readonly reportId: string },
): Promise<Stored<StandingReportValue>> => {
  const stored = await deps.exports.findStandingReport(tenant, reportId);
  if (stored === undefined) throw new Refusal('NOT_FOUND', 'No standing report has this id.');
  return stored;
};

export const listStandingReports = async (
  deps: Pick<StandingReportDeps, 'exports'>,
  tenant: string,
): Promise<{ items: StandingReport[] }> => ({ items: (await deps.exports.listStandingReports(tenant)).map(view) });

/**
 * @param input.reportId the same for a repeat under the same Idempotency-Key
 * @throws Refusal STANDING_REPORT_LIMIT, USER_NOT_FOUND
 */
export const createStandingReport = async (
  deps: StandingReportDeps,
  input: {
    readonly tenant: string;
    readonly userId: string;
    readonly reportId: string;
    readonly at: number;
    readonly body: StandingReportInput;
  },
): Promise<StandingReport> => {
  const { tenant, reportId, at, body } = input;
  const earlier = await deps.exports.findStandingReport(tenant, reportId);
  if (earlier !== undefined) return view(earlier.value);
  await checkUsers(deps, tenant, body.notify);
  const others = await deps.exports.listStandingReports(tenant);
  if (others.length >= standingReportLimit) {
    throw new Refusal(
      'STANDING_REPORT_LIMIT',
      `A company has at most ${standingReportLimit}; end one that nobody reads.`,
    );
  }
  const report: StandingReportValue = {
    tenant,
    reportId,
    ...contentOf(body),
    createdBy: input.userId,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  try {
    await deps.exports.saveStandingReport(report, 'absent');
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return view((await findReport(deps, input)).value);
  }
  return view(report);
};

/** @throws Refusal NOT_FOUND, VERSION_CONFLICT, USER_NOT_FOUND */
export const putStandingReport = async (
  deps: StandingReportDeps,
  input: {
    readonly tenant: string;
    readonly reportId: string;
    readonly body: StandingReportInput;
    readonly ifMatch: number | undefined;
  },
): Promise<StandingReport> => {
  const { value, revision } = await findReport(deps, input);
  const conflict = () => new Refusal('VERSION_CONFLICT', `Changed at ${isoTime(value.updatedAt)}. Read it again.`);
  if (input.ifMatch !== undefined && input.ifMatch !== value.version) throw conflict();
  await checkUsers(deps, input.tenant, input.body.notify);
  const next = { ...value, ...contentOf(input.body), updatedAt: deps.clock.now(), version: value.version + 1 };
  try {
    await deps.exports.saveStandingReport(next, revision);
  } catch (error) {
    if (error instanceof ConditionFailed) throw conflict();
    throw error;
  }
  return view(next);
};

/** @throws Refusal NOT_FOUND */
export const deleteStandingReport = async (
  deps: StandingReportDeps,
  input: { readonly tenant: string; readonly reportId: string },
): Promise<{ reportId: string }> => {
  await deps.exports.removeStandingReport(await findReport(deps, input));
  return { reportId: input.reportId };
};
