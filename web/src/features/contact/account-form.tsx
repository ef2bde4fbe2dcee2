import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { isSendingChannel } from '#contract/vocabulary.ts';
import { MessageForm } from '#web/features/conversations/composer/message-form.tsx';
import { ContactReasons } from '#web/features/conversations/contact-reasons.tsx';
import { useTexts } from '#web/language/texts.ts';
import { reasonsOf } from './account-state.tsx';
import type { CustomerAccount } from './queries.ts';
import { contactFormTexts } from './texts.ts';

/** The form of the account's channel (E22); every reason instead where nothing can be sent (E24–E27); a phone is called. */
export function AccountForm({
  customerId,
  account,
  onSent,
}: {
  customerId: string;
  account: CustomerAccount;
  onSent(): void;
}) {
  const t = useTexts(contactFormTexts);
  const { channel, addressId, value, allowed, sendsFrom } = account;
  if (!isSendingChannel(channel)) {
    return (
      <SpaceBetween size="xs">
        <Box>{t('callText', { phone: value })}</Box>
        <Link href={`tel:${value}`} external={false}>
          {t('call', { phone: value })}
        </Link>
      </SpaceBetween>
    );
  }
  if (!allowed) return <ContactReasons check={{ allowed, reasons: reasonsOf(account) }} />;
  return (
    <SpaceBetween size="xs">
      {sendsFrom !== null && (
        <Box color="text-body-secondary">
          {t('sendsFrom', {
            account: sendsFrom.displayName === null ? sendsFrom.value : `${sendsFrom.displayName} (${sendsFrom.value})`,
          })}
        </Box>
      )}
      <MessageForm customerId={customerId} channel={channel} addressId={addressId} onSent={onSent} />
    </SpaceBetween>
  );
}
