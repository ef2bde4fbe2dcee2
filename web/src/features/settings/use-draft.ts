import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '#web/api/problem.ts';

/** A value as it was read, with the version that a change of it must name. */
export interface Versioned<Value> {
  readonly value: Value;
  readonly version: number;
}

/** What somebody is editing, over what was read when the editing began. */
export interface Draft<Value> {
  readonly value: Value;
  readonly dirty: boolean;
  readonly saving: boolean;
  /** Why the last attempt to save failed; null: it did not. The changes are still there. */
  readonly error: Error | null;
  /** True when somebody else has saved meanwhile (412): only `reload` goes on. */
  readonly conflict: boolean;
  change(value: Value): void;
  save(): void;
  discard(): void;
  /** Drops the changes and reads again. */
  reload(): Promise<void>;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Edits a value with optimistic locking. A value that is read again in the background does not disturb the draft: the
 * version that it began with decides.
 *
 * @param save keeps the value and puts the answer into the query's cache. @throws ApiProblem
 * @param refetch reads what `current` comes from again
 */
export const useDraft = <Value>(
  current: Versioned<Value>,
  { save, refetch }: { save(edited: Versioned<Value>): Promise<unknown>; refetch(): Promise<unknown> },
): Draft<Value> => {
  const [edited, setEdited] = useState<{ readonly base: Versioned<Value>; readonly value: Value }>();
  const saved = useMutation({ mutationFn: save, onSuccess: () => setEdited(undefined) });
  const { base, value } = edited ?? { base: current, value: current.value };
  const discard = () => {
    setEdited(undefined);
    saved.reset();
  };
  return {
    value,
    dirty: !same(value, base.value),
    saving: saved.isPending,
    error: saved.error,
    conflict: saved.error instanceof ApiProblem && saved.error.code === 'VERSION_CONFLICT',
    change: (next) => setEdited({ base, value: next }),
    save: () => saved.mutate({ value, version: base.version }),
    discard,
    reload: async () => {
      await refetch();
      discard();
    },
  };
};
