import { CustomersList, type CustomersPreset } from '#web/features/customers/customers-list.tsx';
import { EditCustomer } from '#web/features/customers/edit-customer.tsx';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useEditedCustomer } from '#web/features/customers/use-edited-customer.ts';
import { useTexts } from '#web/language/texts.ts';

/** Favorito, Nombre de usuario, Contacto, Contactar: exactly four until somebody chooses others (E3, Q16). */
const preset: CustomersPreset = { list: 'helpDesk', standardColumns: ['favorite', 'channel'], contacts: true };

/** Mesón de Ayuda › Clientes: the same customers, to be contacted proactively (E1–E16, E20). */
export function Component() {
  const t = useTexts(customerTexts);
  const { edited, edit } = useEditedCustomer();
  return (
    <>
      <CustomersList preset={preset} title={t('title')} onEdit={({ customerId }) => edit(customerId)} />
      {edited !== undefined && <EditCustomer customerId={edited} onClose={() => edit(undefined)} />}
    </>
  );
}
