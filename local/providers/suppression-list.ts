import { join } from 'node:path';
import * as z from 'zod';
import { KeptState } from './kept-state.ts';

const entrySchema = z.object({
  emailAddress: z.string(),
  reason: z.enum(['BOUNCE', 'COMPLAINT']),
  /** Epoch milliseconds. */
  lastUpdate: z.number(),
  messageId: z.string().optional(),
  feedbackId: z.string().optional(),
});

export type SuppressionEntry = z.infer<typeof entrySchema>;

const stateSchema = z.record(z.string(), z.array(entrySchema));

/**
 * SES's suppression lists: one of the account and one per tenant. As at AWS, the case of an address is kept and the
 * API finds an entry by its exact case, while sending compares without case.
 * https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list-tenant-level-manage.html
 */
export class SuppressionLists {
  readonly #state: KeptState<Record<string, SuppressionEntry[]>>;

  constructor(dataDir: string) {
    this.#state = KeptState.open(join(dataDir, 'suppression-lists.json'), stateSchema, {});
  }

  find(tenant: string | undefined, emailAddress: string): SuppressionEntry | undefined {
    return this.list(tenant).find((entry) => entry.emailAddress === emailAddress);
  }

  /** Whether SES would withhold an e-mail to this address. */
  suppresses(tenant: string | undefined, emailAddress: string): boolean {
    const wanted = emailAddress.toLowerCase();
    return this.list(tenant).some((entry) => entry.emailAddress.toLowerCase() === wanted);
  }

  list(tenant: string | undefined): readonly SuppressionEntry[] {
    return this.#state.value[listName(tenant)] ?? [];
  }

  put(tenant: string | undefined, entry: SuppressionEntry): void {
    const others = this.list(tenant).filter((existing) => existing.emailAddress !== entry.emailAddress);
    this.#state.replace({ ...this.#state.value, [listName(tenant)]: [...others, entry] });
  }

  /** Removes the entry; false when there is none. */
  delete(tenant: string | undefined, emailAddress: string): boolean {
    const entries = this.list(tenant);
    const left = entries.filter((entry) => entry.emailAddress !== emailAddress);
    if (left.length === entries.length) return false;
    this.#state.replace({ ...this.#state.value, [listName(tenant)]: left });
    return true;
  }

  clear(): void {
    this.#state.replace({});
  }
}

/** Tenant names have no colon, so the account's list cannot meet a tenant's. */
const listName = (tenant: string | undefined): string => (tenant === undefined ? 'account' : `tenant:${tenant}`);
