/**
 * Begins a clearing or marking of many addresses (F9, ADR 61). The number comes first: what is done is what a dry run has
 * counted, or nothing. Which addresses they are is settled with the request, so that an alert of later is left alone.
 */
import type * as z from 'zod';
import {
  type AlertActionAnswerSchema,
  type AlertActionFilter,
  type AlertActionState,
  alertActionLimit,
  sharedShown,
} from '#contract/alert-actions.ts';
import { type AlertedAddress, mostOwnersCounted } from '#contract/alerts.ts';
import type { Channel } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { inParallel } from '#platform/in-parallel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { AddressRef } from '#shared/contactability/address-state.ts';
import type { AlertRowValue } from '#shared/contactability/listed-alert.ts';
import type { ListOwners } from '#shared/contactability/refresh-owners.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { normalizeAddress } from '#shared/customers/addresses.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, takeUpMs } from '#shared/processes/rules.ts';
import { noCounts } from './checkpoint.ts';
import type { AlertActionStore, Target } from './store.ts';

export interface RequestActionDeps {
  readonly actions: Pick<AlertActionStore, 'find' | 'saveTargets' | 'begin'>;
  /** Alerts of a filter, at most so many. */
  readonly collectAlerts: (
    tenant: string,
    filter: AlertActionFilter,
    most: number,
  ) => Promise<readonly AlertRowValue[]>;
  /** Rows of those of the addresses that have an alert. */
  readonly findListedAlerts: (refs: readonly AddressRef[]) => Promise<readonly AlertRowValue[]>;
  readonly describeAlerts: (rows: readonly AlertRowValue[]) => Promise<readonly (AlertedAddress | undefined)[]>;
  readonly listOwners: ListOwners;
  readonly findCompany: FindCompany;
  readonly jobs: ProcessJobs;
  readonly addressKey: string;
  readonly clock: Clock;
}

export interface ActionRequest {
  readonly tenant: string;
  readonly userId: string;
  /** Id and time (epoch ms) of what is asked for; those of the first request where it comes again. */
  readonly processId: string;
  readonly at: number;
  readonly body: {
    readonly filter?: AlertActionFilter | undefined;
    readonly addresses?: readonly { readonly channel: Channel; readonly value: string }[] | undefined;
    readonly reason: string;
    readonly comment?: string | undefined;
    readonly dryRun: boolean;
    readonly expected?: number | undefined;
  };
}

type Answer = z.input<typeof AlertActionAnswerSchema>;

/** What an action would go through. */
interface Plan extends Omit<Answer, 'addresses' | 'process'> {
  readonly targets: readonly Target[];
}

/** Addresses whose owners are counted at the same time. */
const atOnce = 20;

/** The addresses as they are kept, each once; what is none is left out. */
const refsOf = async (
  deps: Pick<RequestActionDeps, 'findCompany' | 'addressKey'>,
  tenant: string,
  addresses: NonNullable<ActionRequest['body']['addresses']>,
): Promise<readonly AddressRef[]> => {
  const { defaultCountry } = await deps.findCompany(tenant);
  const refs = new Map<string, AddressRef>();
  for (const { channel, value } of addresses) {
    const normal = normalizeAddress(channel, value, [defaultCountry]);
    if ('code' in normal) continue;
    const hash = addressHash(deps.addressKey, channel, normal.value);
    refs.set(`${channel} ${hash}`, { tenant, channel, hash });
  }
  return [...refs.values()];
};

const targetOf = ({ channel, hash }: AddressRef): Target => ({ channel, hash });

const planClearing = async (deps: RequestActionDeps, { tenant, body }: ActionRequest): Promise<Plan> => {
  const { filter, addresses = [] } = body;
  const rows =
    filter === undefined
      ? await deps.findListedAlerts(await refsOf(deps, tenant, addresses))
      : await deps.collectAlerts(tenant, filter, alertActionLimit + 1);
  if (rows.length > alertActionLimit) {
    throw new Refusal(
      'ALERT_ACTION_TOO_LARGE',
      `More than ${alertActionLimit} addresses match, and one action takes ${alertActionLimit}: narrow the filter.`,
    );
  }
  const shared = rows.filter(({ owners }) => owners > 1);
  const described = await deps.describeAlerts(shared.slice(0, sharedShown));
  return {
    targets: rows.map(targetOf),
    customers: rows.reduce((sum, { owners }) => sum + owners, 0),
    shared: shared.length,
    skipped: filter === undefined ? addresses.length - rows.length : 0,
    sharedWith: described.flatMap((row) =>
      row === undefined
        ? []
        : [
            {
              channel: row.channel,
              value: row.value,
              owners: row.owners.map(({ customerId, name }) => ({ customerId, name })),
              otherOwners: row.otherOwners,
            },
          ],
    ),
  };
};

