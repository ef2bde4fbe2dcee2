import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { WithData } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { usersQuery } from '#web/session/options.ts';
import { sectionTexts } from './texts.ts';

/** Ajustes › Usuarios: who works here, with which roles. */
export function Component() {
  const t = useTexts(sectionTexts);
  const around = useTexts(settingsTexts);
  return (
    <WithData query={useQuery(usersQuery)}>
      {({ items }) => (
        <Table
          header={
            <Header variant="h2" description={t('usersAbout')} counter={`(${items.length})`}>
              {around('users')}
            </Header>
          }
          items={[...items]}
          trackBy="userId"
          columnDefinitions={[
            { id: 'name', header: t('userName'), cell: ({ name }) => name, isRowHeader: true },
            { id: 'email', header: t('userEmail'), cell: ({ email }) => <span className="breakable">{email}</span> },
            {
              id: 'roles',
              header: t('userRoles'),
              cell: ({ roles }) => roles.map((role) => t(`role_${role}`)).join(', '),
            },
          ]}
          empty={
            <Box textAlign="center">
              <Box variant="h3">{t('noUsers')}</Box>
              <Box variant="p">{t('noUsersText')}</Box>
            </Box>
          }
        />
      )}
    </WithData>
  );
}
