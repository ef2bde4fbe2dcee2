import { useLocation, useNavigate } from 'react-router';

/** Which page of a list is shown: its number from 1, and the cursor that the API gave for it. */
export interface ListPage {
  readonly number: number;
  readonly cursor: string | undefined;
}

/** Filters and page of a list, kept in the address: it can be kept, sent, gone back to. */
export interface ListAddress<Name extends string> {
  readonly filters: { readonly [Key in Name]?: string };
  /** Sets some filters (undefined removes one), and goes to the first page. */
  change(filters: { readonly [Key in Name]?: string | undefined }): void;
  /** Takes all filters away but these, and goes to the first page. */
  clear(...kept: readonly Name[]): void;
  readonly page: ListPage;
  /** Goes to the page after this one. @param cursor the answer's `nextCursor` */
  next(cursor: string): void;
  /** Looks on for this page from there: what was read had nothing for it. @param cursor the answer's `nextCursor` */
  lookOn(cursor: string): void;
  /** Goes to the page before; to the first one where that is not known, as when the address came from elsewhere. */
  previous(): void;
}

/** Cursors of the pages before, first page first. They stand in the history entry, so they outlive a reload. */
const cursorsOf = (state: unknown): readonly (string | null)[] =>
  typeof state === 'object' && state !== null && 'cursors' in state && Array.isArray(state.cursors)
    ? state.cursors
    : [];

/** @param names the query parameters that are filters of this list */
export const useListAddress = <Name extends string>(names: readonly Name[]): ListAddress<Name> => {
  const navigate = useNavigate();
  const { pathname, search, state } = useLocation();
  const query = new URLSearchParams(search);
  const given = names.flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value] as const];
  });
  const filters = Object.fromEntries(given) as { readonly [Key in Name]?: string };
  const cursor = query.get('cursor') ?? undefined;
  const number = cursor === undefined ? 1 : Math.max(1, Number(query.get('page')) || 2);
  const cursors = cursorsOf(state);

  const go = (changed: Readonly<Record<string, string | null | undefined>>, nextState: unknown, replace = false) => {
    // Of the moment, not of the last rendering: a search that starts by itself must not undo the filter just applied.
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changed)) {
      if (value === undefined || value === null || value === '') next.delete(name);
      else next.set(name, value);
    }
    navigate({ pathname, search: next.toString() }, { state: nextState, replace });
  };

  return {
    filters,
    page: { number, cursor },
    change: (changes) => go({ ...changes, page: undefined, cursor: undefined }, null),
    clear: (...kept) => {
      const gone = names.filter((name) => !kept.includes(name));
      go({ ...Object.fromEntries(gone.map((name) => [name, undefined])), page: undefined, cursor: undefined }, null);
    },
    next: (after) =>
      go({ page: String(number + 1), cursor: after }, { cursors: [...cursors.slice(0, number - 1), cursor ?? null] }),
    lookOn: (after) => go({ page: String(number), cursor: after }, state, true),
    previous: () => {
      const before = cursors[number - 2];
      const first = before === undefined || before === null;
      go({ page: first ? undefined : String(number - 1), cursor: before }, { cursors: cursors.slice(0, number - 2) });
    },
  };
};
