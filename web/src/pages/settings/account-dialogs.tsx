import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { channelLabels } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import { type Account, useDisconnectAccount, usePatchAccount } from '#web/features/settings/accounts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { focusFirstFault, useFieldFaults, useLineFault } from '#web/parts/field-faults.ts';
import { accountTexts } from './account-texts.ts';

/** The name by which the team tells an account from others. */
export function RenameDialog({ account, onClose }: { account: Account; onClose(): void }) {
  const t = useTexts(accountTexts);
  const { show } = useNotices();
  const patch = usePatchAccount();
  const [name, setName] = useState(account.displayName ?? '');
  const [tried, setTried] = useState(false);
  const nameFault = useLineFault()(name, fieldLimits.patchAccount.displayName.longest);
  const faults = useFieldFaults(patch.error, ['displayName']);
  const confirm = () => {
    setTried(true);
    if (nameFault !== undefined) return focusFirstFault();
    patch.mutate(
      { account, body: { displayName: name.trim() } },
      {
        onSuccess: () => {
          show({ id: 'account', type: 'success', content: t('renamed') });
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={t('renameTitle')}
      confirm={t('save')}
      cancel={t('cancel')}
      busy={patch.isPending}
      error={faults.rest}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box className="breakable">{account.value}</Box>
      <FormField
        label={t('name')}
        description={t('nameAbout')}
        errorText={(tried ? nameFault : undefined) ?? faults.at('displayName')}
      >
        <Input
          autoFocus
          value={name}
          onChange={({ detail }) => setName(detail.value)}
          onKeyDown={({ detail }) => detail.key === 'Enter' && confirm()}
        />
      </FormField>
    </ConfirmDialog>
  );
}

/** Says what comes of disconnecting before it is done (E25–E27). */
export function DisconnectDialog({
  account,
  accounts,
  onClose,
}: {
  account: Account;
  accounts: readonly Account[];
  onClose(): void;
}) {
  const t = useTexts(accountTexts);
  const label = useLabel();
  const { show } = useNotices();
  const disconnect = useDisconnectAccount();
  const another = accounts.some(
    ({ accountId, channel, state }) =>
      accountId !== account.accountId && channel === account.channel && state === 'connected',
  );
  const confirm = () =>
    disconnect.mutate(account, {
      onSuccess: () => {
        show({ id: 'account', type: 'success', content: t('disconnected', { account: account.value }) });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={t('disconnectTitle')}
      confirm={t('disconnectConfirm')}
      cancel={t('cancel')}
      busy={disconnect.isPending}
      error={disconnect.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t('disconnectText', { account: account.value })}</Box>
      {!another && (
        <Alert type="warning">{t('disconnectLast', { channel: label(channelLabels[account.channel]) })}</Alert>
      )}
    </ConfirmDialog>
  );
}
