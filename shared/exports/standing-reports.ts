/** The reports of a company that are written every night (F21): list, add, replace, end. */
import {
  exportColumns,
  type StandingReport,
  type StandingReportInput,
  standingReportLimit,
} from '#contract/exports.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
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
  fileType = 'machine',
  updatedAt,
  ...report
}: StandingReportValue): StandingReport => ({
  ...report,
  format: { type: fileType, bom, dates },
  updatedAt: isoTime(updatedAt),
});

const contentOf = (input: StandingReportInput) => ({
  name: input.name,
  filters: input.filters,
  columns: [...(input.columns ?? Object.keys(exportColumns.interactions))],
  bom: input.format.bom,
  dates: input.format.dates,
  fileType: input.format.type,
  days: input.days,
  active: input.active,
  notify: [...new Set(input.notify)],
});

const checkUsers = async (deps: StandingReportDeps, tenant: string, notify: readonly string[]): Promise<void> => {
  const known = await Promise.all(notify.map((userId) => deps.isUser(tenant, userId)));
  if (known.includes(false))
    throw Refusal.at('notify', 'USER_NOT_FOUND', 'only users of the company; see GET /v1/users.');
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
      `A company can have at most ${standingReportLimit}; delete one that nobody reads.`,
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
  return writeOnce(
    () => deps.exports.saveStandingReport(undefined, report, signedByUser(input.userId, at)).then(() => view(report)),
    async () => view((await findReport(deps, input)).value),
  );
};

/** @throws Refusal NOT_FOUND, VERSION_CONFLICT, USER_NOT_FOUND */
export const putStandingReport = async (
  deps: StandingReportDeps,
  input: {
    readonly tenant: string;
    readonly userId: string;
    readonly reportId: string;
    readonly body: StandingReportInput;
    readonly ifMatch: number | undefined;
  },
): Promise<StandingReport> => {
  const before = await findReport(deps, input);
  const { value } = before;
  const conflict = () => {
    throw new Refusal('VERSION_CONFLICT', `Changed at ${isoTime(value.updatedAt)}. Read it again.`);
  };
  if (input.ifMatch !== undefined && input.ifMatch !== value.version) conflict();
  await checkUsers(deps, input.tenant, input.body.notify);
  const now = deps.clock.now();
  const next = { ...value, ...contentOf(input.body), updatedAt: now, version: value.version + 1 };
  await writeOnce(() => deps.exports.saveStandingReport(before, next, signedByUser(input.userId, now)), conflict);
  return view(next);
};

/** @throws Refusal NOT_FOUND */
export const deleteStandingReport = async (
  deps: StandingReportDeps,
  input: { readonly tenant: string; readonly userId: string; readonly reportId: string },
): Promise<{ reportId: string }> => {
  const signature = signedByUser(input.userId, deps.clock.now());
  await deps.exports.removeStandingReport(await findReport(deps, input), signature);
  return { reportId: input.reportId };
};
