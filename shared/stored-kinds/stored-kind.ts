/** What is to become of a stored kind of item: one row of the registry (`stored-kinds.ts`). */
import { formOf, type ItemForm } from '#platform/table/invariant.ts';
import type { Entity } from '#platform/table/kernel.ts';
import type { ExportFile } from './export-files.ts';

/** Whom it tells of. `nobody`: codes, counts and settings alone. */
export type About = 'customer' | 'user' | 'nobody';

/**
 * When a customer is erased. `delete`: the item goes. `pseudonymise`: it stays without the person, since counts, proof of
 * contact or the register need it. `keep_hash`: it stays, and has nothing of the person but a keyed hash. `untouched`: it
 * tells of no customer.
 */
export type OnErasure = 'delete' | 'pseudonymise' | 'keep_hash' | 'untouched';

/**
 * How long it is kept. `owner`: as long as what it belongs to. `period`: the company's period for its kind. `expires`: the
 * table deletes it by itself. `derived`: as long as its base, and rebuilt from it.
 */
export type Retention = 'owner' | 'period' | 'expires' | 'derived';

/**
 * When two customers are merged (ADR 43). `moves`: written under the one that stays. `stays`: read under both ids.
 * `follows`: rebuilt by projections. `none`: knows no customer.
 */
export type OnMerge = 'moves' | 'stays' | 'follows' | 'none';

/** What the nightly check does with it. `judged`: its form and its invariants. `counted`: by a walk. `none`: nothing. */
export type Audit = 'judged' | 'counted' | 'none';

export interface StoredKind {
  readonly form: ItemForm;
  readonly about: About;
  readonly onErasure: OnErasure;
  /** Whether it belongs into the file of all that is known of a customer. */
  readonly carried: boolean;
  readonly retention: Retention;
  readonly onMerge: OnMerge;
  readonly audit: Audit;
  /** File of the company's export that has it; null: a copy, a key, or a mark of work, which others say or nobody needs. */
  readonly exported: ExportFile | null;
}

/** A row of the registry: the entity, and what becomes of its items. */
export const storedKind = <Value>(
  entity: Entity<Value>,
  what: Omit<StoredKind, 'form' | 'exported'>,
  exported: ExportFile | null = null,
): StoredKind => ({ form: formOf(entity), ...what, exported });
