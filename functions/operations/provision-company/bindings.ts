/** Checks what the operator gives and makes the company. */
import * as z from 'zod';
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { ProvisionError, ProvisionInputSchema, provisionCompany } from '#shared/companies/provision-company.ts';
import { companies } from '../../composition/companies.ts';
import { counts } from '../../composition/customers.ts';
import { take } from '../../composition/part.ts';

/**
 * The operation that `aws lambda invoke` calls with the company as its payload.
 *
 * @throws ProvisionError with every fault of the input, or with what stands against it
 */
export const provisionOperation = (deps: {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  /** Domain under which companies receive e-mail. */
  readonly inboundDomain: string;
}) => {
  const { log } = deps;
  const wired = take(deps, { companies, counts });
  return async (payload: unknown): Promise<{ tenantId: string; created: boolean; users: number }> => {
    const input = ProvisionInputSchema.safeParse(payload);
    if (!input.success) throw new ProvisionError(`The company is not valid:\n${z.prettifyError(input.error)}`);
    const outcome = await provisionCompany(wired, input.data);
    // A new company has no customers: they are counted from the first on.
    if (outcome.created) await wired.counts.complete(outcome.tenantId);
    log.info(outcome.created ? 'company created' : 'company brought up to date', {
      tenant: outcome.tenantId,
      count: outcome.users,
    });
    return outcome;
  };
};
