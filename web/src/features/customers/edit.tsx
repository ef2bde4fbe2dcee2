import { lazy, Suspense } from 'react';

/** The form is a chunk of its own: lists do not wait for it. */
const EditCustomer = lazy(async () => ({ default: (await import('./edit-customer.tsx')).EditCustomer }));

/** The form behind the pencil, over any page that knows the customer (A16, C31); props as of `EditCustomer`. */
export function Edit(props: { customerId: string; onClose(): void }) {
  return (
    <Suspense fallback={null}>
      <EditCustomer {...props} />
    </Suspense>
  );
}
