import { type ComponentProps, lazy, Suspense } from 'react';
import type { CreateCustomer as Form } from './create-customer.tsx';

/** The form is a chunk of its own: lists do not wait for it. */
const CreateCustomer = lazy(async () => ({ default: (await import('./create-customer.tsx')).CreateCustomer }));

/** The form that creates a customer, over any page. */
export function Create(props: ComponentProps<typeof Form>) {
  return (
    <Suspense fallback={null}>
      <CreateCustomer {...props} />
    </Suspense>
  );
}
