import { CustomersList, type CustomersPreset } from '#web/features/customers/customers-list.tsx';
import { EditCustomer } from '#web/features/customers/edit-customer.tsx';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useEditedCustomer } from '#web/features/customers/use-edited-customer.ts';
import { useTexts } from '#web/language/texts.ts';

/** Columns until somebody chooses others: five, as the advice says (E14). */
const preset: CustomersPreset = {
  list: 'customers',
  standardColumns: ['favorite', 'document', 'contactability', 'segment', 'balance'],
};

/** Cuentas por cobrar › Clientes, the default tray (A12, A13). The customer that is being edited is in the address. */
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
