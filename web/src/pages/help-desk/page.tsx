import { ContactableCustomers } from '#web/features/contact/contactable-customers.tsx';
import type { CustomersPreset } from '#web/features/customers/customers-list.tsx';
import { paths } from '#web/navigation/paths.ts';

/** Favorito, Nombre de usuario, Contacto, Contactar: exactly four until somebody chooses others (E3, Q16). */
const preset: CustomersPreset = {
  list: 'helpDesk',
  standardColumns: ['favorite', 'channel'],
  contacts: true,
  customerPath: paths.helpDeskCustomer,
};

/** Mesón de Ayuda › Clientes: the same customers, to be contacted proactively (E1–E16, E20). */
export function Component() {
  return <ContactableCustomers preset={preset} />;
}
