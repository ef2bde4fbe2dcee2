/** Requests an export: for the night, once a day and user, or at once (B35–B40, Q4). */
import { type ExportTray, exportNotices } from '#contract/export-trays.ts';
import { type ExportCreate, standardColumns } from '#contract/exports.ts';
import type { ProcessState } from '#contract/vocabulary.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { localDay } from '#platform/local-time.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { dayRange } from '#shared/interactions/range.ts';
import { cancelledProcess } from '#shared/processes/cancelled-process.ts';
import type { ProcessValue, Selection } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, takeUpMs } from '#shared/processes/rules.ts';
import type { ExportSlotValue } from './entities.ts';
import type { ExportStore } from './export-store.ts';
import { nightTimes } from './schedule.ts';

export interface RequestExportDeps {
  readonly exports: Pick<ExportStore, 'findSlot' | 'findProcess' | 'request'>;
  readonly processes: Pick<ProcessRecords, 'create' | 'find'>;
  readonly jobs: ProcessJobs;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

export interface RequestedExport {
  readonly processId: string;
  readonly state: ProcessState;
  readonly runsAt: string;
  readonly notice: string;
}

/** A slot is of no use once its local date is over everywhere, s. */
const slotLifeS = 7 * 86_400;

const isByNight = (tray: ExportTray): boolean => tray === 'interactions';

/** @throws Refusal RANGE_INVALID, RANGE_TOO_LONG, FILTER_INVALID */
const rangeOf = (body: ExportCreate, today: string): Pick<Selection, 'from' | 'to'> => {
  const { tray, from, to } = body;
  if (tray === 'interactions') return dayRange({ from, to }, today, 'RANGE_TOO_LONG');
  if (from === undefined && to === undefined) return { from: null, to: null };
  if (tray === 'customers')
    throw new Refusal('FILTER_INVALID', 'An export of customers has no dates: omit from and to.');
  return dayRange({ from, to }, today, 'RANGE_TOO_LONG');
};

/** @throws Refusal as `rangeOf` */
const selectionOf = (body: ExportCreate, today: string): Selection => ({
  tray: body.tray,
  ...rangeOf(body, today),
  filters: body.filters,
  columns: [...(body.columns ?? standardColumns(body.tray, body.format.type))],
  bom: body.format.bom,
  dates: body.format.dates,
  fileType: body.format.type,
});

const newExport = (
  input: { readonly tenant: string; readonly userId: string; readonly processId: string; readonly at: number },
  selection: Selection,
  company: Pick<CompanyValue, 'timeZone' | 'language' | 'defaultCountry'>,
): ProcessValue => {
  const night = isByNight(selection.tray) ? nightTimes(input.at, company.timeZone) : undefined;
  return pendingProcess({
    tenant: input.tenant,
    processId: input.processId,
    kind: 'export',
    format: { timeZone: company.timeZone, language: company.language, country: company.defaultCountry },
    // Known from the start: whenever it runs, and however often, it is as of the same moment (I13).
    cut: night?.cut ?? input.at,
    createdAt: input.at,
    requestedBy: input.userId,
    selection,
    // By night the sweep makes the job when its time has come; at once, it makes good a job that was lost.
    dueAt: night?.runsAt ?? input.at + takeUpMs,
  });
};

/** Takes the slot of the day for the process. @throws Refusal EXPORT_ALREADY_REQUESTED */
const takeSlot = (deps: RequestExportDeps, process: ProcessValue, date: string, replace: boolean) => {
  const { tenant, processId, createdAt: now, requestedBy: userId, selection } = process;
  const tray = selection?.tray ?? 'interactions';
  return changeItem({
    item: `export slot of ${tray} of ${date} of user ${userId}`,
    read: async () => {
      const slotBefore = await deps.exports.findSlot({ tenant, userId, tray, date });
      const earlierId = slotBefore?.value.processId;
      const asksEarlier = earlierId !== undefined && earlierId !== processId;
      return { slotBefore, earlier: asksEarlier ? await deps.exports.findProcess(tenant, earlierId) : undefined };
    },
    decide: ({ slotBefore, earlier }) => {
      // A repeat of this very request.
      if (slotBefore?.value.processId === processId) return { result: undefined };
      const isFree = earlier === undefined || earlier.value.state === 'cancelled';
      if (!isFree && !(replace && earlier.value.state === 'pending')) {
        const waits = earlier.value.state === 'pending';
        throw new Refusal(
          'EXPORT_ALREADY_REQUESTED',
          waits
            ? `You already requested the export of ${date}, as ${earlier.value.processId}. Send replace: true to replace it with this one.`
            : `Your export of ${date} has already been written, as ${earlier.value.processId}. Ask again tomorrow.`,
        );
      }
      const slot: ExportSlotValue = {
        tenant,
        userId,
        tray,
        date,
        processId,
        expiresAt: Math.floor(now / 1_000) + slotLifeS,
      };
      const replaced = isFree ? undefined : { before: earlier, after: cancelledProcess(earlier.value, userId, now) };
      return { write: () => deps.exports.request({ process, slot, slotBefore, replaced }) };
    },
  });
};

/**
 * @param input.processId id of what is made: the same for a repeat under the same Idempotency-Key
 * @param input.at epoch ms of the first request
 * @throws Refusal EXPORT_ALREADY_REQUESTED, RANGE_INVALID, RANGE_TOO_LONG, FILTER_INVALID
 */
export const requestExport = async (
  deps: RequestExportDeps,
  input: {
    readonly tenant: string;
    readonly userId: string;
    readonly processId: string;
    readonly at: number;
    readonly body: ExportCreate;
  },
): Promise<RequestedExport> => {
  const { tenant, processId, at, body } = input;
  const company = await deps.findCompany(tenant);
  const today = localDay(at, company.timeZone);
  const process = newExport(input, selectionOf(body, today), company);
  if (isByNight(body.tray)) {
    await takeSlot(deps, process, today, body.replace);
  } else {
    await deps.processes.create(process);
  }
  const stored = (await deps.processes.find(tenant, processId)) ?? process;
  if (!isByNight(body.tray) && !hasEnded(stored)) await deps.jobs.enqueue({ tenant, processId });
  return {
    processId,
    state: stored.state,
    runsAt: isoTime(isByNight(body.tray) ? (process.dueAt ?? at) : at),
    notice: exportNotices[body.tray][company.language],
  };
};
