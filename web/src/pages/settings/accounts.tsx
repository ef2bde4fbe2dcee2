import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AccountState, accountFaults, accountStateLabels } from '#contract/account-words.ts';
import { channelLabels } from '#contract/vocabulary.ts';
import {
  type Account,
  accountsQuery,
  usePatchAccount,
  useReconnectAccount,
  useRefreshAccounts,
} from '#web/features/settings/accounts.ts';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { WithData } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { DisconnectDialog, RenameDialog } from './account-dialogs.tsx';
import { accountTexts } from './account-texts.ts';

const looks: Readonly<Record<AccountState, StatusIndicatorProps.Type>> = {
  connected: 'success',
  disconnected: 'stopped',
  error: 'error',
};

/** Ajustes › Cuentas conectadas: what the company writes from, with the state that the providers tell (E21, E25–E27). */
export function Component() {
  return <WithData query={useQuery(accountsQuery)}>{({ items }) => <Accounts accounts={items} />}</WithData>;
}

function Accounts({ accounts }: { accounts: readonly Account[] }) {
  const t = useTexts(accountTexts);
  const around = useTexts(settingsTexts);
  const may = useMay();
  const { show } = useNotices();
  const problemText = useProblemText();
  const refresh = useRefreshAccounts();
  const [dialog, setDialog] = useState<{ readonly what: 'rename' | 'disconnect'; readonly account: Account }>();
  const close = () => setDialog(undefined);
  const check = () =>
    refresh.mutate(undefined, {
      onSuccess: () => show({ id: 'account', type: 'success', content: t('checked') }),
      onError: (error) => show({ id: 'account', type: 'error', header: t('failed'), content: problemText(error) }),
    });
  return (
    <>
      <Container
        header={
          <Header
            variant="h2"
            description={t('about')}
            counter={`(${accounts.length})`}
            actions={
              may('refreshAccounts') && (
                <Button iconName="refresh" loading={refresh.isPending} onClick={check}>
                  {t('check')}
                </Button>
              )
            }
          >
            {around('accounts')}
          </Header>
        }
      >
        {accounts.length === 0 ? (
          <Box textAlign="center">
            <Box variant="h3">{t('empty')}</Box>
            <Box variant="p">{t('emptyText')}</Box>
          </Box>
        ) : (
          <ul className="accounts">
            {accounts.map((account) => (
              <li key={account.accountId} className="account">
                <AccountName account={account} />
                <State account={account} />
                {may('patchAccount') && (
                  <AccountActions
                    account={account}
                    onRename={() => setDialog({ what: 'rename', account })}
                    onDisconnect={() => setDialog({ what: 'disconnect', account })}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Container>
      {dialog?.what === 'rename' && <RenameDialog account={dialog.account} onClose={close} />}
      {dialog?.what === 'disconnect' && (
        <DisconnectDialog account={dialog.account} accounts={accounts} onClose={close} />
      )}
    </>
  );
}

function AccountName({ account: { channel, value, displayName, default: isDefault } }: { account: Account }) {
  const t = useTexts(accountTexts);
  const label = useLabel();
  return (
    <div>
      <Box variant="awsui-key-label">{label(channelLabels[channel])}</Box>
      <span className="breakable">
        {value} {isDefault && <Badge color="blue">{t('default')}</Badge>}
      </span>
      {displayName !== null && (
        <Box variant="small" display="block" color="text-body-secondary">
          {displayName}
        </Box>
      )}
    </div>
  );
}

function State({ account: { state, reason, connectedAt, checkedAt } }: { account: Account }) {
  const t = useTexts(accountTexts);
  const label = useLabel();
  const format = useFormat();
  const since = state === 'connected' ? t('since', { date: format.date(connectedAt) }) : undefined;
  const checked = checkedAt === null ? undefined : t('lastCheck', { date: format.dateTime(checkedAt) });
  return (
    <div className="account-state">
      <StatusIndicator type={looks[state]}>{label(accountStateLabels[state])}</StatusIndicator>
      {reason !== null && <Box display="block">{label(accountFaults[reason])}</Box>}
      <Box variant="small" display="block" color="text-body-secondary">
        {since ?? checked}
      </Box>
    </div>
  );
}

function AccountActions({
  account,
  onRename,
  onDisconnect,
}: {
  account: Account;
  onRename(): void;
  onDisconnect(): void;
}) {
  const t = useTexts(accountTexts);
  const label = useLabel();
  const { show } = useNotices();
  const problemText = useProblemText();
  const patch = usePatchAccount();
  const reconnect = useReconnectAccount();
  const names = { account: account.value };
  const failed = (error: unknown) =>
    show({ id: 'account', type: 'error', header: t('failed'), content: problemText(error) });
  const makeDefault = () =>
    patch.mutate(
      { account, body: { default: true } },
      {
        onSuccess: () => show({ id: 'account', type: 'success', content: t('madeDefault', names) }),
        onError: failed,
      },
    );
  const connect = () =>
    reconnect.mutate(account, {
      onSuccess: ({ reason }) =>
        show(
          reason === null
            ? { id: 'account', type: 'success', content: t('reconnected', names) }
            : {
                id: 'account',
                type: 'warning',
                content: t('stillFaulty', { ...names, reason: label(accountFaults[reason]) }),
              },
        ),
      onError: failed,
    });
  const actions: Readonly<Record<string, () => void>> = {
    rename: onRename,
    default: makeDefault,
    disconnect: onDisconnect,
    reconnect: connect,
  };
  const items: ButtonDropdownProps.Item[] = [
    { id: 'rename', text: t('rename') },
    ...(account.state === 'connected' && !account.default ? [{ id: 'default', text: t('makeDefault') }] : []),
    account.state === 'disconnected'
      ? { id: 'reconnect', text: t('reconnect') }
      : { id: 'disconnect', text: t('disconnect') },
  ];
  return (
    <ButtonDropdown
      variant="icon"
      expandToViewport
      ariaLabel={t('actionsOf', names)}
      loading={patch.isPending || reconnect.isPending}
      items={items}
      onItemClick={({ detail }) => actions[detail.id]?.()}
    />
  );
}
