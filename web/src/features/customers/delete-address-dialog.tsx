import { useTexts } from '#web/language/texts.ts';
import { ChangeDialog } from '#web/parts/change-dialog.tsx';
import { useDeleteAddress } from './changes.ts';
import { contactTexts } from './contact-texts.ts';
import type { Address } from './queries.ts';

/** Asks before an address is deleted. */
export function DeleteAddressDialog({
  customerId,
  address: { addressId, value },
  onClose,
}: {
  customerId: string;
  address: Address;
  onClose(): void;
}) {
  const t = useTexts(contactTexts);
  const remove = useDeleteAddress(customerId);
  return (
    <ChangeDialog
      title={t('removeTitle', { address: value })}
      text={t('removeText')}
      confirm={t('removeConfirm')}
      cancel={t('cancel')}
      change={remove}
      input={addressId}
      notice={{ id: `address-${addressId}`, content: t('removed') }}
      onClose={onClose}
    />
  );
}
