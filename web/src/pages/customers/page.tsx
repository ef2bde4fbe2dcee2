import { ContactableCustomers } from '#web/features/contact/contactable-customers.tsx';
import type { CustomersPreset } from '#web/features/customers/customers-list.tsx';
import { paths } from '#web/navigation/paths.ts';

/** Columns until somebody chooses others: five, as the advice says (E14). */
const preset: CustomersPreset = {
  list: 'customers',
  standardColumns: ['favorite', 'document', 'contactability', 'segment', 'balance'],
  customerPath: paths.customer,
};

/** Cuentas por cobrar › Clientes, the default tray (A12, A13). */
export function Component() {
  return <ContactableCustomers preset={preset} />;
}
