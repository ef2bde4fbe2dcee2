/**
 * The one way into the audit trail. A store that writes an administrative change takes the actions of this function into
 * the same transaction, so that there is no change without its entry and no entry without its change:
 *
 *     await table.transact([
 *       putAction(Thing, after, before.revision),
 *       ...auditActions(signature, { tenant, kind: 'thing', subjectId, subjectName: null, before: before.value, after }),
 *     ]);
 *
 * The kinds stand in `auditKinds` (shared/contract/audit.ts). Give only the fields that people change: no times, no
 * versions, no counters, no customer's data, no more of a person than is needed.
 */
import type { AuditActor, AuditKind } from '#contract/audit-words.ts';
import { newId } from '#platform/ids.ts';
import { type Action, putAction } from '#platform/table/kernel.ts';
import { changedValues } from './changed-values.ts';
import { AuditRecord } from './entities.ts';

/** Who makes a change, and when. */
export interface Signature {
  readonly actor: AuditActor;
  /** The user, where the actor is one. */
  readonly userId: string | null;
  /** Epoch ms. */
  readonly at: number;
}

/** @param userId of the verified token; @param at epoch ms */
export const signedByUser = (userId: string, at: number): Signature => ({ actor: 'user', userId, at });
export const signedByOperator = (at: number): Signature => ({ actor: 'operator', userId: null, at });
export const signedBySystem = (at: number): Signature => ({ actor: 'system', userId: null, at });

export interface AuditedChange {
  readonly tenant: string;
  readonly kind: AuditKind;
  /** Null where a company has only one of the kind. */
  readonly subjectId: string | null;
  readonly subjectName: string | null;
  /** Undefined: it is new. */
  readonly before: object | undefined;
  /** Undefined: it is deleted. */
  readonly after: object | undefined;
}

/** @returns the action that writes the entry; none when nothing that is told differs */
export const auditActions = (signature: Signature, change: AuditedChange): Action[] => {
  const { tenant, kind, subjectId, subjectName, before, after } = change;
  const { changes, omitted } = changedValues(before, after);
  if (changes.length === 0) return [];
  const action = before === undefined ? 'created' : after === undefined ? 'deleted' : 'changed';
  const entry = {
    tenant,
    entryId: newId(signature.at),
    kind,
    action,
    subjectId,
    subjectName,
    changes,
    omitted,
  } as const;
  return [putAction(AuditRecord, { ...entry, ...signature }, 'absent')];
};
