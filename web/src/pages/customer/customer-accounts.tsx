import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { channelLabels, contactReasons } from '#contract/vocabulary.ts';
import { AccountState, reasonsOf } from '#web/features/contact/account-state.tsx';
import { type CustomerAccount, customerAccountsQuery } from '#web/features/contact/queries.ts';
import { ContactReasons } from '#web/features/conversations/contact-reasons.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { listTexts } from '#web/lists/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';
import { customerPageTexts } from './texts.ts';

/** Cuentas (E18–E21): each account of the customer, what can be done with it, what stands against it. */
export function CustomerAccounts({
  customerId,
  onContact,
}: {
  customerId: string;
  onContact(addressId: string): void;
}) {
  const t = useTexts(customerPageTexts);
  const listText = useTexts(listTexts);
  const { data, error, isPending, refetch } = useQuery(customerAccountsQuery(customerId));
  if (error !== null && data === undefined) return <ProblemAlert error={error} onRetry={() => refetch()} />;
  const reasons = data?.reasons ?? [];
  return (
    <Container
      header={
        <Header variant="h2" description={t('accountsText')}>
          {t('accounts')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {isPending && <StatusIndicator type="loading">{listText('loading')}</StatusIndicator>}
        {reasons.length > 0 && <ContactReasons title={t('noneAllowed')} check={{ allowed: false, reasons }} />}
        {data?.items.length === 0 && <Box color="text-body-secondary">{t('noAccounts')}</Box>}
        <ul className="plain-list">
          {data?.items.map((account) => (
            <Account key={account.addressId} account={account} onContact={() => onContact(account.addressId)} />
          ))}
        </ul>
      </SpaceBetween>
    </Container>
  );
}

function Account({ account, onContact }: { account: CustomerAccount; onContact(): void }) {
  const t = useTexts(customerPageTexts);
  const label = useLabel();
  const may = useMay();
  const { channel, value, label: name, sendsFrom } = account;
  const reasons = reasonsOf(account);
  return (
    <li className="line">
      <div className="line-words">
        <Box variant="awsui-key-label">
          {label(channelLabels[channel])}
          {name !== null && ` · ${name}`}
        </Box>
        <span className="breakable">{value}</span>
        <AccountState account={account} />
        {reasons.length > 0 && (
          <ul className="account-reasons">
            {reasons.map(({ code }) => (
              <li key={code}>
                {label(contactReasons[code])} <strong>{label(contactReasons[code].next)}</strong>
              </li>
            ))}
          </ul>
        )}
        {sendsFrom !== null && (
          <Box variant="small" display="block">
            {t('sendsFrom', { account: sendsFrom.displayName ?? sendsFrom.value })}
          </Box>
        )}
      </div>
      {channel === 'call' && <Link href={`tel:${value}`}>{t('call', { phone: value })}</Link>}
      {channel !== 'call' && may('sendMessage') && (
        <Button ariaLabel={t('contactBy', { account: value })} onClick={onContact}>
          {t('contact')}
        </Button>
      )}
    </li>
  );
}