/** Only what somebody has, and has no alert yet: else a typing mistake would block whoever gets the address later. */
const planMarking = async (deps: RequestActionDeps, { tenant, body }: ActionRequest): Promise<Plan> => {
  const { addresses = [] } = body;
  const refs = await refsOf(deps, tenant, addresses);
  const alerted = new Set((await deps.findListedAlerts(refs)).map(({ channel, hash }) => `${channel} ${hash}`));
  const targets: Target[] = [];
  let [customers, shared] = [0, 0];
  await inParallel(
    refs.filter(({ channel, hash }) => !alerted.has(`${channel} ${hash}`)),
    atOnce,
    async (ref) => {
      const { owners } = await deps.listOwners(ref, { limit: mostOwnersCounted });
      const count = new Set(owners.map(({ customerId }) => customerId)).size;
      if (count === 0) return;
      targets.push(targetOf(ref));
      customers += count;
      if (count > 1) shared += 1;
    },
  );
  return { targets, customers, shared, skipped: addresses.length - targets.length, sharedWith: [] };
};

const newAction = (
  request: ActionRequest,
  action: 'clear' | 'raise',
  targets: readonly Target[],
): ProcessValue & { readonly alerts: AlertActionState } => {
  const { tenant, userId, processId, at, body } = request;
  const { filter, reason, comment } = body;
  const asked = Object.entries(filter ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const alerts: AlertActionState = {
    action,
    reason: comment === undefined ? reason : `${reason}: ${comment}`,
    ...(filter === undefined ? {} : { filter: Object.fromEntries(asked) }),
    counts: noCounts,
  };
  const process = pendingProcess({
    tenant,
    processId,
    kind: 'alert_action',
    createdAt: at,
    requestedBy: userId,
    rowsTotal: targets.length,
    alerts,
    dueAt: at + takeUpMs,
  });
  return { ...process, alerts };
};

/**
 * @returns for a dry run, and where there is nothing to do, the numbers alone
 * @throws Refusal ALERTS_CHANGED, ALERT_ACTION_TOO_LARGE, FILTER_INVALID, RANGE_INVALID
 */
export const requestAlertAction = async (
  deps: RequestActionDeps,
  action: 'clear' | 'raise',
  request: ActionRequest,
): Promise<Answer> => {
  const { tenant, processId, userId, body } = request;
  const begun = body.dryRun ? undefined : (await deps.actions.find(tenant, processId))?.value;
  const { targets, ...plan } = await (action === 'clear' ? planClearing(deps, request) : planMarking(deps, request));
  const answer = { ...plan, addresses: begun?.rowsTotal ?? targets.length };
  if (begun !== undefined) {
    // A repeat of the request, whose first answer was lost.
    if (!hasEnded(begun)) await deps.jobs.enqueue({ tenant, processId });
    return { ...answer, process: { processId, state: begun.state } };
  }
  if (body.dryRun) return { ...answer, process: null };
  if (targets.length !== body.expected) {
    throw new Refusal(
      'ALERTS_CHANGED',
      `There are ${targets.length} addresses now and ${body.expected} were expected: look again, then repeat it.`,
    );
  }
  if (targets.length === 0) return { ...answer, process: null };
  const process = newAction(request, action, targets);
  await deps.actions.saveTargets(process, targets);
  const { reason, filter } = process.alerts;
  const told = { action, addresses: targets.length, reason, ...(filter === undefined ? {} : { filter }) };
  await writeOnce(
    () => deps.actions.begin(process, signedByUser(userId, request.at), told),
    // The same request at the same time has written it.
    () => undefined,
  );
  await deps.jobs.enqueue({ tenant, processId });
  return { ...answer, process: { processId, state: process.state } };
};
