import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Create } from '#web/features/customers/create.tsx';
import { CustomersList, type CustomersPreset } from '#web/features/customers/customers-list.tsx';
import { Edit } from '#web/features/customers/edit.tsx';
import { customerTexts } from '#web/features/customers/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useOpened } from '#web/navigation/use-opened.ts';
import { Contact } from './contact.tsx';

/**
 * A customers list with what its rows open: the pencil's form, and Contactar (A16, E20). Which customer it is stands in
 * the address.
 */
export function ContactableCustomers({ preset }: { preset: CustomersPreset }) {
  const t = useTexts(customerTexts);
  const editing = useOpened('edit');
  const contacting = useOpened('contact');
  const [creating, setCreating] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <CustomersList
        preset={preset}
        title={t('title')}
        onCreate={() => setCreating(true)}
        onEdit={({ customerId }) => editing.open(customerId)}
        onContact={({ customerId }) => contacting.open(customerId)}
      />
      {editing.opened !== undefined && <Edit customerId={editing.opened} onClose={() => editing.open(undefined)} />}
      {contacting.opened !== undefined && (
        <Contact customerId={contacting.opened} onClose={() => contacting.open(undefined)} />
      )}
      {creating && (
        <Create
          customerPath={preset.customerPath}
          onCreated={(customerId) => navigate(preset.customerPath(customerId))}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
}
