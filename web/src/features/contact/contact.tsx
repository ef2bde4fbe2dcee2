import { lazy, Suspense } from 'react';

/** The dialog with its forms is a chunk of its own: lists do not wait for it. */
const ContactDialog = lazy(async () => ({ default: (await import('./contact-dialog.tsx')).ContactDialog }));

/** Contactar over any page that knows the customer (E20); props as of `ContactDialog`. */
export function Contact(props: { customerId: string; addressId?: string | undefined; onClose(): void }) {
  return (
    <Suspense fallback={null}>
      <ContactDialog {...props} />
    </Suspense>
  );
}
