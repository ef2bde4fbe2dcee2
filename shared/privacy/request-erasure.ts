/**
 * Begins the erasure of a customer (Ley 21.719, LGPD; ADR 62). From the answer on nothing more is sent to the person; the rest is
 * the work of a process. Asked again, it answers with the same one.
 */
import type { ErasureReason } from '#contract/privacy-words.ts';
import type { ProcessState } from '#contract/vocabulary.ts';
import { isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, takeUpMs } from '#shared/processes/rules.ts';
import { noCounts } from './erasure-checkpoint.ts';
import type { StoredPage } from './person.ts';
import type { PrivacyStore } from './privacy-store.ts';
import { pseudonymOf } from './pseudonym.ts';

export interface RequestErasureDeps {
  /** Head, gate and addresses as they stand, of the customer that it was merged into where it was. */
  readonly readPage: (tenant: string, customerId: string) => Promise<StoredPage | undefined>;
  readonly privacy: Pick<PrivacyStore, 'begin'>;
  readonly processes: Pick<ProcessRecords, 'find'>;
  readonly jobs: ProcessJobs;
  readonly findCompany: FindCompany;
  readonly clock: { now(): number };
}

export interface ErasureRequest {
  readonly tenant: string;
  readonly userId: string;
  readonly customerId: string;
  readonly reason: ErasureReason;
  readonly reference: string | null;
}

/** Why nothing goes to the customer while it is being erased. */
const stopReasons = { es: 'Supresión de datos en curso', en: 'Erasure under way' } as const;

const newErasure = (
  { tenant, userId, reason, reference }: ErasureRequest,
  customerId: string,
  pseudonym: string,
  now: number,
): ProcessValue =>
  pendingProcess({
    tenant,
    processId: newId(now),
    kind: 'customer_erasure',
    createdAt: now,
    requestedBy: userId,
    erasure: { customerId, pseudonym, reason, reference, stage: 'begin', counts: noCounts },
    dueAt: now + takeUpMs,
  });

/** @throws Refusal NOT_FOUND; ChangeGivenUp */
export const requestErasure = async (
  deps: RequestErasureDeps,
  request: ErasureRequest,
): Promise<{ processId: string; customerId: string; pseudonym: string; state: ProcessState; requestedAt: string }> => {
  const { tenant, userId } = request;
  const { language } = await deps.findCompany(tenant);
  const process = await changeItem({
    item: `erasure of customer ${request.customerId}`,
    read: async () => {
      const page = await deps.readPage(tenant, request.customerId);
      const begun = page?.customer.value.erasing;
      return { page, process: begun === undefined ? undefined : await deps.processes.find(tenant, begun.processId) };
    },
    decide: ({ page, process: begun }) => {
      if (page === undefined) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
      if (begun !== undefined) return { result: begun };
      const { customer, gate } = page;
      const now = deps.clock.now();
      const { customerId, version } = customer.value;
      const made = newErasure(request, customerId, pseudonymOf(customerId, language), now);
      const head = {
        ...customer.value,
        erasing: { processId: made.processId, at: now },
        updatedAt: now,
        version: version + 1,
      };
      const stopped = gate.value.stopped ?? { at: now, by: userId, reason: stopReasons[language] };
      return {
        write: async () => {
          await deps.privacy.begin({
            customer: { before: customer, after: head },
            gate: { before: gate, after: { ...gate.value, stopped, erasingSince: now } },
            process: made,
            signature: signedByUser(userId, now),
          });
          return made;
        },
      };
    },
  });
  const { processId, state, createdAt, erasure } = process;
  if (!hasEnded(process)) await deps.jobs.enqueue({ tenant, processId });
  return {
    processId,
    customerId: erasure?.customerId ?? request.customerId,
    pseudonym: erasure?.pseudonym ?? '',
    state,
    requestedAt: isoTime(createdAt),
  };
};
