import Box from '@cloudscape-design/components/box';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
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
  const { show } = useNotices();
  const remove = useDeleteAddress(customerId);
  const confirm = () =>
    remove.mutate(addressId, {
      onSuccess: () => {
        show({ id: `address-${addressId}`, type: 'success', content: t('removed') });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={t('removeTitle')}
      confirm={t('removeConfirm')}
      cancel={t('cancel')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t('removeText', { address: value })}</Box>
    </ConfirmDialog>
  );
}
