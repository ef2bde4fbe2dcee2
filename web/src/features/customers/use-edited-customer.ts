import { useSearchParams } from 'react-router';

/** The customer that is being edited stands in the address, so that a link or a reload opens the same form. */
export const useEditedCustomer = () => {
  const [search, setSearch] = useSearchParams();
  const edit = (customerId: string | undefined) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (customerId === undefined) next.delete('edit');
      else next.set('edit', customerId);
      return next;
    });
  return { edited: search.get('edit') ?? undefined, edit };
};
