import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { type User, useSwitchUser } from '#web/features/settings/users.ts';
import { WithData } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ChangeDialog } from '#web/parts/change-dialog.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay, useMe } from '#web/session/me.ts';
import { usersQuery } from '#web/session/options.ts';
import { sectionTexts } from './texts.ts';
import { userTexts } from './user-texts.ts';

/** Ajustes › Usuarios: who works here, with which roles; administrators disable them and let them in again (B7). */
export function Component() {
  const t = useTexts(userTexts);
  const around = useTexts(settingsTexts);
  const [switched, setSwitched] = useState<User>();
  const [limited, setLimited] = useState<User>();
  const columnDefinitions = useUserColumns(setSwitched, setLimited);
  return (
    <WithData query={useQuery(usersQuery)}>
      {({ items }) => (
        <>
          <Table
            wrapLines
            header={
              <Header variant="h2" description={t('usersAbout')} counter={`(${items.length})`}>
                {around('users')}
              </Header>
            }
            items={[...items].sort((a, b) => Number(b.active) - Number(a.active))}
            trackBy="userId"
            columnDefinitions={columnDefinitions}
            empty={
              <Box textAlign="center">
                <Box variant="h3">{t('noUsers')}</Box>
                <Box variant="p">{t('noUsersText')}</Box>
              </Box>
            }
          />
          {switched !== undefined && <SwitchDialog user={switched} onClose={() => setSwitched(undefined)} />}
          {limited !== undefined && <CustomersDialog user={limited} onClose={() => setLimited(undefined)} />}
        </>
      )}
    </WithData>
  );
}

const useUserColumns = (
  onSwitch: (user: User) => void,
  onLimit: (user: User) => void,
): TableProps.ColumnDefinition<User>[] => {
  const t = useTexts(userTexts);
  const section = useTexts(sectionTexts);
  const format = useFormat();
  const may = useMay();
  const { userId: self } = useMe();
  return [
    { id: 'name', header: t('name'), cell: ({ name }) => name, isRowHeader: true, minWidth: 150 },
    {
      id: 'email',
      header: t('email'),
      cell: ({ email }) => <span className="breakable">{email}</span>,
      minWidth: 180,
    },
    {
      id: 'roles',
      header: t('roles'),
      cell: ({ roles }) => roles.map((role) => section(`role_${role}`)).join(', '),
      minWidth: 120,
    },
    {
      id: 'state',
      header: t('state'),
      cell: ({ active, disabledAt }) => (
        <>
          <StatusIndicator type={active ? 'success' : 'stopped'}>{t(active ? 'active' : 'disabled')}</StatusIndicator>
          {disabledAt !== null && (
            <Box variant="small" display="block" color="text-body-secondary">
              {t('disabledSince', { date: format.date(disabledAt) })}
            </Box>
          )}
        </>
      ),
      minWidth: 130,
    },
    {
      id: 'customers',
      header: t('customers'),
      cell: (user) => {
        const words = t(user.ownCustomersOnly ? 'ownCustomers' : 'allCustomers');
        if (!may('putUser') || user.userId === self) return words;
        return (
          <Button
            variant="inline-link"
            ariaLabel={t('customersOf', { name: user.name, words })}
            onClick={() => onLimit(user)}
          >
            {words}
          </Button>
        );
      },
      minWidth: 120,
    },
    ...(may('putUser')
      ? [
          {
            id: 'actions',
            header: t('actions'),
            cell: (user: User) =>
              user.userId === self ? (
                <Box color="text-body-secondary">{t('self')}</Box>
              ) : (
                <Button
                  variant="inline-link"
                  ariaLabel={t(user.active ? 'disableOne' : 'enableOne', { name: user.name })}
                  onClick={() => onSwitch(user)}
                >
                  {t(user.active ? 'disable' : 'enable')}
                </Button>
              ),
            minWidth: 130,
          },
        ]
      : []),
  ];
};

/** Says what comes of it before it is done. */
function SwitchDialog({ user: { userId, name, active }, onClose }: { user: User; onClose(): void }) {
  const t = useTexts(userTexts);
  const { show } = useNotices();
  const change = useSwitchUser();
  const confirm = () =>
    change.mutate(
      { userId, active: !active },
      {
        onSuccess: () => {
          show({ id: 'user', type: 'success', content: t(active ? 'wasDisabled' : 'wasEnabled', { name }) });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t(active ? 'disableTitle' : 'enableTitle', { name })}
      confirm={t(active ? 'disableConfirm' : 'enableConfirm')}
      cancel={t('cancel')}
      busy={change.isPending}
      error={change.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t(active ? 'disableText' : 'enableText')}</Box>
    </ConfirmDialog>
  );
}

/** Whose customers the user sees (MA13): says what comes of it before it is done. */
function CustomersDialog({
  user: { userId, name, active, ownCustomersOnly },
  onClose,
}: {
  user: User;
  onClose(): void;
}) {
  const t = useTexts(userTexts);
  const change = useSwitchUser();
  const words = ownCustomersOnly ? 'all' : 'own';
  return (
    <ChangeDialog
      title={t(`${words}Title`, { name })}
      text={t(`${words}Text`)}
      confirm={t(`${words}Confirm`)}
      cancel={t('cancel')}
      change={change}
      input={{ userId, active, ownCustomersOnly: !ownCustomersOnly }}
      notice={{ id: 'user', content: t(`${words}Done`, { name }) }}
      onClose={onClose}
    />
  );
}
