import { type ComponentProps, lazy, Suspense } from 'react';
import type { CustomerAlertsDialog as Dialog } from './customer-alerts-dialog.tsx';

/** The dialog is a chunk of its own: lists do not wait for it. */
const CustomerAlertsDialog = lazy(async () => ({
  default: (await import('./customer-alerts-dialog.tsx')).CustomerAlertsDialog,
}));

/** What the red symbol of a customer opens, over any page. */
export function CustomerAlerts(props: ComponentProps<typeof Dialog>) {
  return (
    <Suspense fallback={null}>
      <CustomerAlertsDialog {...props} />
    </Suspense>
  );
}
