import { useLocation, useSearchParams } from 'react-router';

/**
 * What is open over a page stands in the address, so that a link or a reload opens the same, and "back" closes it.
 *
 * @param name the query parameter that holds its id
 */
export const useOpened = (name: 'edit' | 'contact' | 'message') => {
  const [search, setSearch] = useSearchParams();
  // Pages of a list before this one are remembered there.
  const { state } = useLocation();
  const open = (value: string | undefined) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === undefined) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { state },
    );
  return { opened: search.get(name) ?? undefined, open };
};
