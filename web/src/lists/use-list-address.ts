import { useLocation, useNavigate } from 'react-router';

/** Which page of a list is shown: its number from 1, and the cursor that the API gave for it. */
export interface ListPage {
  readonly number: number;
  readonly cursor: string | undefined;
  /** Number of its first row among all rows, from 1; undefined: the address does not say. */
  readonly row: number | undefined;
}

/** Filters and page of a list, kept in the address: it can be kept, sent, gone back to. */
export interface ListAddress<Name extends string> {
  readonly filters: { readonly [Key in Name]?: string };
  /** Sets some filters (undefined removes one), and goes to the first page. */
  change(filters: { readonly [Key in Name]?: string | undefined }): void;
  /** Takes all filters away but these, and goes to the first page. */
  clear(...kept: readonly Name[]): void;
  readonly page: ListPage;
  /** Goes to the page after this one. @param cursor the answer's `nextCursor` @param rows how many this page has */
  next(cursor: string, rows: number): void;
  /** Looks on for this page from there: what was read had nothing for it. @param cursor the answer's `nextCursor` */
  lookOn(cursor: string): void;
  /** Goes to the page before; to the first one where that is not known, as when the address came from elsewhere. */
  previous(): void;
}

/** Where the pages before begin, first page first. They stand in the history entry, so they outlive a reload. */
interface Begin {
  readonly cursor: string | null;
  readonly row: number | null;
}
const beginsOf = (state: unknown): readonly Begin[] =>
  typeof state === 'object' && state !== null && 'begins' in state && Array.isArray(state.begins) ? state.begins : [];

/** A number from 1 in the address. */
const countOf = (text: string | null): number | undefined => {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? count : undefined;
};

/** What the address of a first page lacks. */
const firstPage = { page: undefined, cursor: undefined, row: undefined };

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
  const number = cursor === undefined ? 1 : (countOf(query.get('page')) ?? 2);
  // On the first page nothing says it: what was looked on for begins with row 1 too.
  const row = number === 1 ? 1 : countOf(query.get('row'));
  const begins = beginsOf(state);

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
    page: { number, cursor, row },
    change: (changes) => go({ ...changes, ...firstPage }, null),
    clear: (...kept) => {
      const gone = names.filter((name) => !kept.includes(name));
      go({ ...Object.fromEntries(gone.map((name) => [name, undefined])), ...firstPage }, null);
    },
    next: (after, rows) =>
      go(
        { page: String(number + 1), cursor: after, row: row === undefined ? undefined : String(row + rows) },
        { begins: [...begins.slice(0, number - 1), { cursor: cursor ?? null, row: row ?? null }] },
      ),
    lookOn: (after) => go({ page: String(number), cursor: after }, state, true),
    previous: () => {
      const before = begins[number - 2];
      const place =
        before === undefined || before.cursor === null
          ? firstPage
          : {
              page: String(number - 1),
              cursor: before.cursor,
              row: before.row === null ? undefined : String(before.row),
            };
      go(place, { begins: begins.slice(0, number - 2) });
    },
  };
};
