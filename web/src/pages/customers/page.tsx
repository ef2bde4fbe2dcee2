import { CustomersList, type CustomersPreset } from '#web/features/customers/customers-list.tsx';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useTexts } from '#web/language/texts.ts';

/** Columns until somebody chooses others: five, as the advice says (E14). */
const preset: CustomersPreset = {
  standardColumns: ['favorite', 'document', 'contactability', 'segment', 'balance'],
};

/** Cuentas por cobrar › Clientes, the default tray (A12, A13). */
export function Component() {
  const t = useTexts(customerTexts);
  return <CustomersList preset={preset} title={t('title')} onEdit={() => undefined} onContact={() => undefined} />;
}
